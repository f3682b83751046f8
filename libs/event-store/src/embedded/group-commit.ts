import { setImmediate as turn } from 'node:timers/promises';
import type { Appended } from '../event-store.js';
import type { AppendRequest } from './admission.js';
import { CommitPlan } from './commit-plan.js';
import { commitFailure, failure, text } from './failures.js';
import type { Head, Heads } from './heads.js';
import type { LogQueries } from './log-queries.js';
import type { LogWriter } from './log-writer.js';
import { type Batch, Queue } from './queue.js';
import type { RecentEvents } from './recent-events.js';

interface Parts {
  readonly writer: LogWriter;
  /** On the writer's connection. */
  readonly queries: LogQueries;
  readonly heads: Heads;
  readonly recent: RecentEvents;
  readonly now: () => number;
  /** Called when readers may see more events than before. */
  readonly committed: () => void;
}

/**
 * Commits appends in groups: those that arrive while a commit runs share the next one, each judged on its own. Their
 * promises settle when the commit has been fsynced. Until then neither a reader nor the heads in memory see what it wrote.
 */
export class GroupCommit {
  readonly #waiting = new Queue();
  #working: Promise<void> | undefined;
  #nextStream: number;
  #failure: string | undefined;
  /** Asks for a write even if no append waits; resolves after it was tried. */
  #testWrite: PromiseWithResolvers<void> | undefined;
  /** What has been committed and may not be on disk. */
  #unsynced: CommitPlan | undefined;

  constructor(private readonly parts: Parts) {
    this.#nextStream = parts.writer.nextStream();
  }

  /** Rejects with what `admit` throws. */
  append(admit: () => AppendRequest): Promise<Appended> {
    const appended = this.#waiting.add(admit);
    if (!this.#waiting.isEmpty) this.#work();
    return appended;
  }

  /** Where a stream durably ends; `look` sees what is committed. */
  durableHead(stream: string, look: (stream: string) => Head | undefined): Head | undefined {
    const unsynced = this.#unsynced?.heads.get(stream);
    return unsynced ? unsynced.before : look(stream);
  }

  /** Why the last attempt to write failed; undefined when it did not, or when a new attempt just now succeeded. */
  async trouble(): Promise<string | undefined> {
    if (this.#failure === undefined) return undefined;
    this.#testWrite ??= Promise.withResolvers();
    const { promise } = this.#testWrite;
    this.#work();
    await promise;
    return this.#failure;
  }

  /**
   * Resolves when every waiting append has been committed. What could not be synced stays in the WAL: SQLite's own handle
   * has not yet reported the failed fsync, so that closing moves nothing out of the WAL.
   */
  async close(): Promise<void> {
    await this.#working;
  }

  #work(): void {
    this.#working ??= this.#commitWhatWaits();
  }

  async #commitWhatWaits(): Promise<void> {
    try {
      await turn();
      do {
        const testWrite = this.#testWrite;
        this.#testWrite = undefined;
        await this.#commitNext(testWrite !== undefined);
        await turn();
        this.#checkpoint();
        testWrite?.resolve();
      } while (!this.#waiting.isEmpty || this.#testWrite);
    } finally {
      this.#working = undefined;
    }
  }

  async #commitNext(isTestWrite: boolean): Promise<void> {
    const batch = this.#waiting.take();
    const { heads, recent, queries, now } = this.parts;
    try {
      await this.#rewriteUnsynced();
      const plan = new CommitPlan({ heads, recent, queries }, this.#nextStream, now());
      const answers = this.#commit(plan, batch, isTestWrite);
      await this.#sync();
      batch.settle(answers);
      this.#notify(plan);
    } catch (error) {
      batch.reject(error);
    }
  }

  /** The answers to the appends, to be given once the commit is on disk. Throws what failed for all of them. */
  #commit(plan: CommitPlan, batch: Batch, isTestWrite: boolean): readonly (Appended | Error)[] {
    const { writer, queries, recent } = this.parts;
    let isCommitting = false;
    try {
      writer.begin();
      const answers = batch.map((request) => judge(plan, request));
      if (plan.entries.length > 0) writer.write(plan, recent.head);
      else if (isTestWrite) writer.testWrite();
      else {
        writer.rollback();
        return answers;
      }
      isCommitting = true;
      writer.commit();
      this.#unsynced = plan;
      return answers;
    } catch (error) {
      this.#failed(error);
      if (isCommitting) throw commitFailure(error, writer.file);
      throw queries.damage.remember(failure(error, writer.file, 'what is written to'));
    }
  }

  /** Makes durable what has been committed, if anything has. */
  async #sync(): Promise<void> {
    if (!this.#unsynced) return;
    const { writer } = this.parts;
    try {
      await writer.sync();
    } catch (error) {
      this.#failure = text(error);
      throw commitFailure(error, writer.file);
    }
    this.#synced(this.#unsynced);
  }

  /**
   * Makes durable what an earlier sync failed to, before anything else is committed: a power cut that loses an unsynced
   * commit loses every later one with it, acknowledged or not.
   */
  async #rewriteUnsynced(): Promise<void> {
    const unsynced = this.#unsynced;
    if (!unsynced) return;
    const { writer } = this.parts;
    try {
      await writer.rewriteUnsynced();
    } catch (error) {
      this.#failure = text(error);
      throw failure(error, writer.file, 'its WAL');
    }
    this.#synced(unsynced);
    this.#notify(unsynced);
  }

  #synced(plan: CommitPlan): void {
    const { heads, recent } = this.parts;
    for (const [stream, { after }] of plan.heads) heads.set(stream, after);
    this.#nextStream = plan.nextStream;
    recent.add(plan.entries);
    this.#unsynced = undefined;
    this.#failure = undefined;
  }

  #notify({ entries }: CommitPlan): void {
    if (entries.length > 0) this.parts.committed();
  }

  /** Runs after the answers, since it holds the thread. Never moves into the log what may not be on disk. */
  #checkpoint(): void {
    if (this.#unsynced) return;
    try {
      this.parts.writer.checkpointWhenDue();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Undoes the transaction; the heads in memory have not been changed by it. */
  #failed(error: unknown): void {
    this.#failure = text(error);
    try {
      this.parts.writer.rollback();
    } catch (another) {
      this.#failure = text(another);
    }
  }
}

function judge(plan: CommitPlan, request: AppendRequest): Appended | Error {
  try {
    return plan.add(request);
  } catch (error) {
    return error instanceof Error ? error : new Error(text(error));
  }
}
