import { DatabaseSync } from 'node:sqlite';
import { useWal } from '@waybill/sqlite-files';

/** How long a writer waits for another one, in milliseconds. */
export const BUSY_TIMEOUT_MS = 2_000;
/** SQLite moves the WAL into the database when it has grown to this many pages of 4 KiB. */
const CHECKPOINT_PAGES = 4_000;

/** The connection that writes. It also creates the file; the folder must exist. What it deletes is overwritten. */
export function openForWriting(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    useWal(connection);
    connection.exec(`
      PRAGMA synchronous = NORMAL;
      PRAGMA secure_delete = ON;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * 4096};
      PRAGMA cache_size = -8000;
      PRAGMA temp_store = MEMORY;
    `);
    requireFullTextSearch(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A connection that only reads; it sees every commit, and no half ones. */
export function openForReading(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS, readOnly: true });
  connection.exec('PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;');
  return connection;
}

function requireFullTextSearch(connection: DatabaseSync): void {
  const row = connection.prepare(`SELECT sqlite_compileoption_used('ENABLE_FTS5') AS used`).get();
  if (row?.['used'] !== 1) {
    throw new Error('This Node.js was built without FTS5, the full-text search of SQLite.');
  }
}
