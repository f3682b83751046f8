import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreRefused } from '../event-store.js';

/** The version of the schema below, kept in the file's header (`PRAGMA user_version`). */
export const FORMAT = 1;

/** Marks the file as ours in its header (`PRAGMA application_id`): "Wayb". */
const APPLICATION = 0x57617962;

/** One in so many revisions of a stream is marked, so that a range of a long stream is found without walking it. */
export const MARK_EVERY = 64;

const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    last INTEGER NOT NULL
  );
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    version INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    data TEXT NOT NULL,
    meta TEXT NOT NULL,
    checksum INTEGER NOT NULL
  );
  CREATE TABLE marks (
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (stream, revision)
  ) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${FORMAT};
`;

export function logFile(folder: string): string {
  return join(folder, 'log.db');
}

/** Where SQLite writes commits; the file is there as long as a connection is open. */
export function walFile(folder: string): string {
  return `${logFile(folder)}-wal`;
}

/** The connection that writes. Its commits are fsynced by `Wal`; checkpoints happen only when asked for. */
export function openForWriting(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 1000 });
  try {
    refuseForeign(database, file);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -16000');
    if (pragma(database, 'user_version') === 0) create(database);
    ensureId(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** A connection that only reads. It sees whole commits, as soon as they are made, fsynced or not. */
export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
  try {
    refuseForeign(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function refuseForeign(database: DatabaseSync, file: string): void {
  const format = pragma(database, 'user_version');
  if (format > FORMAT) {
    throw new StoreRefused(
      `${file} has format ${format}, and this version of Waybill knows formats up to ${FORMAT}: a newer one wrote it.`,
    );
  }
  const isEmpty = pragma(database, 'schema_version') === 0;
  if (!isEmpty && pragma(database, 'application_id') !== APPLICATION) {
    throw new StoreRefused(`${file} is a database, but not a log of Waybill's.`);
  }
}

function create(database: DatabaseSync): void {
  database.exec(`BEGIN IMMEDIATE; ${SCHEMA}`);
  database.prepare("INSERT INTO meta VALUES ('store', ?), ('probe', '0')").run(randomUUID());
  database.exec('COMMIT');
}

/** Gives an id to a log that was made before logs had one. */
function ensureId(database: DatabaseSync): void {
  if (database.prepare("SELECT 1 FROM meta WHERE key = 'store'").get()) return;
  database.prepare("INSERT INTO meta VALUES ('store', ?)").run(randomUUID());
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
