import type { DomainEvent, Envelope, Position } from '@waybill/kernel';

/** What every message carries. */
interface Carried {
  /** The same event always has the same id, however often it is published. */
  readonly id: string;
  /** What queues subscribe to. */
  readonly topic: string;
  /** Messages with the same key belong together, for example those of one stream. */
  readonly key: string;
  /** The context that publishes the message. */
  readonly publisher: string;
  /** The epoch of the publisher's lease. Consumers drop messages of an older epoch than the newest they have seen. */
  readonly epoch: number;
}

/** A published event. `topic` is its type, `context.Event`; `key` is the stream that it comes from. */
export interface EventMessage extends Carried {
  readonly kind: 'event';
  readonly event: DomainEvent;
  /** The envelope of the domain event that the published event was made from. */
  readonly envelope: Envelope;
  /** The id of the backfill that the message belongs to; undefined for live messages. */
  readonly backfill?: string | undefined;
  /** Published after later events of other streams: its stream was parked. Its position says nothing about others. */
  readonly isLate?: boolean | undefined;
}

/** Says that the publisher has published everything up to `position` before this message. */
export interface Mark extends Carried {
  readonly kind: 'mark';
  readonly position: Position;
}

/**
 * Asks a publisher to send all its events with these topics, from the beginning of the log, to one queue; with `streams`,
 * only those of these streams.
 */
export interface BackfillRequest extends Carried {
  readonly kind: 'backfill-request';
  readonly backfill: string;
  readonly queue: string;
  readonly topics: readonly string[];
  readonly streams?: readonly string[] | undefined;
}

/** Ends a backfill, which contained everything up to `position`. Later events follow as live messages. */
export interface BackfillEnd extends Carried {
  readonly kind: 'backfill-end';
  readonly backfill: string;
  readonly position: Position;
}

export type Message = EventMessage | Mark | BackfillRequest | BackfillEnd;

/** A queue and the topics that it collects. */
export interface QueueDeclaration {
  /** Unique: `<context>.<consumer>`. */
  readonly queue: string;
  readonly topics: readonly string[];
}

/** A message that was handed to a consumer. Unless acknowledged, it is delivered again to the queue's next consumer. */
export interface Delivery {
  /** May be the very object that was published: do not change it. */
  readonly message: Message;
  /** The message need not be delivered again. Deliveries may be acknowledged in any order. Never throws. */
  ack(): void;
}

export interface ConsumeOptions {
  /** The most deliveries that are not acknowledged; it bounds memory. At least 1, default {@link CAPACITY}. */
  readonly capacity?: number | undefined;
  /** Nothing is delivered after it has aborted. */
  readonly signal: AbortSignal;
}

/** The capacity of a consumer that names none. */
export const CAPACITY = 1_000;

/** A running consumer of a queue. */
export interface Consumer {
  /** Resolves when the signal has aborted and the acknowledgements made so far are stored. */
  readonly done: Promise<void>;
}

export interface QueueState extends QueueDeclaration {
  /** Messages that are not acknowledged. */
  readonly waiting: number;
}

/**
 * Carries messages between contexts: at least once, per queue in the order of publication. The bus only carries:
 * retries, parking and the publisher's progress belong to the engine. Every method but `close` rejects with
 * {@link BusUnavailable} while the bus cannot be reached, and once it is closed; only `trouble` resolves with it.
 */
export abstract class MessageBus {
  /**
   * Declares queues. From then on each queue collects its topics, whether it has a consumer or not. Idempotent. A queue
   * that is declared with other topics than before collects those from now on; messages already in it stay.
   */
  abstract declare(queues: readonly QueueDeclaration[]): Promise<void>;

  /**
   * Publishes in order to every queue that collects the topic; resolves when all messages are safe. After a rejection
   * some may have been published: publish again, from the first one that is not known to be safe. A message that no
   * queue collects is dropped.
   */
  abstract publish(messages: readonly Message[]): Promise<void>;

  /** Puts messages, in order, into one queue, whatever its topics. Rejects with {@link QueueUnknown}. */
  abstract send(queue: string, messages: readonly Message[]): Promise<void>;

  /**
   * Hands over a queue's messages in order; `deliver` must not throw, and is not called before the promise resolves. A
   * bus object has one consumer per queue. Consumers of other bus objects, in this process or another, stand by until
   * the active one has ended. Rejects with {@link QueueUnknown}.
   */
  abstract consume(
    queue: string,
    options: ConsumeOptions,
    deliver: (delivery: Delivery) => void,
  ): Promise<Consumer>;

  /** All queues that exist, also those that no process declares any more, for example of a renamed consumer. */
  abstract queues(): Promise<readonly QueueState[]>;

  /** Deletes a queue with its messages. False when there is none. Rejects while the queue has a consumer. */
  abstract remove(queue: string): Promise<boolean>;

  /** Why the bus cannot be used at present; undefined while it can. */
  abstract trouble(): Promise<string | undefined>;

  /** Ends this bus object's consumers and stores their acknowledgements, then lets go. */
  abstract close(): Promise<void>;
}

/** The bus cannot take or give messages at present. */
export class BusUnavailable extends Error {
  override readonly name = 'BusUnavailable';
}

/** The bus must not be used as it is: its URL is unknown, or its file is damaged or newer. The message says which. */
export class BusRefused extends Error {
  override readonly name = 'BusRefused';
}

/** Nobody has declared the queue. */
export class QueueUnknown extends Error {
  override readonly name = 'QueueUnknown';

  constructor(readonly queue: string) {
    super(`Nobody has declared the queue ${queue}.`);
  }
}
