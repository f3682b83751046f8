import { closeSync, fdatasync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { StoreUnavailable } from '../event-store.js';
import { isWhole, lengthOf } from './wal-frames.js';

const syncFile = promisify(fdatasync);

/**
 * The file that SQLite writes commits to. Its fsyncs are ours, off the thread: SQLite syncs it only before it moves
 * pages out of it, and its header when it starts over (`synchronous = NORMAL`).
 *
 * After a failed fsync the kernel may take for written what is not on disk, so that the next fsync proves nothing (and a
 * checkpoint would mix what is lost with what is not). Hence what the file holds is kept, and written once more.
 */
export class Wal implements Disposable {
  /** Held open for the life of the store: a handle opened after an error is not told of it. */
  readonly #handle: number;
  #kept: Buffer | undefined;

  constructor(readonly file: string) {
    this.#handle = openSync(file, 'r+');
  }

  /** When it resolves, all that was written before is on disk. */
  sync(): Promise<void> {
    return syncFile(this.#handle);
  }

  /** After a failed sync: keeps the first `pages` pages while they are surely in memory, to be written again. */
  keep(pages: number): void {
    this.#kept = this.#whole(pages);
  }

  /** Writes them again, and syncs; rejects while that fails, and for good when some were lost before they were kept. */
  async mend(pages: number): Promise<void> {
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
