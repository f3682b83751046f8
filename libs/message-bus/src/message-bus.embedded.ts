import { setMaxListeners } from 'node:events';
import { failpoint } from '@waybill/failpoints';
import type { Position } from '@waybill/kernel';
import { Journal, type QueueState, type Sequenced, type Written } from './embedded/journal.js';
import { QueueConsumer } from './embedded/queue-consumer.js';
import { sleep, type Sleep } from './lanes.js';
import {
  BusUnavailable,
  MessageBus,
  type Consumer,
  type Message,
  type Parked,
  type QueueOptions,
} from './message-bus.js';

export interface EmbeddedBusOptions {
  /** How to wait between tries; tests need not wait for real. */
  readonly sleep?: Sleep;
  /** Milliseconds since 1970, for the time of parking. */
  readonly now?: () => number;
}

interface Publication {
  readonly publisher: string;
  readonly messages: readonly Written[];
  readonly through: Position;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Waits before further tries, in milliseconds, for a queue that names none. */
const DEFAULT_RETRY = [200, 1_000, 5_000, 30_000];
/** How long a handled message may be remembered in memory only, in milliseconds; a crash hands it out again. */
const CURSOR_LAG = 100;
const PRUNE_AT = 2_000;

/**
 * The bus within one process, durable in `<folder>/bus.db`. What several publishers bring in one turn is one
 * transaction; running consumers get the very objects that were published, which must not be changed. Tries are
 * counted in memory: after a restart a message has all of them before it again.
 */
export class EmbeddedMessageBus extends MessageBus {
  private readonly journal: Journal;
  private readonly queues: Map<string, QueueState>;
  private readonly consumers = new Map<string, QueueConsumer>();
  private readonly closing = new AbortController();
  private readonly sleep: Sleep;
  private readonly now: () => number;
  private head: number;
  private wanted: ReadonlySet<string>;
  private pruned = 0;
  private pending: Publication[] = [];
  private cursorTimer: NodeJS.Timeout | undefined;

  /** Without a folder it lives in memory and is gone when it is closed. */
  constructor(folder?: string, options: EmbeddedBusOptions = {}) {
    super();
    this.sleep = options.sleep ?? sleep;
    this.now = options.now ?? Date.now;
    setMaxListeners(0, this.closing.signal);
    this.journal = new Journal(folder);
    this.queues = new Map(this.journal.queues());
    this.head = this.journal.head();
    this.wanted = this.topics();
  }

  async publish(publisher: string, messages: readonly Message[], through: Position): Promise<void> {
    this.assertOpen();
    const wanted = messages.filter(({ topic }) => this.wanted.has(topic));
    const written = wanted.map((message) => ({ message, text: JSON.stringify(message) }));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.pending.length === 0) setImmediate(() => this.flush());
    this.pending.push({ publisher, messages: written, through, resolve, reject });
    return promise;
  }

  async published(publisher: string): Promise<Position | undefined> {
    return this.journal.published(publisher);
  }

  async consume(options: QueueOptions, handle: (message: Message) => Promise<void>): Promise<Consumer> {
    this.assertOpen();
    const { queue } = options;
    if (this.consumers.has(queue)) throw new Error(`The queue ${queue} has a consumer already.`);
    const consumer = new QueueConsumer(
      this.journal,
      {
        queue: options,
        state: this.declare(options),
        handle,
        park: async (message, reason, attempts) => this.park(options.queue, message, reason, attempts),
        onSettled: () => this.saveCursorsSoon(),
        retry: options.retry ?? DEFAULT_RETRY,
        signal: AbortSignal.any([options.signal, this.closing.signal]),
        sleep: this.sleep,
      },
      this.head,
    );
    this.consumers.set(options.queue, consumer);
    const done = consumer.done.then(() => this.release(options.queue));
    return { backlog: () => consumer.backlog(), done };
  }

  async parked(queue?: string): Promise<readonly Parked[]> {
    return this.journal.parked(queue);
  }

