import { closeSync, fdatasync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { StoreUnavailable } from '../event-store.js';
import { isWhole, lengthOf } from './wal-frames.js';

const syncFile = promisify(fdatasync);

/**
 * Syncs the file that SQLite writes commits to, off the thread. SQLite itself syncs it only before it moves pages out of
 * it, and its header when it starts over (`synchronous = NORMAL`).
 *
 * After a failed fsync the kernel may count pages as written that are not on disk, so that the next fsync proves nothing,
 * and a checkpoint would mix lost pages with written ones. Therefore the file's content is kept, and written once more.
 */
export class Wal implements Disposable {
  /** Held open for the life of the store: the kernel does not report an earlier error to a new handle. */
  readonly #handle: number;
  #kept: Buffer | undefined;

  constructor(readonly file: string) {
    this.#handle = openSync(file, 'r+');
  }

  /** When it resolves, all that was written before is on disk. */
  sync(): Promise<void> {
    return syncFile(this.#handle);
  }

  /** After a failed sync: keeps the first `pages` pages, before the kernel drops them, to be written again. */
  keep(pages: number): void {
    this.#kept = this.#whole(pages);
  }

  /**
   * Writes the kept pages again, and syncs. Rejects while that fails, and for good when the kernel had lost some of them
   * before they were kept.
   */
  async rewrite(pages: number): Promise<void> {
    const bytes = (this.#kept ??= this.#whole(pages));
    if (!bytes) {
      throw new StoreUnavailable(
        `${this.file} has lost what was last written to it. A restart goes on from what was acknowledged.`,
      );
    }
    for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at, bytes.length - at, at);
    await this.sync();
    this.#kept = undefined;
  }

  /** The first `pages` pages if all are as they were written. */
  #whole(pages: number): Buffer | undefined {
    const bytes = Buffer.alloc(lengthOf(pages));
    const length = readSync(this.#handle, bytes, 0, bytes.length, 0);
    return length === bytes.length && isWhole(bytes) ? bytes : undefined;
  }

  [Symbol.dispose](): void {
    closeSync(this.#handle);
  }
}
