import { type Appended, OutcomeUnknown } from '../event-store.js';
import { Draft, type Wanted } from './draft.js';
import { BUSY, CANTOPEN, failure, FULL, READONLY, resultCode, text } from './failures.js';
import type { Heads } from './heads.js';
import type { LogReader } from './log-reader.js';
import type { LogWriter } from './log-writer.js';
import type { Recent } from './recent.js';
import type { Entry } from './row.js';

/** The most events, and the most characters of JSON, in one commit; a single append may exceed the latter. */
const BATCH = { events: 2000, characters: 8_000_000 };

/** A failed COMMIT with one of these has surely written nothing that a restart could bring to light. */
const NOTHING_WRITTEN: readonly (number | undefined)[] = [BUSY, READONLY, FULL, CANTOPEN];

interface Pending {
  readonly wanted: Wanted;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

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
 * been fsynced.
 */
export class GroupCommit {
  #waiting: Pending[] = [];
  #isScheduled = false;
  #isClosed = false;
  #nextStream: number;
  #failure: string | undefined;

  constructor(private readonly parts: Parts) {
    this.#nextStream = parts.writer.nextStream();
  }

  /** Rejects with what `admit` throws. */
  append(admit: () => Wanted): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wanted: admit(), resolve, reject });
      this.#schedule();
    });
  }

  /** Why the last attempt to write failed; undefined when it did not, or when a new attempt just now succeeded. */
  trouble(): string | undefined {
    if (this.#failure === undefined) return undefined;
    try {
      this.parts.writer.probe();
      this.#failure = undefined;
    } catch (error) {
      this.#failed(error);
    }
    return this.#failure;
  }

  /** Commits all that waits, and nothing after it. */
  close(): void {
    while (this.#waiting.length > 0) this.#commitNext();
    this.#isClosed = true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#commitNext();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #commitNext(): void {
    const batch = this.#take();
    if (batch.length === 0) return;
    const { heads, recent, reader, now, committed } = this.parts;
    const draft = new Draft({ heads, recent, reader }, this.#nextStream, now());
    const answers = this.#write(draft, batch);
    const isWritten = draft.entries.length > 0 && !(answers instanceof Error);
    if (isWritten) this.#committed(draft);
    batch.forEach((pending, index) => {
      const answer = answers instanceof Error ? answers : answers[index];
      if (answer instanceof Error || !answer) pending.reject(answer);
      else pending.resolve(answer);
    });
    if (isWritten) committed(draft.entries);
  }

  /** What each append is answered with once all of it is on disk, or what went wrong for all of them. */
  #write(draft: Draft, batch: readonly Pending[]): readonly (Appended | Error)[] | Error {
    const { writer, recent } = this.parts;
    let isCommitting = false;
    try {
      writer.begin();
      const answers = batch.map(({ wanted }) => judge(draft, wanted));
      if (draft.entries.length > 0) {
        writer.write(draft, recent.head);
        isCommitting = true;
        writer.commit();
        this.#failure = undefined;
      } else writer.rollback();
      return answers;
    } catch (error) {
      this.#failed(error);
      return asFailure(error, writer.file, isCommitting);
    }
  }

  #committed(draft: Draft): void {
    const { heads, recent } = this.parts;
    for (const [stream, { after }] of draft.heads) heads.set(stream, after);
    this.#nextStream = draft.nextStream;
    recent.add(draft.entries);
    setImmediate(() => this.#checkpoint());
  }

  /** After those who wait for the commit have gone on. */
  #checkpoint(): void {
    if (this.#isClosed) return;
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

  #take(): readonly Pending[] {
    let events = 0;
    let characters = 0;
    const end = this.#waiting.findIndex(({ wanted }, index) => {
      events += wanted.events.length;
      characters += wanted.characters;
      return index > 0 && (events > BATCH.events || characters > BATCH.characters);
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }
}

function judge(draft: Draft, wanted: Wanted): Appended | Error {
  try {
    return draft.add(wanted);
  } catch (error) {
    return error instanceof Error ? error : new Error(text(error));
  }
}

function asFailure(error: unknown, file: string, isCommitting: boolean): Error {
  if (isCommitting && !NOTHING_WRITTEN.includes(resultCode(error))) {
    return new OutcomeUnknown(`It may have been written to ${file}, or not: ${text(error)}.`, {
      cause: error,
    });
  }
  return failure(error, file, 'what is written to');
}
