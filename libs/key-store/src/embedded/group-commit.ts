import { setImmediate as turn } from 'node:timers/promises';
import { KeyStoreUnavailable } from '../key-store.js';
import type { Database } from './database.js';

interface Write {
  /** Writes, inside the transaction, and returns what resolves the caller's promise. */
  readonly run: () => () => void;
  readonly reject: (reason: unknown) => void;
}

/** Writes that are asked for in the same turn of the event loop, or while an fsync runs, share a transaction and an fsync. */
export class GroupCommit {
  private waiting: Write[] = [];
  private working: Promise<void> | undefined;
  private isClosed = false;

  constructor(private readonly database: Database) {}

  /** Resolves when what `work` wrote is on disk. */
  write<T>(work: () => T): Promise<T> {
    if (this.isClosed) return Promise.reject(new KeyStoreUnavailable('The key store is closed.'));
    return new Promise((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => resolve(result);
      };
      this.waiting.push({ run, reject });
      this.working ??= this.commitWhatWaits();
    });
  }

  /** Takes no more writes; resolves when those that wait have been tried. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.working;
  }

  private async commitWhatWaits(): Promise<void> {
    do {
      await turn();
      await this.commit(this.waiting.splice(0));
    } while (this.waiting.length > 0);
    this.working = undefined;
  }

  private async commit(group: readonly Write[]): Promise<void> {
    try {
      const resolves = this.database.write(() => group.map(({ run }) => run()));
      await this.database.sync();
      for (const resolve of resolves) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
