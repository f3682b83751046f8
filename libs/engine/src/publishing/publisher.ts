import { START, type EventStore, type Slice, type StoredEvent } from '@waybill/event-store';
import { failpoint } from '@waybill/failpoints';
import { idFrom, NewerVersion, type Position, type Publications } from '@waybill/kernel';
import type { BackfillRequest, EventMessage, MessageBus, QueueDeclaration } from '@waybill/message-bus';
import type { Clock } from '../clock.js';
import type { RequestPriority } from '../commands/request-priority.js';
import { isUnavailable, ReaderStopped, reasonOf } from '../errors.js';
import type { LogFeed } from '../log/log-feed.js';
import type { OwnEventOpener, OwnEvents } from '../log/own-events.js';
import { Exclusive } from '../projections/exclusive.js';
import type { ReaderStatus } from '../reader-status.js';
import type { Seals } from '../sealing/seals.js';
import type { Checkpoint } from '../state/checkpoints.js';
import { FirstStart } from '../state/first-start.js';
import { parkedEvent, type ParkedItem, type ParkedItems } from '../state/parked-items.js';
import { backOff, pause } from '../timers.js';
import { sendBackfill } from './backfill.js';
import { publisherOf } from './sources.js';

/** Messages that are handed to the bus before the first of them is confirmed. */
const UNCONFIRMED_MAX = 10_000;

/** How often a queue learns how far the publisher has come, in milliseconds. */
const MARK_EVERY_MS = 1_000;

export interface PublisherParts {
  readonly store: EventStore;
  readonly feed: LogFeed;
  readonly bus: MessageBus;
  readonly ownEvents: OwnEvents;
  readonly seals: Seals;
  readonly checkpoint: Checkpoint<Position>;
  readonly parkedItems: ParkedItems;
  readonly clock: Clock;
  readonly priority: RequestPriority;
  /** Whether an operator has allowed it to start at the head although its checkpoint is missing. */
  readonly mayStartAtHead: (name: string) => boolean;
  /** All queues of the system. */
  readonly topology: readonly QueueDeclaration[];
  readonly report: (failure: unknown, what: string) => void;
}

/** The queue in which a context receives requests for its past. */
export function backfillQueueOf(context: string): string {
  return `${context}.backfill-requests`;
}

/**
 * Publishes a context's events in the order of the log. The log is the outbox: the checkpoint moves when the bus has
 * confirmed a batch; after a failure the publisher starts again from there, and consumers skip what they have seen.
 */
export class Publisher {
  private readonly exclusive = new Exclusive();
  /** A backfill leaves out what is parked, a retry publishes that: were both at work, a queue could miss it. */
  private readonly repeating = new Exclusive();
  /** The first revision of each parked stream that is not published. */
  private readonly parkedStreams = new Map<string, number>();
  private readonly queues: readonly string[];
  /** Everything up to here is confirmed by the bus. */
  private position: Position = START;
  /** Everything up to here was handed to the bus, which delivers a mark after it. */
  private sent: Position = START;
  private unconfirmed = 0;
  /** Settles when all that was handed to the bus is confirmed; rejects with the first failure. */
  private confirming: Promise<void> = Promise.resolve();
  private markedPosition: Position = START;
  private startHead: Position = START;
  private failure: string | undefined;
  private stopped: string | undefined;
  private fail: (failure: unknown) => void = () => undefined;

  constructor(
    private readonly context: string,
    private readonly publications: Publications,
    private readonly epoch: number,
    private readonly parts: PublisherParts,
  ) {
    const isOurs = (topic: string) => publisherOf(topic) === context;
    this.queues = parts.topology.filter(({ topics }) => topics.some(isOurs)).map(({ queue }) => queue);
    parts.checkpoint.capture = () => ({ value: this.position });
  }

  get name(): string {
    return `${this.context}.publisher`;
  }

  get status(): ReaderStatus {
    const { name, position, failure, stopped } = this;
    const parked = this.parkedStreams.size;
    const isCatchingUp = position < this.startHead;
    return { name, kind: 'publisher', position, isCatchingUp, pending: 0, parked, failure, stopped };
  }

  /** Takes over the checkpoint; a publisher that has never run starts at the beginning of the log. */
  async claim(): Promise<void> {
    const saved = await this.parts.checkpoint.claim();
    const firstStart = new FirstStart(this.parts.store, this.parts.clock, 'publisher', this.name);
    const isRecorded = await firstStart.isRecorded();
    if (saved === undefined && isRecorded && !this.parts.mayStartAtHead(this.name)) {
      const failure = firstStart.missingCheckpoint();
      this.stopped = failure.message;
      return this.parts.report(failure, this.name);
    }
    this.position = saved ?? (this.parts.mayStartAtHead(this.name) ? await this.parts.store.head() : START);
    if (saved === undefined) await this.parts.checkpoint.saveNow();
    if (!isRecorded) await firstStart.record(this.position);
    for (const { what, revision } of await this.parts.parkedItems.list(this.name)) {
      this.parkedStreams.set(what, revision);
    }
  }

