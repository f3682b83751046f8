import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Position } from '@waybill/kernel';
import { makeFolder, syncFolder } from '@waybill/sqlite-files';
import { admit } from './embedded/admission.js';
import { CommitSignal } from './embedded/commit-signal.js';
import { failure } from './embedded/failures.js';
import { GroupCommit } from './embedded/group-commit.js';
import { type Head, Heads } from './embedded/heads.js';
import { history, revisionsOf } from './embedded/history.js';
import { lock } from './embedded/lock.js';
import { logFile, openForReading, openForWriting, walFile } from './embedded/log-file.js';
import { LogQueries } from './embedded/log-queries.js';
import { LogWriter } from './embedded/log-writer.js';
import { RecentEvents } from './embedded/recent-events.js';
import { format } from './embedded/row.js';
import { slices } from './embedded/slices.js';
import { subscription } from './embedded/subscription.js';
import { verify, type VerifyProgress } from './embedded/verify.js';
import { Wal } from './embedded/wal.js';
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
  type SubscriptionRange,
} from './event-store.js';

export interface EmbeddedOptions {
  /** Milliseconds since 1970, for `recordedAt`. */
  readonly now?: (() => number) | undefined;
  /** The most committed events kept in memory for subscriptions that keep up; default 16,000. */
  readonly recentEventsMax?: number | undefined;
  /** The most characters of JSON in those events; default 16,000,000. */
  readonly recentCharactersMax?: number | undefined;
  /** The most streams whose heads are kept in memory; default 100,000. */
  readonly headsMax?: number | undefined;
}

const RECENT_EVENTS_MAX = 16_000;

const RECENT_CHARACTERS_MAX = 16_000_000;

const HEADS_MAX = 100_000;

/**
 * The log as one file in a folder: `log.db` (SQLite, WAL), held by one process at a time. An acknowledged append has
 * been fsynced. A subscription that keeps up gets the events of a commit as soon as they are durable.
 */
export class EmbeddedEventStore extends EventStore {
  /** The lock, the connections and the WAL; released in reverse. */
  readonly #held = new DisposableStack();
  readonly #committed = new CommitSignal();
  readonly #id: string;
  readonly #heads: Heads;
  readonly #recent: RecentEvents;
  readonly #commits: GroupCommit;
  #closing: Promise<void> | undefined;

  private constructor(
    writer: LogWriter,
    private readonly queries: LogQueries,
    options: EmbeddedOptions,
  ) {
    super();
    const { recentEventsMax: eventsMax = RECENT_EVENTS_MAX, headsMax = HEADS_MAX, now = Date.now } = options;
    const { recentCharactersMax: charactersMax = RECENT_CHARACTERS_MAX } = options;
    this.#id = queries.id();
    this.#heads = new Heads(headsMax);
    this.#recent = new RecentEvents({ eventsMax, charactersMax }, queries.head());
    this.#commits = new GroupCommit({
      writer,
      queries: new LogQueries(writer.database, queries.file, queries.damage),
      heads: this.#heads,
      recent: this.#recent,
      now,
      committed: () => this.#committed.wakeAll(),
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
      const queries = new LogQueries(opened.use(openForReading(file)), file);
      const store = new EmbeddedEventStore(writer, queries, options);
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

  override async read(stream: string, range: StreamRange = {}): Promise<readonly StoredEvent[]> {
    this.#ensureOpen();
    const head = this.#head(stream);
    if (!head) return [];
    const { from, to } = revisionsOf(range, head.revision);
    const events: StoredEvent[] = [];
    const memory = (position: number) => this.#recent.at(position);
    for (const part of history(stream, head, from, to, memory, this.queries)) {
      if (events.length > 0) await turn();
      this.#ensureOpen();
      for (const event of part) events.push(event);
    }
    return range.direction === 'backwards' ? events.reverse() : events;
  }

  override readAll(range: LogRange = {}): AsyncIterable<Slice> {
    return slices(range, () => this.#recent.head, this.#events);
  }

  override subscribe(range: SubscriptionRange): AsyncIterable<Slice> {
    return subscription(range, {
      head: () => this.#recent.head,
      read: this.#events,
      committed: this.#committed,
      ensureOpen: () => this.#ensureOpen(),
    });
  }

  async head(): Promise<Position> {
    this.#ensureOpen();
    return format(this.#recent.head);
  }

  async id(): Promise<string> {
    this.#ensureOpen();
    return this.#id;
  }

  async trouble(): Promise<string | undefined> {
    if (this.#closing) return 'The store is closed.';
    return this.queries.damage.message ?? this.#commits.trouble();
  }

  override close(): Promise<void> {
    return (this.#closing ??= this.#finish());
  }

  /** Reads the whole log, a thousand events a step. Rejects with StoreDamaged at the first thing that was changed. */
  async *verifyLog(): AsyncIterable<VerifyProgress> {
    this.#ensureOpen();
    for (const progress of verify(this.queries, this.#recent.head)) {
      yield progress;
      await turn();
      this.#ensureOpen();
    }
  }

  readonly #events = (after: number, upTo: number): readonly StoredEvent[] => {
    this.#ensureOpen();
    return this.#recent.between(after, upTo) ?? this.queries.events(after, upTo);
  };

  #head(stream: string): Head | undefined {
    const look = (name: string) => this.queries.stream(name);
    return this.#heads.find(stream, () => this.#commits.durableHead(stream, look));
  }

  async #finish(): Promise<void> {
    await this.#commits.close();
    this.#committed.wakeAll();
    this.#held.dispose();
  }

  #ensureOpen(): void {
    if (this.#closing) throw new StoreUnavailable('The event store is closed.');
  }
}
