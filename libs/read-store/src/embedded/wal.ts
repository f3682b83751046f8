import type { DatabaseSync } from 'node:sqlite';
import { WalFile } from '@waybill/sqlite-files';
import { ReadStoreUnavailable } from '../errors.js';
import { messageOf } from './failures.js';
import { prepare, type Prepared } from './statements.js';

/**
 * What makes commits durable. After a failed sync the WAL is written once more before anything is committed after it.
 * Limit: the kernel must still have the pages. If it has dropped them, nothing can be written until a restart, which
 * goes on from what was answered.
 */
export class Wal {
  private readonly wal: WalFile;
  private readonly logSize: Prepared<[busy: number, pages: number]>;
  /** Whether all that has been committed is known to be on disk. Unknown for what an earlier process has left. */
  isSynced: boolean;

  constructor(
    readonly file: string,
    reader: DatabaseSync,
  ) {
    this.logSize = prepare(reader, 'PRAGMA wal_checkpoint(NOOP)');
    this.wal = new WalFile(file);
    this.isSynced = this.pages() === 0;
  }

  /** When it resolves, all that was committed before is on disk. Rejects with {@link ReadStoreUnavailable}. */
  async sync(): Promise<void> {
    this.isSynced = false;
    try {
      await this.wal.sync();
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
    this.wal.close();
  }

  private writeAgain(): void {
    try {
      const bytes = this.wal.read(this.pages());
      if (!bytes) {
        throw new Error('what was written last is lost, and a restart goes on from what was answered');
      }
      this.wal.write(bytes);
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
