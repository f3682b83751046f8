import { setImmediate as turn } from 'node:timers/promises';
import type { Appended } from '../event-store.js';
import { Draft, type Wanted } from './draft.js';
import { commitFailure, failure, text } from './failures.js';
import type { Head, Heads } from './heads.js';
import type { LogReader } from './log-reader.js';
import type { LogWriter } from './log-writer.js';
import { type Batch, Queue } from './queue.js';
import type { Recent } from './recent.js';
import type { Entry } from './row.js';

interface Parts {
  readonly writer: LogWriter;
  /** Reads on the writer's connection. */
  readonly reader: LogReader;
  readonly heads: Heads;
  readonly recent: Recent;
  readonly now: () => number;
  readonly committed: (entries: readonly Entry[]) => void;
}

/**
 * Appends that arrive while a commit runs share the next one, each judged on its own; their promises settle when it has
 * been fsynced. Until then nobody sees what it wrote: not the heads in memory, and no reader.
 */
export class GroupCommit {
  readonly #waiting = new Queue();
  #working: Promise<void> | undefined;
  #nextStream: number;
  #failure: string | undefined;
  /** Asks for a write even if nothing waits; resolves after it was tried. */
  #probe: PromiseWithResolvers<void> | undefined;
  /** What is committed, but not, or not surely, on disk. */
  #unsynced: Draft | undefined;

  constructor(private readonly parts: Parts) {
    this.#nextStream = parts.writer.nextStream();
  }

  /** Rejects with what `admit` throws. */
  append(admit: () => Wanted): Promise<Appended> {
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
    this.#probe ??= Promise.withResolvers();
    const { promise } = this.#probe;
    this.#work();
    await promise;
    return this.#failure;
  }

  /**
   * Resolves when all that waits has been committed. What could not be synced stays in the WAL: SQLite's own handle has
   * yet to be told of the failed fsync, so that closing moves nothing out of it.
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
        const probe = this.#probe;
        this.#probe = undefined;
        await this.#commitNext(probe !== undefined);
        await turn();
        this.#checkpoint();
        probe?.resolve();
      } while (!this.#waiting.isEmpty || this.#probe);
    } finally {
      this.#working = undefined;
    }
  }

  async #commitNext(isProbe: boolean): Promise<void> {
    const batch = this.#waiting.take();
    const { heads, recent, reader, now } = this.parts;
    try {
      await this.#mend();
      const draft = new Draft({ heads, recent, reader }, this.#nextStream, now());
      const answers = this.#commit(draft, batch, isProbe);
      await this.#sync();
      batch.settle(answers);
      this.#tell(draft);
    } catch (error) {
      batch.reject(error);
    }
  }

  /** What each append is answered with once all of it is on disk. Throws what went wrong for all of them. */
  #commit(draft: Draft, batch: Batch, isProbe: boolean): readonly (Appended | Error)[] {
    const { writer, recent } = this.parts;
    let isCommitting = false;
    try {
      writer.begin();
      const answers = batch.map((wanted) => judge(draft, wanted));
      if (draft.entries.length > 0) writer.write(draft, recent.head);
      else if (isProbe) writer.probe();
      else {
        writer.rollback();
        return answers;
      }
      isCommitting = true;
      writer.commit();
      this.#unsynced = draft;
      return answers;
    } catch (error) {
      this.#failed(error);
      throw isCommitting
        ? commitFailure(error, writer.file)
        : failure(error, writer.file, 'what is written to');
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

  /** Makes durable what an earlier sync has failed to: nothing is built upon it before, and nobody has seen it. */
  async #mend(): Promise<void> {
    const unsynced = this.#unsynced;
    if (!unsynced) return;
    const { writer } = this.parts;
    try {
      await writer.mend();
    } catch (error) {
      this.#failure = text(error);
      throw failure(error, writer.file, 'its WAL');
    }
    this.#synced(unsynced);
    this.#tell(unsynced);
  }

  #synced(draft: Draft): void {
    const { heads, recent } = this.parts;
    for (const [stream, { after }] of draft.heads) heads.set(stream, after);
    this.#nextStream = draft.nextStream;
    recent.add(draft.entries);
    this.#unsynced = undefined;
    this.#failure = undefined;
  }

  #tell({ entries }: Draft): void {
    if (entries.length > 0) this.parts.committed(entries);
  }

  /** When those who waited for the commit have gone on. Never of what is not surely on disk. */
  #checkpoint(): void {
    if (this.#unsynced) return;
    try {
      this.parts.writer.checkpointWhenDue();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What was in the transaction is undone; the heads in memory never knew of it. */
  #failed(error: unknown): void {
    this.#failure = text(error);
    try {
      this.parts.writer.rollback();
    } catch (another) {
      this.#failure = text(another);
    }
  }
}

function judge(draft: Draft, wanted: Wanted): Appended | Error {
  try {
    return draft.add(wanted);
  } catch (error) {
    return error instanceof Error ? error : new Error(text(error));
  }
}
