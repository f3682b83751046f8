import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreRefused, StoreUnavailable } from '../event-store.js';
import { BUSY, resultCode, text } from './failures.js';

/**
 * Makes this process the only writer of a folder until the lock is disposed or the process ends, however it ends: the
 * lock is a transaction that SQLite holds open on `lock.db`, and the kernel releases it with the process.
 */
export function lock(folder: string): Disposable {
  const pidFile = join(folder, 'lock.pid');
  const database = openLockFile(folder);
  try {
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, String(process.pid));
  } catch (error) {
    database.close();
    if (resultCode(error) !== BUSY) throw cannotWrite(folder, error);
    throw new StoreRefused(`${folder} is in use by ${holder(pidFile)}.`);
  }
  return database;
}

/** The holder writes its pid right after it got the lock, so for an instant there may be none. */
function holder(pidFile: string): string {
  const pid = existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : 'not known yet';
  return pid === String(process.pid) ? 'this process' : `another process (pid ${pid})`;
}

function openLockFile(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, 'lock.db'), { timeout: 0 });
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}

function cannotWrite(folder: string, error: unknown): StoreUnavailable {
  return new StoreUnavailable(`${folder} cannot be written to: ${text(error)}.`, { cause: error });
}