  async redrive(queue: string, messageId: string): Promise<boolean> {
    this.assertOpen();
    const again = this.journal.write(() => {
      const message = this.journal.unpark(queue, messageId);
      if (!message) return undefined;
      const sequenced = { sequence: this.head + 1, message, text: JSON.stringify(message), queue };
      this.journal.add(sequenced);
      return sequenced;
    });
    if (again) this.deliver([again]);
    return again !== undefined;
  }

  async drop(queue: string, messageId: string): Promise<boolean> {
    this.assertOpen();
    return this.journal.write(() => this.journal.unpark(queue, messageId) !== undefined);
  }

  async trouble(): Promise<string | undefined> {
    return this.journal.trouble();
  }

  async close(): Promise<void> {
    if (!this.closing.signal.aborted) {
      this.flush();
      this.closing.abort();
    }
    await Promise.all([...this.consumers.values()].map(({ done }) => done));
    clearTimeout(this.cursorTimer);
    this.journal.close();
  }

  /** A new queue collects from now on; so does a topic that an old one did not have. */
  private declare({ queue, topics }: QueueOptions): QueueState {
    const known = this.queues.get(queue);
    const state = {
      cursor: known?.cursor ?? this.head,
      topics: new Map(topics.map((topic) => [topic, known?.topics.get(topic) ?? this.head])),
    };
    this.journal.saveQueue(queue, state);
    this.queues.set(queue, state);
    this.wanted = this.topics();
    return state;
  }

  /** What some queue collects; other messages are not kept. */
  private topics(): ReadonlySet<string> {
    return new Set([...this.queues.values()].flatMap(({ topics }) => [...topics.keys()]));
  }

  /** One transaction for everything that was published in this turn. */
  private flush(): void {
    const publications = this.pending;
    this.pending = [];
    if (publications.length === 0) return;
    const written = publications.flatMap(({ messages }) => messages);
    const sequenced = written.map((one, index) => ({ ...one, sequence: this.head + 1 + index }));
    try {
      this.journal.write(
        () => {
          for (const one of sequenced) this.journal.add(one);
          for (const { publisher, through } of publications) this.journal.progress(publisher, through);
        },
        () => failpoint('bus.before-publish-commit'),
      );
    } catch (error) {
      for (const { reject } of publications) reject(error);
      return;
    }
    failpoint('bus.after-publish-commit');
    for (const { resolve } of publications) resolve();
    if (sequenced.length > 0) this.deliver(sequenced);
  }

  private deliver(published: readonly Sequenced[]): void {
    this.head += published.length;
    for (const consumer of this.consumers.values()) consumer.push(published, this.head);
  }

  private async park(queue: string, message: Message, reason: string, attempts: number): Promise<void> {
    this.journal.park({ queue, message, reason, attempts, parkedAt: new Date(this.now()).toISOString() });
  }

  private saveCursorsSoon(): void {
    this.cursorTimer ??= setTimeout(() => {
      this.cursorTimer = undefined;
      this.saveCursors();
    }, CURSOR_LAG).unref();
  }

  /** A failure is no harm: what was handled is handed out again after a restart, unless a later attempt succeeds. */
  private saveCursors(): void {
    const moved = [...this.consumers].filter(
      ([name, { cursor }]) => cursor !== this.queues.get(name)?.cursor,
    );
    if (moved.length === 0) return;
    try {
      this.journal.write(() => {
        for (const [name, { cursor }] of moved) this.journal.moveCursor(name, cursor);
        failpoint('bus.before-cursor');
        this.prune();
      });
    } catch {
      return this.saveCursorsSoon();
    }
    for (const [name, { cursor }] of moved) this.remember(name, cursor);
  }

  private remember(name: string, cursor: number): void {
    const state = this.queues.get(name);
    if (state) this.queues.set(name, { ...state, cursor });
  }

  /** Deletes what every queue has behind it, a good many at a time. */
  private prune(): void {
    const through = Math.min(...[...this.queues.values()].map(({ cursor }) => cursor));
    if (through - this.pruned < PRUNE_AT) return;
    this.journal.prune(through);
    this.pruned = through;
  }

  private release(queue: string): void {
    this.saveCursors();
    this.consumers.delete(queue);
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new BusUnavailable('The message bus is closed.');
  }
}
