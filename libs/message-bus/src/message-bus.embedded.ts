import { setMaxListeners } from 'node:events';
import { Broker } from './embedded/broker.js';
import { Database } from './embedded/database.js';
import {
  BusUnavailable,
  MessageBus,
  type ConsumeOptions,
  type Consumer,
  type Delivery,
  type Message,
  type QueueDeclaration,
  type QueueState,
} from './message-bus.js';

export interface EmbeddedBusOptions {
  readonly storeAfterMs?: number | undefined;
}

const STORE_AFTER_MS = 1_000;

/**
 * The bus within one process, durable in `<folder>/bus.db`. Running consumers that keep up get the very objects that
 * were published, which must not be changed.
 */
export class EmbeddedMessageBus extends MessageBus {
  private readonly broker: Broker;
  private readonly consumers = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;

  /**
   * Without a folder it lives in memory and is gone when it is closed. A message that is acknowledged within
   * `storeAfterMs` milliseconds (default 1,000) is never written. Throws {@link BusUnavailable}.
   */
  constructor(place?: string | Broker, { storeAfterMs = STORE_AFTER_MS }: EmbeddedBusOptions = {}) {
    super();
    this.broker = place instanceof Broker ? place : new Broker(new Database(place), storeAfterMs);
    this.broker.join();
    setMaxListeners(0, this.closing.signal);
  }

  /** Another bus object on the same queues, closed on its own. */
  connect(): EmbeddedMessageBus {
    this.assertOpen();
    return new EmbeddedMessageBus(this.broker);
  }

  async declare(queues: readonly QueueDeclaration[]): Promise<void> {
    this.assertOpen();
    await this.broker.topology.declare(queues);
  }

  async publish(messages: readonly Message[]): Promise<void> {
    this.assertOpen();
    await this.broker.publications.publish(messages);
  }

  async send(queue: string, messages: readonly Message[]): Promise<void> {
    this.assertOpen();
    await this.broker.publications.send(queue, messages);
  }

  async consume(
    queue: string,
    options: ConsumeOptions,
    deliver: (delivery: Delivery) => void,
  ): Promise<Consumer> {
    this.assertOpen();
    if (this.consumers.has(queue)) throw new Error(`This bus has a consumer of ${queue} already.`);
    const signal = AbortSignal.any([options.signal, this.closing.signal]);
    const ended = this.broker.consume(queue, { ...options, signal }, deliver);
    const done = ended.finally(() => this.consumers.delete(queue));
    this.consumers.set(queue, done);
    return { done };
  }

  async queues(): Promise<readonly QueueState[]> {
    this.assertOpen();
    return this.broker.topology.states();
  }

  async remove(queue: string): Promise<boolean> {
    this.assertOpen();
    return this.broker.topology.remove(queue);
  }

  async trouble(): Promise<string | undefined> {
    return this.closed ? 'The message bus is closed.' : this.broker.trouble();
  }

  close(): Promise<void> {
    this.closed ??= this.leave();
    return this.closed;
  }

  private async leave(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.consumers.values());
    await this.broker.leave();
  }

  private assertOpen(): void {
    if (this.closed) throw new BusUnavailable('The message bus is closed.');
  }
}
