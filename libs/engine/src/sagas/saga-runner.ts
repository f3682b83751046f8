import { START, type EventStore, type StoredEvent } from '@waybill/event-store';
import {
  NewerVersion,
  Refusal,
  type DomainEvent,
  type Envelope,
  type Position,
  type Saga,
} from '@waybill/kernel';
import type { Delivery, EventMessage, MessageBus } from '@waybill/message-bus';
import type { Clock } from '../clock.js';
import type { RequestPriority } from '../commands/request-priority.js';
import { isProgrammingError, isUnavailable, ReaderStopped, reasonOf } from '../errors.js';
import type { LogFeed } from '../log/log-feed.js';
import type { OwnEvents } from '../log/own-events.js';
import type { Seals } from '../sealing/seals.js';
import type { NeededBackfill } from '../projections/replica-repairs.js';
import type { ReaderStatus } from '../reader-status.js';
import type { Checkpoint } from '../state/checkpoints.js';
import { FirstStart } from '../state/first-start.js';
import { parkedEvent, type ParkedItem, type ParkedItems } from '../state/parked-items.js';
import { backOff, type Sleep } from '../timers.js';
import { HandledPositions, type Handled } from './handled-positions.js';
import { KeyedQueue } from './keyed-queue.js';
import { SagaInbox, type SavedInbox } from './saga-inbox.js';

/** Waits before a saga tries an event again that was refused, in milliseconds; after the last one the event is parked. */
export const RETRIES_MS = [50, 250, 1_000, 5_000, 15_000] as const;

/** The most events that a saga handles at a time. */
const CONCURRENCY = 256;
/** The most messages that a saga takes from the bus without having handled them. */
const DELIVERIES_MAX = 10_000;

/** What a saga must not forget. */
export interface SagaCheckpoint extends SavedInbox {
  /** Whether the log says that this saga has run: then it must not start as a new one when this is lost. */
  readonly isRecorded: boolean;
  /** Where to go on reading the log. */
  readonly position: Position;
  readonly handled: Handled;
}

export interface SagaParts {
  readonly store: EventStore;
  readonly feed: LogFeed;
  readonly bus: MessageBus;
  readonly ownEvents: OwnEvents;
  readonly seals: Seals;
  readonly checkpoint: Checkpoint<SagaCheckpoint>;
  readonly parkedItems: ParkedItems;
  readonly clock: Clock;
  readonly priority: RequestPriority;
  readonly sleep?: Sleep | undefined;
  /** Sends the commands that follow from an event; resolves when all have been answered. */
  readonly react: (saga: Saga, event: DomainEvent, envelope: Envelope, isRetry: boolean) => Promise<void>;
  readonly report: (failure: unknown, what: string) => void;
  /** Whether an operator has allowed this saga to start at the head although its checkpoint is missing. */
  readonly mayStartAtHead: (name: string) => boolean;
}

/** An event from the log or a message from the bus. */
interface Work {
  /** Opened anew for each try: its subject may have been erased meanwhile. */
  readonly event: () => DomainEvent | Promise<DomainEvent>;
  readonly envelope: Envelope;
  readonly type: string;
  readonly settle: () => void;
  readonly message?: EventMessage;
}

/** Runs one saga: over events of its own context from the log, over published events from the bus. In order per stream. */
export class SagaRunner {
  private readonly queue: KeyedQueue<Work, Position>;
  private readonly messages: KeyedQueue<Work, number>;
  private readonly acks: (() => void)[] = [];
  private handled = new HandledPositions();
  private readonly inbox: SagaInbox;
  private position: Position = START;
  /** How far the log has been taken in; what is in hand is between the two. */
  private taken: Position = START;
  private startHead: Position = START;
  private isRecorded = false;
  private deliveries = 0;
  private parked = 0;
  private failure: string | undefined;
  private stopped: string | undefined;
  private fail: (failure: unknown) => void = () => undefined;
  private readonly firstStart: FirstStart;

  constructor(
    readonly name: string,
    private readonly saga: Saga,
    private readonly parts: SagaParts,
    private readonly signal: AbortSignal,
  ) {
    this.inbox = new SagaInbox(saga.publishedEvents);
    this.firstStart = new FirstStart(parts.store, parts.clock, 'saga', name);
    const { sleep } = parts;
    const options = {
      handle: (work: Work) => this.handle(work, false),
      failed: (work: Work, failure: unknown, attempts: number) => this.failed(work, failure, attempts),
      settled: (work: Work) => work.settle(),
      concurrency: CONCURRENCY,
      signal,
      sleep,
    };
    this.queue = new KeyedQueue(options);
    this.messages = new KeyedQueue(options);
    parts.checkpoint.capture = () => {
      const count = this.acks.length;
      return { value: this.progress(), saved: () => this.acks.splice(0, count).forEach((ack) => ack()) };
    };
  }

