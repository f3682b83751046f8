import { closeSync, fdatasync, openSync, readSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { isWhole, walLength } from './wal-frames.js';

const syncFile = promisify(fdatasync);

/**
 * The file to which SQLite writes commits (WAL). It is fsynced here, off the thread. SQLite itself syncs it only before
 * it moves pages out of it, and its header when it starts over (`synchronous = NORMAL`).
 *
 * After a failed fsync the kernel may regard as written what is not on disk, so that the next fsync proves nothing. What
 * was committed must then be written again before anything else is committed.
 */
export class WalFile {
  /** Held open as long as the store: the kernel reports a failed write only to handles that were open then. */
  private readonly handle: number;

  constructor(readonly path: string) {
    this.handle = openSync(path, 'r+');
  }

  /** When it resolves, all that was written before is on disk. */
  sync(): Promise<void> {
    return syncFile(this.handle);
  }

  /** The first pages of the file; undefined when the kernel has lost some of them, which their checksums show. */
  read(pages: number): Buffer | undefined {
    const bytes = Buffer.alloc(walLength(pages));
    const length = readSync(this.handle, bytes, 0, bytes.length, 0);
    return length === bytes.length && isWhole(bytes) ? bytes : undefined;
  }

  /** Writes what {@link read} has returned to its place again. */
  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.handle, bytes, at, bytes.length - at, at);
  }

  close(): void {
    closeSync(this.handle);
  }
}