  /**
   * Runs until the signal aborts. Rejects with `OwnershipLost`, or with {@link ReaderStopped} at an event that only a
   * newer release can read.
   */
  async run(signal: AbortSignal): Promise<void> {
    if (this.stopped !== undefined) return;
    this.startHead = this.parts.feed.head;
    const failed = Promise.withResolvers<never>();
    this.fail = failed.reject;
    const work = [this.follow(signal), this.sendMarks(signal), this.answerBackfills(signal)];
    await Promise.race([failed.promise, Promise.all(work)]);
    await this.parts.checkpoint.flush();
  }

  /** Saves what has changed and tells consumers how far it has come, now; does not wait for their acknowledgement. */
  async hurry(): Promise<void> {
    void this.mark();
    await this.parts.checkpoint.flush();
  }

  /** Tells consumers how far it has come, now, and once more if they have ignored it: during a backfill they do. */
  hurryMark(): void {
    this.markedPosition = START;
    void this.mark();
  }

  /** Publishes what a parked stream has not published, after backfills in hand. False, and still parked, when that fails. */
  retry(item: ParkedItem): Promise<boolean> {
    return this.repeating.run(() => this.alone(() => this.publishParked(item)));
  }

  private async publishParked(item: ParkedItem): Promise<boolean> {
    const messages: EventMessage[] = [];
    const past = await this.parts.store.read(item.stream, { from: item.revision });
    const open = await this.parts.ownEvents.opener(past);
    for (const stored of past) {
      if (stored.position > this.position) break;
      try {
        const message = await this.messageOf(stored, open);
        if (message) messages.push({ ...message, isLate: true });
      } catch (failure) {
        this.parts.report(failure, `${this.name}: a retry failed`);
        return false;
      }
    }
    await this.parts.bus.publish(messages);
    await this.parts.parkedItems.remove(item);
    this.parkedStreams.delete(item.what);
    return true;
  }

  /**
   * An event in the published words, sealed; undefined when it is not published. A promise only when a key must be fetched.
   * Throws what the publication throws.
   */
  private messageOf(
    stored: StoredEvent,
    open: OwnEventOpener,
  ): EventMessage | undefined | Promise<EventMessage> {
    const { id, stream, revision, position, recordedAt, meta } = stored;
    const envelope = { id, stream, revision, position, recordedAt, meta };
    const plain = this.publications.publish(open.plain(stored), envelope);
    if (!plain) return undefined;
    const { context: publisher, epoch } = this;
    const about = { kind: 'event', id, topic: plain.type, key: stream, publisher, epoch } as const;
    const personal = this.publications.personal?.[plain.type];
    const sealing = this.parts.seals.seal(personal, { id, data: plain }, false);
    if (!(sealing instanceof Promise)) return { ...about, event: sealing.data, envelope };
    return sealing.then(({ data: event }) => ({ ...about, event, envelope }));
  }

  /** Runs work while nothing is being published, and everything published so far is confirmed. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    return this.exclusive.run(async () => {
      await this.confirming;
      return work();
    });
  }

  private async follow(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const failing = new AbortController();
      try {
        await this.publishAll(signal, failing, () => (attempt = 1));
      } catch (failure) {
        if (failure instanceof NewerVersion) throw new ReaderStopped(failure.message, { cause: failure });
        if (signal.aborted) return;
        this.failure = reasonOf(failure);
        this.parts.report(failure, this.name);
        await this.confirming.catch(() => undefined);
        await backOff(attempt + 5, signal);
      }
    }
  }

  private async publishAll(
    signal: AbortSignal,
    failing: AbortController,
    succeeded: () => void,
  ): Promise<void> {
    this.confirming = Promise.resolve();
    this.unconfirmed = 0;
    this.sent = this.position;
    const wants = this.parts.ownEvents.selector(this.publications.events);
    const either = AbortSignal.any([signal, failing.signal]);
    for await (const slice of this.parts.feed.follow({ after: this.position, wants, signal: either })) {
      await this.parts.priority.turn(slice.events.length);
      await this.exclusive.run(() => this.publish(slice, signal, failing));
      succeeded();
    }
    await this.confirming;
    failing.signal.throwIfAborted();
  }

  private async publish(
    { events, position }: Slice,
    signal: AbortSignal,
    failing: AbortController,
  ): Promise<void> {
    const messages = await this.messagesOf(events);
    const published = messages.length > 0 ? this.parts.bus.publish(messages) : undefined;
    this.sent = position;
    this.unconfirmed += messages.length;
    this.confirming = this.confirm(this.confirming, published, position, signal).then(() => {
      this.unconfirmed -= messages.length;
    });
    this.confirming.catch((failure: unknown) => {
      // What was handed to the bus may not arrive: no mark must say that it did.
      this.sent = this.position;
      failing.abort(failure);
    });
    if (this.unconfirmed >= UNCONFIRMED_MAX) await this.confirming;
  }

  /** One after the other: the position has no hole before it. */
  private async confirm(
    before: Promise<void>,
    published: Promise<void> | undefined,
    position: Position,
    signal: AbortSignal,
  ): Promise<void> {
    // Waited for in any case, so that no rejection is left unhandled.
    const [earlier, own] = await Promise.allSettled([before, published]);
    for (const outcome of [earlier, own]) if (outcome.status === 'rejected') throw outcome.reason;
    if (published) failpoint('publisher.after-publish');
    this.position = position;
    this.failure = undefined;
    this.parts.checkpoint.save(signal).catch((failure: unknown) => {
      if (!signal.aborted) this.fail(failure);
    });
  }