  get status(): ReaderStatus {
    const { name, parked, failure, stopped } = this;
    const position = this.readsLog ? this.position : this.parts.feed.head;
    const isCatchingUp = this.readsLog && position < this.startHead;
    const pending = this.queue.unsettled + this.messages.unsettled;
    return { name, kind: 'saga', position, isCatchingUp, pending, parked, failure, stopped };
  }

  /** Takes over the checkpoint; returns the backfills that the saga needs because it starts at the beginning. */
  async claim(): Promise<readonly NeededBackfill[]> {
    const saved = await this.parts.checkpoint.claim();
    try {
      if (saved) this.goOn(saved);
      else await this.startAnew();
    } catch (failure) {
      if (!(failure instanceof ReaderStopped)) throw failure;
      this.stopped = failure.message;
      this.parts.report(failure, `saga ${this.name}`);
      return [];
    }
    if (!this.isRecorded) await this.record();
    this.parked = (await this.parts.parkedItems.list(this.name)).length;
    return this.inbox.needed;
  }

  /**
   * Runs until the signal aborts. Rejects with `OwnershipLost`, or with {@link ReaderStopped} at an event that only a
   * newer release can read.
   */
  async run(): Promise<void> {
    if (this.stopped !== undefined) return;
    const failed = Promise.withResolvers<never>();
    this.fail = failed.reject;
    await Promise.race([failed.promise, Promise.all([this.followLog(), this.consume()])]);
    await this.parts.checkpoint.flush();
  }

  /** Saves what has changed, now. */
  async hurry(): Promise<void> {
    await this.parts.checkpoint.flush();
  }

  /** Has something that is parked handled again. Rejects with the reason when it fails again. */
  async retry(item: ParkedItem): Promise<void> {
    const work = await this.workOf(item);
    if (work) await this.handle(work, true);
    await this.parts.parkedItems.remove(item);
    this.parked -= 1;
  }

  /** A parked item has been discarded. */
  discarded(): void {
    this.parked -= 1;
  }

  private get readsLog(): boolean {
    return this.saga.ownEvents.length > 0;
  }

  private goOn(saved: SagaCheckpoint): void {
    this.isRecorded = saved.isRecorded;
    this.position = saved.position;
    this.handled = new HandledPositions(saved.handled);
    this.inbox.start(false, saved);
  }

  private async startAnew(): Promise<void> {
    this.isRecorded = await this.firstStart.isRecorded();
    if (this.isRecorded && !this.parts.mayStartAtHead(this.name)) throw this.firstStart.missingCheckpoint();
    const fromBeginning = this.saga.from === 'beginning' && !this.isRecorded;
    this.inbox.start(fromBeginning);
    this.position = fromBeginning ? START : await this.parts.store.head();
    await this.parts.checkpoint.saveNow();
  }

  private async record(): Promise<void> {
    await this.firstStart.record(this.position);
    this.isRecorded = true;
    await this.parts.checkpoint.saveNow();
  }

  private async followLog(): Promise<void> {
    if (!this.readsLog) return;
    this.startHead = this.parts.feed.head;
    for (let attempt = 1; !this.signal.aborted; attempt += 1) {
      try {
        await this.takeFromLog(() => (attempt = 1));
      } catch (failure) {
        if (failure instanceof NewerVersion) throw failure;
        this.failure = reasonOf(failure);
        this.parts.report(failure, `saga ${this.name}`);
        await backOff(attempt + 5, this.signal);
      }
    }
    await this.queue.drained;
  }

  /** Events that are in hand already, from before a failure of the log, are not taken twice. */
  private async takeFromLog(succeeded: () => void): Promise<void> {
    const { feed, ownEvents } = this.parts;
    const wants = ownEvents.selector(this.saga.ownEvents);
    for await (const slice of feed.follow({ after: this.position, wants, signal: this.signal })) {
      await this.queue.room();
      for (const event of slice.events) if (event.position > this.taken) this.takeEvent(event);
      if (slice.position > this.taken) {
        this.taken = slice.position;
        this.queue.pass(slice.position);
      }
      this.moveMark();
      succeeded();
    }
  }

