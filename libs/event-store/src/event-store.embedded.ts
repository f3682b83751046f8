import { resolve } from 'node:path';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import type { Position } from '@waybill/kernel';
import { admit } from './embedded/admission.js';
import { failure } from './embedded/failures.js';
import { makeFolder } from './embedded/folder.js';
import { GroupCommit } from './embedded/group-commit.js';
import { type Head, Heads } from './embedded/heads.js';
import { history } from './embedded/history.js';
import { lock } from './embedded/lock.js';
import { logFile, openForReading, openForWriting } from './embedded/log-file.js';
import { LogReader, type Stretch } from './embedded/log-reader.js';
import { LogWriter } from './embedded/log-writer.js';
import { type Matching, matching } from './embedded/matching.js';
import { Recent } from './embedded/recent.js';
import { format, parse } from './embedded/row.js';
import { type Progress, verify } from './embedded/verify.js';
import { Watchers } from './embedded/watchers.js';
import {
  type Appended,
  EventStore,
  type Expected,
  type LogRange,
  type NewEvent,
  type Slice,
  START,
  type StoredEvent,
  StoreUnavailable,
  type StreamRange,
} from './event-store.js';

export interface EmbeddedOptions {
  /** Milliseconds since 1970, for `recordedAt`. */
  readonly now?: () => number;
  /** Committed events kept in memory for those who follow the log live; default 4,000. */
  readonly recent?: number;
}

/** Streams whose heads are kept in memory. */
const HEADS = 100_000;

const RECENT = 4_000;

/** How soon a caught-up subscriber is told that the log went on with nothing for it. */
const IDLE_MARK_MILLIS = 20;

/** How long a subscription waits after a read that failed for an outer cause. */
const RETRY_MILLIS = 250;

const SLICE = 500;

/**
 * The log as one file in a folder: `log.db` (SQLite, WAL), held by one process at a time. An acknowledged append has
 * been fsynced. Live subscribers share the objects that were appended: nobody may change them.
 *
 * A subscriber that has caught up gets a slice as soon as something for it is committed, and an empty one at most
 * 20 ms after commits that hold nothing for it.
 */
export class EmbeddedEventStore extends EventStore {
  readonly #heads = new Heads(HEADS);
  /** The lock, the writing and the reading connection; let go in reverse. */
  readonly #held = new DisposableStack();
  readonly #watchers = new Watchers(IDLE_MARK_MILLIS);
  readonly #recent: Recent;
  readonly #commits: GroupCommit;
  #isClosed = false;

