import { ReadStoreRefused } from '../errors.js';
import type { Database } from './database.js';

/** The version of all table layouts below and in schema.ts, kept in the file's header (`PRAGMA user_version`). */
export const LAYOUT = 3;

/** The collections there are, what they were declared as, and how far each has come; and the log they are made from. */
const TABLES = `
  CREATE TABLE collections (
    name TEXT NOT NULL, version INTEGER NOT NULL, shape TEXT NOT NULL,
    position TEXT NOT NULL DEFAULT '', epoch INTEGER,
    PRIMARY KEY (name, version)
  ) WITHOUT ROWID;
  CREATE TABLE origin (only INTEGER PRIMARY KEY CHECK (only = 1), log_id TEXT NOT NULL);
`;

/**
 * Creates the tables of a new file. A derived file with another layout is emptied first, for all of it is made from the
 * log again; any other file with another layout is refused.
 */
export function prepareLayout(database: Database): void {
  if (layoutOf(database) === LAYOUT) return;
  database.write(() => {
    // Another client may have created them while this one waited for its turn to write.
    const layout = layoutOf(database);
    if (layout === LAYOUT) return;
    if (database.kind.isDerived) dropAllTables(database);
    else if (layout !== 0) {
      throw new ReadStoreRefused(
        `${database.file} has layout ${layout}, and this version of Waybill knows only layout ${LAYOUT}.`,
      );
    }
    database.execute(`${TABLES} PRAGMA user_version = ${LAYOUT}`);
  });
}

function layoutOf(database: Database): number | undefined {
  return database.toWrite<[number]>('PRAGMA user_version').get()?.[0];
}

/** A virtual table goes first: its own tables go with it, and cannot go alone. */
function dropAllTables(database: Database): void {
  const next = database.toWrite<[string]>(`
    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC LIMIT 1
  `);
  for (let row = next.get(); row; row = next.get()) database.execute(`DROP TABLE "${row[0]}"`);
}