  private takeEvent(stored: StoredEvent): void {
    if (this.handled.has(stored.position)) return;
    this.handled.take(stored.position);
    const settle = () => {
      this.handled.settle(stored.position);
      this.moveMark();
    };
    this.queue.add(this.workOfEvent(stored, settle), stored.stream, stored.position);
  }

  private moveMark(): void {
    const { mark } = this.queue;
    if (mark !== undefined && mark > this.position) this.position = mark;
    this.saveSoon();
  }

  private async consume(): Promise<void> {
    if (this.saga.publishedEvents.length === 0) return;
    const options = { capacity: DELIVERIES_MAX, signal: this.signal };
    const consumer = await this.parts.bus.consume(this.name, options, (delivery) => this.receive(delivery));
    await Promise.all([consumer.done, this.messages.drained]);
  }

  private receive(delivery: Delivery): void {
    const { message } = delivery;
    if (!this.inbox.take(message)) return this.acknowledge(delivery);
    const settle = () => {
      this.inbox.settle(message);
      this.acknowledge(delivery);
    };
    this.deliveries += 1;
    const { publisher, key } = message;
    this.messages.add(this.workOfMessage(message, settle), `${publisher}/${key}`, this.deliveries);
  }

  /** Once the checkpoint says that the message is done. */
  private acknowledge(delivery: Delivery): void {
    this.acks.push(() => delivery.ack());
    this.saveSoon();
  }

  private saveSoon(): void {
    this.parts.checkpoint.save(this.signal).catch((failure: unknown) => {
      if (!this.signal.aborted) this.fail(failure);
    });
  }

  private progress(): SagaCheckpoint {
    const { isRecorded, position, handled, inbox } = this;
    return { isRecorded, position, handled: handled.toJSON(), ...inbox.toJSON() };
  }

  private async handle({ event, envelope, message }: Work, isRetry: boolean): Promise<void> {
    // It may have come twice; the first has been handled when it is the second one's turn.
    if (!isRetry && message && this.inbox.isHandled(message)) return;
    await this.parts.priority.turn(1);
    await this.parts.react(this.saga, await event(), envelope, isRetry);
    this.failure = undefined;
  }

  /** Unavailable machinery is waited for; a refusal is tried again and then parked; an error in the code is parked. */
  private async failed(work: Work, failure: unknown, attempts: number): Promise<number | undefined> {
    if (failure instanceof NewerVersion) {
      this.fail(new ReaderStopped(failure.message, { cause: failure }));
      return RETRIES_MS[3];
    }
    if (!this.signal.aborted) this.failure = reasonOf(failure);
    if (isUnavailable(failure)) return Math.random() * Math.min(1_000, 2 ** (attempts + 4));
    const retryMs = isProgrammingError(failure) ? undefined : RETRIES_MS[attempts - 1];
    if (retryMs !== undefined) return retryMs;
    if (this.signal.aborted) return RETRIES_MS[0];
    await this.park(work, failure, attempts);
    return undefined;
  }

  private async park(work: Work, failure: unknown, attempts: number): Promise<void> {
    const { envelope, type, message } = work;
    const kind = message ? 'message' : 'event';
    this.parts.report(failure, `saga ${this.name}: parks ${type} at ${envelope.position}`);
    const parkedAt = new Date(this.parts.clock.now()).toISOString();
    const reason = failure instanceof Refusal ? `${failure.code}: ${failure.message}` : reasonOf(failure);
    const event = parkedEvent({ ...envelope, type });
    const item = { by: this.name, kind, what: envelope.id, ...event, reason, attempts, parkedAt } as const;
    await this.parts.parkedItems.add(message ? { ...item, message } : item);
    this.parked += 1;
  }

  private async workOf({ kind, message, stream, revision }: ParkedItem): Promise<Work | undefined> {
    const settle = () => undefined;
    if (kind === 'message')
      return message?.kind === 'event' ? this.workOfMessage(message, settle) : undefined;
    const [stored] = await this.parts.store.read(stream, { from: revision, max: 1 });
    return stored && this.workOfEvent(stored, settle);
  }

  private workOfEvent(stored: StoredEvent, settle: () => void): Work {
    const event = () => this.parts.ownEvents.read(stored);
    return { event, envelope: stored, type: stored.type, settle };
  }

  private workOfMessage(message: EventMessage, settle: () => void): Work {
    const { id, event: data, envelope, topic } = message;
    const event = async () => (await this.parts.seals.read({ id, data })).data;
    return { event, envelope, type: topic, settle, message };
  }
}