  private constructor(
    writer: LogWriter,
    private readonly reader: LogReader,
    options: EmbeddedOptions,
  ) {
    super();
    this.#recent = new Recent(options.recent ?? RECENT, reader.head());
    this.#commits = new GroupCommit({
      writer,
      reader: new LogReader(writer.database, reader.file),
      heads: this.#heads,
      recent: this.#recent,
      now: options.now ?? Date.now,
      committed: (entries) => this.#watchers.committed(entries),
    });
  }

  /** Opens a folder's log, made when it is missing. Rejects with StoreRefused, StoreDamaged or StoreUnavailable. */
  static async open(folder: string, options: EmbeddedOptions = {}): Promise<EmbeddedEventStore> {
    const path = resolve(folder);
    const file = logFile(path);
    using opened = new DisposableStack();
    try {
      makeFolder(path);
      opened.use(lock(path));
      const writer = new LogWriter(opened.use(openForWriting(file)), file);
      const reader = new LogReader(opened.use(openForReading(file)), file);
      const store = new EmbeddedEventStore(writer, reader, options);
      store.#held.use(opened.move());
      return store;
    } catch (error) {
      throw failure(error, file, 'its beginning');
    }
  }

  override append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<Appended> {
    return this.#commits.append(() => {
      this.#ensureOpen();
      return admit(stream, events, expected);
    });
  }

  async read(stream: string, range: StreamRange = {}): Promise<readonly StoredEvent[]> {
    this.#ensureOpen();
    const head = this.#head(stream);
    if (!head) return [];
    const { from, to } = revisions(range, head.revision);
    const events: StoredEvent[] = [];
    for (const page of history(
      stream,
      head,
      from,
      to,
      (position) => this.#recent.at(position),
      this.reader,
    )) {
      if (events.length > 0) await turn();
      this.#ensureOpen();
      for (const event of page) events.push(event);
    }
    return range.direction === 'backwards' ? events.reverse() : events;
  }

  async *readAll({ after = START, filter, max = SLICE }: LogRange = {}): AsyncIterable<Slice> {
    const wanted = matching(filter);
    const start = parse(after);
    const end = Math.max(this.#recent.head, start);
    let at = start;
    do {
      const slice = this.#slice(at, end, wanted, max);
      at = slice.position;
      yield toSlice(slice);
      await turn();
    } while (at < end);
  }

  async *subscribe(range: LogRange & { readonly signal: AbortSignal }): AsyncIterable<Slice> {
    const { after = START, filter, max = SLICE, signal } = range;
    const wanted = matching(filter);
    let at = parse(after);
    while (!signal.aborted) {
      if (at >= this.#recent.head) {
        this.#ensureOpen();
        await this.#watchers.wait(wanted, signal);
        continue;
      }
      const slice = await this.#patiently(() => this.#slice(at, this.#recent.head, wanted, max), signal);
      if (!slice) continue;
      at = slice.position;
      yield toSlice(slice);
      if (at < this.#recent.head) await turn();
    }
  }

  async head(): Promise<Position> {
    this.#ensureOpen();
    return format(this.#recent.head);
  }

  async trouble(): Promise<string | undefined> {
    return this.#isClosed ? 'The store is closed.' : this.#commits.trouble();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#commits.close();
    this.#isClosed = true;
    this.#watchers.wakeAll();
    this.#held.dispose();
  }

  /**
   * Reads the whole log and all that leads to its events, a thousand events a step; rejects with StoreDamaged at the
   * first thing that is not as it was written.
   */
  async *verifyLog(): AsyncIterable<Progress> {
    this.#ensureOpen();
    for (const progress of verify(this.reader)) {
      yield progress;
      await turn();
      this.#ensureOpen();
    }
  }

  #head(stream: string): Head | undefined {
    const known = this.#heads.get(stream);
    if (known) return known;
    const stored = this.reader.stream(stream);
    if (stored) this.#heads.set(stream, stored);
    return stored;
  }

  #slice(at: number, end: number, wanted: Matching, max: number): Stretch {
    this.#ensureOpen();
    if (at >= end) return { events: [], position: at };
    return this.#recent.after(at, end, wanted, max) ?? this.reader.after(at, end, wanted, max);
  }

  /** A read that failed for an outer cause is tried again; one that found damage, or a closed store, is not. */
  async #patiently<T>(read: () => T, signal: AbortSignal): Promise<T | undefined> {
    try {
      return read();
    } catch (error) {
      if (this.#isClosed || !(error instanceof StoreUnavailable)) throw error;
      await pause(RETRY_MILLIS, undefined, { signal }).catch(() => undefined);
      return undefined;
    }
  }

  #ensureOpen(): void {
    if (this.#isClosed) throw new StoreUnavailable('The event store is closed.');
  }
}

/** The first and the last revision that a range asks for. */
function revisions({ from, direction, max = Infinity }: StreamRange, head: number) {
  if (direction === 'backwards') {
    const to = Math.min(from ?? head, head);
    return { from: Math.max(0, to - max + 1), to };
  }
  return { from: from ?? 0, to: Math.min(head, (from ?? 0) + max - 1) };
}

function toSlice({ events, position }: Stretch): Slice {
  return { events, position: format(position) };
}
