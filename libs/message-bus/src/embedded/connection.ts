import { DatabaseSync } from 'node:sqlite';
import { prepareLayout } from './layout.js';

/** Pages of 4 KiB after which the WAL is moved into the database. */
const CHECKPOINT_PAGES = 1_000;
/** How long to wait for another process that is just closing the file, in milliseconds. */
const LOCK_TIMEOUT_MS = 500;

/**
 * Opens a file that belongs to this process until it is closed, and prepares its tables. SQLite then syncs the WAL only
 * before a checkpoint (`synchronous = NORMAL`), and gives free pages back when asked to (`auto_vacuum`).
 */
export function openConnection(file: string): DatabaseSync {
  const connection = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    connection.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * 4096};
    `);
    prepareLayout(connection, file);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
