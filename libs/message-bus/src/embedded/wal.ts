import { readFileSync } from 'node:fs';
import { WalFile } from '@waybill/sqlite-files';

/**
 * What makes commits durable, so that what a publisher takes for safe survives a power cut. After a failed sync the
 * WAL's bytes are kept while they are still in memory, and written again before anything else is committed.
 */
export class Wal {
  private readonly wal: WalFile;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private kept: Buffer | undefined;
  private mending: Promise<void> | undefined;

  constructor(file: string) {
    this.wal = new WalFile(file);
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
    this.wal.close();
  }

  private start(): Promise<void> {
    this.running = this.syncOnce().finally(() => (this.running = undefined));
    return this.running;
  }

  private async syncOnce(): Promise<void> {
    if (this.kept) return this.mend();
    try {
      await this.wal.sync();
    } catch (error) {
      this.kept = readFileSync(this.wal.path);
      throw error;
    }
  }

  private async writeKept(): Promise<void> {
    const { kept } = this;
    if (!kept) return;
    this.wal.write(kept);
    await this.wal.sync();
    this.kept = undefined;
  }
}
