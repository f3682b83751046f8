import type {
  ConsumeOptions,
  Consumer,
  Delivery,
  EventMessage,
  Message,
  MessageBus,
} from '../message-bus.js';

/** How the suite reaches a medium, for example a broker or a folder, that holds no queue at first. */
export interface Medium {
  /**
   * Opens one more bus object on the medium, as another process would: over a connection of its own where the
   * technology has connections. May be called while earlier ones are open, and after they were closed.
   */
  open(): Promise<MessageBus>;
  /** Cuts all bus objects off from the medium until the returned function is called. */
  interrupt(): Promise<() => Promise<void>>;
  /** Called when all bus objects are closed. */
  discard(): Promise<void>;
}

export type Prepare = () => Promise<Medium>;

export const PLACED = 'orders.OrderPlaced';
export const CANCELLED = 'orders.OrderCancelled';

/** A medium, one bus object on it, and the shorthands that tests need. */
export class Fixture {
  private readonly open = new Set<MessageBus>();

  private constructor(
    readonly medium: Medium,
    public bus: MessageBus,
  ) {
    this.open.add(bus);
  }

  static async prepare(prepare: Prepare): Promise<Fixture> {
    const medium = await prepare();
    return new Fixture(medium, await medium.open());
  }

  /** A second client of the same medium. */
  async connect(): Promise<MessageBus> {
    const bus = await this.medium.open();
    this.open.add(bus);
    return bus;
  }

  async reopen(): Promise<void> {
    await this.bus.close();
    this.bus = await this.medium.open();
    this.open.add(this.bus);
  }

  async discard(): Promise<void> {
    await Promise.all([...this.open].map((bus) => bus.close()));
    await this.medium.discard();
  }

  /** Publishes events with these ids. */
  publish(...ids: readonly string[]): Promise<void> {
    return this.bus.publish(ids.map((id) => message(id)));
  }

  receive(queue: string, options: ReceiverOptions = {}, bus = this.bus): Promise<Receiver> {
    return Receiver.start(bus, queue, options);
  }
}

interface ReceiverOptions extends Omit<ConsumeOptions, 'signal'> {
  /** Acknowledges every delivery at once. */
  readonly acknowledges?: boolean;
}

/** A consumer that keeps what it is handed. */
export class Receiver {
  readonly deliveries: Delivery[] = [];
  /** The most deliveries that it held without acknowledging them. */
  heldMax = 0;
  private held = 0;
  private readonly stopping = new AbortController();
  private consumer: Consumer | undefined;

  static async start(
    bus: MessageBus,
    queue: string,
    { acknowledges = false, ...options }: ReceiverOptions = {},
  ): Promise<Receiver> {
    const receiver = new Receiver();
    const { signal } = receiver.stopping;
    receiver.consumer = await bus.consume(queue, { ...options, signal }, (delivery) => {
      receiver.take(delivery);
      if (acknowledges) receiver.finish(delivery);
    });
    return receiver;
  }

  get messages(): readonly Message[] {
    return this.deliveries.map(({ message: delivered }) => delivered);
  }

  get ids(): readonly string[] {
    return this.messages.map(({ id }) => id);
  }

  ack(...ids: readonly string[]): void {
    for (const id of ids) {
      const found = this.deliveries.find(({ message: delivered }) => delivered.id === id);
      if (found) this.finish(found);
    }
  }

  /** Waits until so many have been delivered. */
  async count(deliveries: number): Promise<this> {
    await eventually(() => this.deliveries.length >= deliveries);
    return this;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.consumer?.done;
  }

  private finish(delivery: Delivery): void {
    this.held -= 1;
    delivery.ack();
  }

  private take(delivery: Delivery): void {
    this.deliveries.push(delivery);
    this.held += 1;
    this.heldMax = Math.max(this.heldMax, this.held);
  }
}

export function message(id: string, { topic = PLACED, key = 'order-1' } = {}): EventMessage {
  const at = '2026-03-01T09:00:00.000Z';
  const actor = { kind: 'system', id: 'contract' } as const;
  const meta = { commandId: id, correlationId: id, causationId: id, actor, occurredAt: at };
  return {
    kind: 'event',
    id,
    topic,
    key,
    publisher: 'orders',
    epoch: 1,
    event: { type: topic },
    envelope: { id, stream: key, revision: 0, position: '0000000000000001', recordedAt: at, meta },
  };
}

export function numbers(count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(from + index));
}

export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Still not so after 10 seconds: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
