import { setImmediate as turn } from 'node:timers/promises';
import { failpoint } from '@waybill/failpoints';
import { ReadStoreUnavailable } from '../errors.js';
import type { Database } from './database.js';

/** The most documents in one transaction; a single write may exceed it. */
const DOCUMENTS_MAX = 1_000;

interface Write {
  readonly documents: number;
  /** Writes, inside the transaction, and returns what resolves the caller's promise. */
  readonly run: () => () => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Writes that are asked for in the same turn of the event loop, or while an fsync runs, share a transaction and an
 * fsync. Each has its own outcome.
 */
export class GroupCommit {
  /** Why the last write failed for reasons that were not its own; undefined once a later one succeeded. */
  failure: string | undefined;
  private waiting: Write[] = [];
  private working: Promise<void> | undefined;
  private isClosed = false;

  constructor(private readonly database: Database) {}

  /** Resolves when what `work` wrote has been committed, and synced where the store promises that. */
  write<T>(documents: number, work: () => T): Promise<T> {
    if (this.isClosed) return Promise.reject(new ReadStoreUnavailable('The store is closed.'));
    return new Promise((resolve, reject) => {
      const run = () => {
        const result = work();
        return () => resolve(result);
      };
      this.waiting.push({ documents, run, reject });
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
      await this.commitNext(this.takeNext());
    } while (this.waiting.length > 0);
    this.working = undefined;
  }

  private async commitNext(group: readonly Write[]): Promise<void> {
    const { database } = this;
    try {
      await database.wal?.repair((work) => database.write(work));
      const resolves = this.commit(group);
      if (resolves.length === 0) return;
      await database.wal?.sync();
      this.failure = undefined;
      for (const resolve of resolves) resolve();
    } catch (error) {
      if (error instanceof ReadStoreUnavailable) this.failure = error.message;
      for (const { reject } of group) reject(error);
    }
  }

  /** A write that fails by itself must not take others with it: each is then tried alone. */
  private commit(group: readonly Write[]): readonly (() => void)[] {
    try {
      return this.commitTogether(group);
    } catch (error) {
      if (error instanceof ReadStoreUnavailable) throw error;
      if (group.length > 1) return group.flatMap((write) => this.commit([write]));
      for (const { reject } of group) reject(error);
      return [];
    }
  }

  private commitTogether(group: readonly Write[]): readonly (() => void)[] {
    const { name } = this.database.kind;
    const resolves = this.database.write(() => {
      const written = group.map(({ run }) => run());
      failpoint(`${name}.before-commit`);
      return written;
    });
    failpoint(`${name}.after-commit`);
    return resolves;
  }

  private takeNext(): readonly Write[] {
    let documents = 0;
    const end = this.waiting.findIndex((write, index) => {
      documents += write.documents;
      return index > 0 && documents > DOCUMENTS_MAX;
    });
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }
}
