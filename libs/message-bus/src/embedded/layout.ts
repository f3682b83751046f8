import type { DatabaseSync } from 'node:sqlite';
import { migrateFromLayout1 } from './migration.js';
import { QUEUES } from './tables.js';

/** The version of the tables, kept in `PRAGMA user_version`. */
export const LAYOUT = 2;

/** Creates the tables in an empty file, and moves the messages of an older layout. Throws for any other file. */
export function prepareLayout(connection: DatabaseSync, file: string): void {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version === LAYOUT) return;
  if (version > LAYOUT) {
    throw new Error(`${file} has layout ${version}; this version of Waybill knows layouts up to ${LAYOUT}.`);
  }
  if (connection.prepare('SELECT 1 FROM sqlite_schema').get() === undefined) {
    connection.exec(`BEGIN IMMEDIATE; ${QUEUES}; PRAGMA user_version = ${LAYOUT}; COMMIT`);
    return;
  }
  if (connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'publishers'").get() === undefined) {
    throw new Error(`${file} is a database, but not one of a message bus.`);
  }
  connection.exec('BEGIN IMMEDIATE');
  migrateFromLayout1(connection);
  // Only a file rewritten under auto_vacuum can give pages back to the file system.
  connection.exec(`PRAGMA user_version = ${LAYOUT}; COMMIT; PRAGMA auto_vacuum = INCREMENTAL; VACUUM`);
}
