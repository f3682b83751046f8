import { failpoint } from '@waybill/failpoints';
import { ReadStoreUnavailable } from '../read-store.js';
import type { Database } from './database.js';

/** The most documents in one transaction; a single call may exceed it. */
const TOGETHER = 1_000;

interface Waiting {
  readonly documents: number;
  /** Writes, inside the transaction, and returns what tells the caller of it. */
  readonly write: () => () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Writes that are asked for in the same turn of the event loop share a transaction, each with its own outcome. */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private isScheduled = false;

  constructor(private readonly database: Database) {}

  /** Resolves when what `work` wrote has been committed; `work` must not be async. */
  write<T>(documents: number, work: () => T): Promise<T> {
    return new Promise((resolve, refuse) => {
      const write = () => {
        const result = work();
        return () => resolve(result);
      };
      this.waiting.push({ documents, write, refuse });
      this.schedule();
    });
  }

  /** Commits all that waits. */
  flush(): void {
    while (this.waiting.length > 0) this.commit(this.take());
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      if (this.waiting.length > 0) this.commit(this.take());
      if (this.waiting.length > 0) this.schedule();
    });
  }

  private commit(group: readonly Waiting[]): void {
    try {
      const outcomes = this.writeAll(group);
      for (const tell of outcomes) tell();
    } catch (failure) {
      // One that fails by itself must not take others with it: each is tried alone.
      const isByItself = group.length > 1 && !(failure instanceof ReadStoreUnavailable);
      if (isByItself) for (const one of group) this.commit([one]);
      else for (const { refuse } of group) refuse(failure);
    }
  }

  private writeAll(group: readonly Waiting[]): readonly (() => void)[] {
    const outcomes = this.database.write(() => {
      const written = group.map(({ write }) => write());
      failpoint('read.before-commit');
      return written;
    });
    failpoint('read.after-commit');
    return outcomes;
  }

  private take(): readonly Waiting[] {
    let documents = 0;
    const end = this.waiting.findIndex((one, index) => {
      documents += one.documents;
      return index > 0 && documents > TOGETHER;
    });
    return this.waiting.splice(0, end < 0 ? this.waiting.length : end);
  }
}
