import { closeSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';

const syncFile = promisify(fdatasync);

/**
 * The file that SQLite appends commits to. SQLite itself syncs it only before a checkpoint (`synchronous = NORMAL`);
 * this class syncs it off the main thread, so that what a publisher takes for safe survives a power cut.
 *
 * After a failed sync the kernel may take pages for written that are not, so that the next sync proves nothing. Hence
 * the bytes are kept while they are still in memory, and written again before anything else is committed.
 */
export class Wal {
  private readonly handle: number;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private kept: Buffer | undefined;
  private mending: Promise<void> | undefined;

  constructor(private readonly file: string) {
    this.handle = openSync(file, 'r+');
  }

  /** False after a failed sync, until {@link Wal.mend} has succeeded. */
  get isSound(): boolean {
    return this.kept === undefined;
  }

  /** Resolves when all commits made so far are on disk. Calls that come while a sync runs share the next one. */
  sync(): Promise<void> {
    if (!this.running) return this.start();
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.start();
      });
    return this.next;
  }

  /** Writes again what a failed sync may have lost. Nothing may be committed until it has resolved. */
  mend(): Promise<void> {
    this.mending ??= this.writeKept().finally(() => (this.mending = undefined));
    return this.mending;
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.running, this.next, this.mending]);
    closeSync(this.handle);
  }

  private start(): Promise<void> {
    this.running = this.syncOnce().finally(() => (this.running = undefined));
    return this.running;
  }

  private async syncOnce(): Promise<void> {
    if (this.kept) return this.mend();
    try {
      await syncFile(this.handle);
    } catch (error) {
      this.kept = readFileSync(this.file);
      throw error;
    }
  }

  private async writeKept(): Promise<void> {
    const { kept } = this;
    if (!kept) return;
    for (let at = 0; at < kept.length;) at += writeSync(this.handle, kept, at, kept.length - at, at);
    await syncFile(this.handle);
    this.kept = undefined;
  }
}