  /** What can be published of these events; one that cannot parks its stream. */
  private async messagesOf(events: readonly StoredEvent[]): Promise<readonly EventMessage[]> {
    const messages: EventMessage[] = [];
    const open = await this.parts.ownEvents.opener(events);
    for (const stored of events) {
      if (stored.revision >= (this.parkedStreams.get(stored.stream) ?? Infinity)) continue;
      try {
        const made = this.messageOf(stored, open);
        const message = made instanceof Promise ? await made : made;
        if (message) messages.push(message);
      } catch (failure) {
        await this.park(stored, failure);
      }
    }
    return messages;
  }

  /** Later events of the stream wait, so that consumers receive them in order. */
  private async park(stored: StoredEvent, failure: unknown): Promise<void> {
    if (failure instanceof NewerVersion || isUnavailable(failure)) throw failure;
    this.parts.report(failure, `${this.name}: ${stored.type} at ${stored.position} parks ${stored.stream}`);
    const parkedAt = new Date(this.parts.clock.now()).toISOString();
    const what = { by: this.name, kind: 'stream', what: stored.stream } as const;
    const reason = reasonOf(failure);
    // A backfill may find an earlier event than the one that has parked the stream.
    if (this.parkedStreams.has(stored.stream)) await this.parts.parkedItems.remove(what);
    await this.parts.parkedItems.add({ ...what, ...parkedEvent(stored), reason, attempts: 1, parkedAt });
    this.parkedStreams.set(stored.stream, stored.revision);
  }

  private async sendMarks(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(MARK_EVERY_MS, signal);
      if (!signal.aborted) await this.mark(signal);
    }
  }

  /** Never rejects: a mark that could not be sent is sent again. */
  private async mark(signal?: AbortSignal): Promise<void> {
    const position = this.sent;
    if (position === this.markedPosition) return;
    this.markedPosition = position;
    try {
      await this.sendMark(position);
    } catch (failure) {
      this.markedPosition = START;
      if (!signal?.aborted) this.parts.report(failure, `${this.name}: marks`);
    }
  }

  private async sendMark(position: Position): Promise<void> {
    const { context: publisher, epoch } = this;
    const id = idFrom('mark', publisher, epoch, position);
    const mark = {
      kind: 'mark',
      id,
      topic: `${publisher}.mark`,
      key: publisher,
      publisher,
      epoch,
      position,
    } as const;
    await Promise.all(this.queues.map((queue) => this.parts.bus.send(queue, [mark])));
  }

  private async answerBackfills(signal: AbortSignal): Promise<void> {
    const queue = backfillQueueOf(this.context);
    let answering: Promise<void> = Promise.resolve();
    const consumer = await this.parts.bus.consume(queue, { capacity: 1, signal }, (delivery) => {
      answering = answering.then(async () => {
        const { message } = delivery;
        if (message.kind === 'backfill-request') await this.insist(message, signal);
        if (!signal.aborted) delivery.ack();
      });
    });
    await consumer.done;
    await answering;
  }

  private async insist(request: BackfillRequest, signal: AbortSignal): Promise<void> {
    for (let attempt = 5; !signal.aborted; attempt += 1) {
      try {
        return await this.repeating.run(() => this.sendBackfill(request, signal));
      } catch (failure) {
        if (!signal.aborted) this.parts.report(failure, `${this.name}: backfill for ${request.queue}`);
        await backOff(attempt, signal);
      }
    }
  }

  private sendBackfill(request: BackfillRequest, signal: AbortSignal): Promise<void> {
    return sendBackfill(request, {
      ...this.parts,
      publisher: this.context,
      epoch: this.epoch,
      position: () => this.position,
      alone: (work) => this.alone(work),
      wants: this.parts.ownEvents.selector(this.publications.events),
      messagesOf: (events) => this.messagesOf(events),
      signal,
    });
  }
}
