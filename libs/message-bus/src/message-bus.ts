import type { Envelope, DomainEvent, Position } from '@waybill/kernel';

/** A published event on its way. Messages with the same key arrive in the order they were published in. */
export interface Message {
  /** The same event always has the same id, however often it is published. */
  readonly id: string;
  /** The published name, `context.DomainEvent`; also what queues subscribe to. */
  readonly topic: string;
  readonly key: string;
  readonly event: DomainEvent;
  /** Where the event comes from: the publisher's own envelope. */
  readonly envelope: Envelope;
}

export interface QueueOptions {
  /** Unique: `<context>.<what consumes>`. The queue exists, and collects, from the first subscription on. */
  readonly queue: string;
  readonly topics: readonly string[];
  /** The most messages in hand at a time. */
  readonly window?: () => number;
  /** Waits before each further try, in milliseconds; after the last one the message is parked. */
  readonly retry?: readonly number[];
  readonly signal: AbortSignal;
}

/** What could not be handled: kept with its reason until someone has it tried again or drops it. */
export interface Parked {
  readonly queue: string;
  readonly message: Message;
  readonly reason: string;
  readonly attempts: number;
  readonly parkedAt: string;
}

/** Throw it from a handler when no further try can help: the message is parked at once. */
export class Unprocessable extends Error {
  override readonly name = 'Unprocessable';
}

/**
 * Carries published events to the other contexts: at least once, in order per key. A message that is retried holds up
 * the later ones of its key in its queue, no others; one that is parked does not.
 */
export abstract class MessageBus {
  /**
   * Publishes in order and remembers the publisher's progress, never ahead of the messages; resolves when all of it is
   * safe. After a rejection the publisher starts again from {@link MessageBus.published}.
   */
  abstract publish(publisher: string, messages: readonly Message[], through: Position): Promise<void>;

  /** How far the publisher has come, as last remembered. */
  abstract published(publisher: string): Promise<Position | undefined>;

  /**
   * Declares the queue, then hands each message to `handle` until the signal aborts: resolved means done, rejected
   * means try again later. Resolves when the queue is declared and collecting. One consumer per queue at a time.
   */
  abstract consume(options: QueueOptions, handle: (message: Message) => Promise<void>): Promise<Consumer>;

  /** What is parked, oldest first. */
  abstract parked(queue?: string): Promise<readonly Parked[]>;

  /** Has a parked message handled again, as if it had just arrived. False when it is not parked. */
  abstract redrive(queue: string, messageId: string): Promise<boolean>;

  /** Forgets a parked message for good. False when it is not parked. */
  abstract drop(queue: string, messageId: string): Promise<boolean>;

  /** Why the bus cannot be used at present; undefined while it can. */
  abstract trouble(): Promise<string | undefined>;

  /** Waits for what is in hand, then lets go. */
  abstract close(): Promise<void>;
}

/** A running consumer of a queue. */
export interface Consumer {
  /** Messages that may have to be handled yet, those in retry included: never too few, and 0 when there are none. */
  backlog(): number;
  /** Settles after the signal has aborted and everything in hand has been handled or put back. */
  readonly done: Promise<void>;
}

/** The bus cannot take or give messages at present. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable';
}
