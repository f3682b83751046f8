import { WalFile } from '@waybill/sqlite-files';
import { StoreUnavailable } from '../event-store.js';

/**
 * What makes commits durable. After a failed sync the WAL is kept in memory before the kernel drops pages of it, and
 * written once more: a checkpoint would otherwise mix lost pages with written ones.
 */
export class Wal implements Disposable {
  readonly #wal: WalFile;
  #kept: Buffer | undefined;

  constructor(readonly file: string) {
    this.#wal = new WalFile(file);
  }

  /** When it resolves, all that was written before is on disk. */
  sync(): Promise<void> {
    return this.#wal.sync();
  }

  /** After a failed sync: keeps the first `pages` pages, before the kernel drops them, to be written again. */
  keep(pages: number): void {
    this.#kept = this.#wal.read(pages);
  }

  /**
   * Writes the kept pages again, and syncs. Rejects while that fails, and for good when the kernel had lost some of them
   * before they were kept.
   */
  async rewrite(pages: number): Promise<void> {
    const bytes = (this.#kept ??= this.#wal.read(pages));
    if (!bytes) {
      throw new StoreUnavailable(
        `${this.file} has lost what was last written to it. A restart goes on from what was acknowledged.`,
      );
    }
    this.#wal.write(bytes);
    await this.sync();
    this.#kept = undefined;
  }

  [Symbol.dispose](): void {
    this.#wal.close();
  }
}
