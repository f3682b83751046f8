import { closeSync, fdatasync, openSync, readSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { ReadStoreUnavailable } from '../errors.js';
import { messageOf } from './failures.js';
import { prepare, type Prepared } from './statements.js';
import { isWhole, walLength } from './wal-frames.js';

const syncFile = promisify(fdatasync);

/**
 * The file to which SQLite writes commits. It is fsynced here, off the thread. SQLite itself syncs it only before it
 * moves pages out of it, and its header when it starts over (`synchronous = NORMAL`).
 *
 * After a failed fsync the kernel may regard as written what is not on disk, so that the next fsync proves nothing. The
 * file is therefore written once more before anything is committed after it. Limit: the kernel must still have the
 * pages. If it has dropped them, their checksums show it, and nothing can be written until a restart, which goes on from
 * what was answered.
 */
export class Wal {
  /** Held open as long as the store: the kernel reports a failed write only to handles that were open then. */
  private readonly handle: number;
  private readonly logSize: Prepared<[busy: number, pages: number]>;
  /** Whether all that has been committed is known to be on disk. Unknown for what an earlier process has left. */
  isSynced: boolean;

  constructor(
    readonly file: string,
    reader: DatabaseSync,
  ) {
    this.logSize = prepare(reader, 'PRAGMA wal_checkpoint(NOOP)');
    this.handle = openSync(file, 'r+');
    this.isSynced = this.pages() === 0;
  }

  /** When it resolves, all that was committed before is on disk. Rejects with {@link ReadStoreUnavailable}. */
  async sync(): Promise<void> {
    this.isSynced = false;
    try {
      await syncFile(this.handle);
    } catch (error) {
      throw this.unavailable('cannot be synced; what was written last may be lost', error);
    }
    this.isSynced = true;
  }

  /**
   * Makes durable what may not be; does nothing when the last sync has succeeded. `inTransaction` must keep other
   * clients from writing meanwhile. Rejects with {@link ReadStoreUnavailable}.
   */
  async repair(inTransaction: (work: () => void) => void): Promise<void> {
    if (this.isSynced) return;
    inTransaction(() => this.writeAgain());
    await this.sync();
  }

  close(): void {
    closeSync(this.handle);
  }

  private writeAgain(): void {
    try {
      const bytes = Buffer.alloc(walLength(this.pages()));
      const length = readSync(this.handle, bytes, 0, bytes.length, 0);
      if (length < bytes.length || !isWhole(bytes)) {
        throw new Error('what was written last is lost, and a restart goes on from what was answered');
      }
      for (let at = 0; at < bytes.length;) at += writeSync(this.handle, bytes, at, bytes.length - at, at);
    } catch (error) {
      throw this.unavailable('cannot be written again', error);
    }
  }

  private unavailable(what: string, cause: unknown): ReadStoreUnavailable {
    return new ReadStoreUnavailable(`${this.file} ${what}: ${messageOf(cause)}.`, { cause });
  }

  private pages(): number {
    return this.logSize.get()?.[1] ?? 0;
  }
}
