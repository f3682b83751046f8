/** How long another connection is waited for, and how often it is tried, in milliseconds. */
const TIMEOUT_MS = 2_000;
const RETRY_MS = 5;
/** The primary result code of SQLite (sqlite.org/rescode.html). */
const BUSY = 5;

/**
 * Makes the file of a connection a WAL database. Waits while another connection does the same to a new file, which
 * SQLite itself does not. Throws what SQLite says.
 */
export function useWal(connection: { exec(sql: string): void }): void {
  for (const end = Date.now() + TIMEOUT_MS; ;) {
    try {
      return connection.exec('PRAGMA journal_mode = WAL');
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return false;
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === BUSY;
}
