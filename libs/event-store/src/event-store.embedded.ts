import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Position } from '@waybill/kernel';
import { admit } from './embedded/admission.js';
import { failure } from './embedded/failures.js';
import { makeFolder, syncFolder } from './embedded/folder.js';
import { GroupCommit } from './embedded/group-commit.js';
import { type Head, Heads } from './embedded/heads.js';
import { history } from './embedded/history.js';
import { lock } from './embedded/lock.js';
import { logFile, openForReading, openForWriting, walFile } from './embedded/log-file.js';
import { LogPages } from './embedded/log-pages.js';
import { LogReader } from './embedded/log-reader.js';
import { LogWriter } from './embedded/log-writer.js';
import { Recent } from './embedded/recent.js';
import { format } from './embedded/row.js';
import { Slices } from './embedded/slices.js';
import { type Progress, verify } from './embedded/verify.js';
import { Wal } from './embedded/wal.js';
import { Watchers } from './embedded/watchers.js';
import {
  type Appended,
  EventStore,
  type Expected,
  type LogRange,
  type NewEvent,
  type Slice,
  type StoredEvent,
  StoreUnavailable,
  type StreamRange,
} from './event-store.js';

export interface EmbeddedOptions {
  /** Milliseconds since 1970, for `recordedAt`. */
  readonly now?: () => number;
  /** Committed events kept in memory for those who follow the log live; default 16,000. */
  readonly recent?: number;
  /** Streams whose heads are kept in memory; default 100,000. */
  readonly heads?: number;
}

const HEADS = 100_000;

const RECENT = 16_000;

/** How soon a caught-up subscriber is told that the log went on with nothing for it. */
const IDLE_MARK_MILLIS = 20;

/**
 * The log as one file in a folder: `log.db` (SQLite, WAL), held by one process at a time. An acknowledged append has
 * been fsynced. Readers share the events they are given: nobody may change them.
 *
 * A subscriber that has caught up gets a slice as soon as something for it is committed, and an empty one at most
 * 20 ms after commits that hold nothing for it.
 */
export class EmbeddedEventStore extends EventStore {
  /** The lock, the connections and the WAL; let go in reverse. */
  readonly #held = new DisposableStack();
  readonly #watchers = new Watchers(IDLE_MARK_MILLIS);
  readonly #heads: Heads;
  readonly #recent: Recent;
  readonly #commits: GroupCommit;
  readonly #slices: Slices;
  #closing: Promise<void> | undefined;

  private constructor(
    writer: LogWriter,
    private readonly reader: LogReader,
    options: EmbeddedOptions,
  ) {
    super();
    this.#heads = new Heads(options.heads ?? HEADS);
    this.#recent = new Recent(options.recent ?? RECENT, reader.head());
    this.#commits = new GroupCommit({
      writer,
      reader: new LogReader(writer.database, reader.file),
      heads: this.#heads,
      recent: this.#recent,
      now: options.now ?? Date.now,
      committed: (entries) => this.#watchers.committed(entries, this.#recent.head),
    });
    this.#slices = new Slices({
      recent: this.#recent,
      pages: new LogPages(reader),
      watchers: this.#watchers,
      ensureOpen: () => this.#ensureOpen(),
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
      const database = opened.use(openForWriting(file));
      const wal = opened.use(new Wal(walFile(path)));
      await wal.sync();
      syncFolder(path);
      const writer = new LogWriter(database, file, wal);
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
    const memory = (position: number) => this.#recent.at(position);
    for (const page of history(stream, head, from, to, memory, this.reader)) {
      if (events.length > 0) await turn();
      this.#ensureOpen();
      for (const event of page) events.push(event);
    }
    return range.direction === 'backwards' ? events.reverse() : events;
  }

  override readAll(range: LogRange = {}): AsyncIterable<Slice> {
    return this.#slices.toTheEnd(range);
  }

  override subscribe(range: LogRange & { readonly signal: AbortSignal }): AsyncIterable<Slice> {
    return this.#slices.following(range);
  }

  async head(): Promise<Position> {
    this.#ensureOpen();
    return format(this.#recent.head);
  }

  async trouble(): Promise<string | undefined> {
    return this.#closing ? 'The store is closed.' : this.#commits.trouble();
  }

  override close(): Promise<void> {
    return (this.#closing ??= this.#finish());
  }

  /**
   * Reads the whole log and all that leads to its events, a thousand events a step; rejects with StoreDamaged at the
   * first thing that is not as it was written.
   */
  async *verifyLog(): AsyncIterable<Progress> {
    this.#ensureOpen();
    for (const progress of verify(this.reader, this.#recent.head)) {
      yield progress;
      await turn();
      this.#ensureOpen();
    }
  }

  #head(stream: string): Head | undefined {
    const look = (name: string) => this.reader.stream(name);
    return this.#heads.find(stream, () => this.#commits.durableHead(stream, look));
  }

  async #finish(): Promise<void> {
    await this.#commits.close();
    this.#watchers.wakeAll();
    this.#held.dispose();
  }

  #ensureOpen(): void {
    if (this.#closing) throw new StoreUnavailable('The event store is closed.');
  }
}

/** The first and the last revision that a range asks for. */
function revisions({ from, direction, max = Infinity }: StreamRange, head: number) {
  if (direction === 'backwards') {
    const to = Math.min(from ?? head, head);
    return { from: Math.max(0, to - max + 1), to };
  }
  const first = Math.max(0, from ?? 0);
  return { from: first, to: Math.min(head, first + max - 1) };
}
