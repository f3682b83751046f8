import type { Position, Projection } from '@waybill/kernel';
import type { Consumer, Message, MessageBus } from '@waybill/message-bus';
import { ReadStoreUnavailable, type Collection, type ReadStore, type Replacement } from '@waybill/read-store';
import type { Precedence } from './precedence.js';
import { backOff, BEAT, pause, untilBeat } from './waiting.js';

/** The most messages folded in one write. */
const TOGETHER = 1_000;

interface Heard {
  readonly message: Message;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Keeps a read model of what the others tell. Messages may come twice, and those of different keys in any order: its
 * rows must not mind, as a row does that puts each fact into a document of its own. Hence it can hear the past again
 * beside the present.
 */
export class Hearer<D extends object> {
  private waiting: Heard[] = [];
  private isWriting = false;

  constructor(
    readonly name: string,
    private readonly projection: Projection<D>,
    private readonly collection: Collection<D>,
    private readonly parts: {
      readonly bus: MessageBus;
      readonly reads: ReadStore;
      readonly precedence: Precedence;
    },
  ) {}

  run(signal: AbortSignal): Promise<Consumer> {
    const { name: queue, projection } = this;
    const window = () => 2 * TOGETHER;
    return this.parts.bus.consume({ queue, topics: projection.events, window, signal }, (message) =>
      this.hear(message, signal),
    );
  }

  /** Whether it has yet to hear what was told before it was there. */
  async isNew(): Promise<boolean> {
    return (await this.collection.checkpoint()) === undefined;
  }

  /** Folds those of the messages that it wants to hear, and returns why it could not fold some of them. */
  async hearAgain(messages: readonly Message[], signal: AbortSignal): Promise<readonly unknown[]> {
    const wanted = messages.filter(({ topic }) => this.projection.events.includes(topic));
    const heard = await Promise.allSettled(wanted.map((message) => this.hear(message, signal)));
    return heard.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  }

  /** It has heard everything up to here. */
  async noteHeard(position: Position): Promise<void> {
    await this.collection.replace([], position);
  }

  private hear(message: Message, signal: AbortSignal): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ message, done, failed });
      if (!this.isWriting) void this.writeAll(signal);
    });
  }

  private async writeAll(signal: AbortSignal): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      if (this.waiting.length < TOGETHER) await pause(untilBeat(BEAT), signal);
      const batch = this.waiting.splice(0, TOGETHER);
      await this.parts.precedence.turn(batch.length);
      await this.settle(batch, signal);
    }
    this.isWriting = false;
  }

  /** Writes all together or, when that fails, each alone, so that one bad message does not take others with it. */
  private async settle(batch: readonly Heard[], signal: AbortSignal): Promise<void> {
    try {
      await this.insist(
        batch.map(({ message }) => message),
        signal,
      );
      for (const { done } of batch) done();
    } catch (failure) {
      if (batch.length === 1) batch[0]?.failed(failure);
      else for (const heard of batch) await this.settle([heard], signal);
    }
  }

  /** Waits while the store is out of reach. */
  private async insist(messages: readonly Message[], signal: AbortSignal): Promise<void> {
    for (let attempt = 5; ; attempt += 1) {
      try {
        return await this.write(messages);
      } catch (failure) {
        if (!(failure instanceof ReadStoreUnavailable) || signal.aborted) throw failure;
        await backOff(attempt, signal);
      }
    }
  }

  private async write(messages: readonly Message[]): Promise<void> {
    const targets = messages.map(({ event: fact, envelope }) => this.projection.keys(fact, envelope));
    const known = new Map(
      (await this.collection.load([...new Set(targets.flat())])).map((fenced) => [fenced.id, fenced]),
    );
    const changed = new Map<string, Replacement<D>>();
    for (const [index, { event: fact, envelope }] of messages.entries()) {
      for (const id of targets[index] ?? []) {
        const before = (changed.get(id) ?? known.get(id))?.document;
        const document = this.projection.apply(before, fact, envelope, id);
        if (document === before) continue;
        changed.set(id, { id, document, fence: envelope.position, replaces: known.get(id)?.fence });
      }
    }
    const refused = await this.collection.replace([...changed.values()]);
    if (refused.length > 0) throw new Error(`Somebody else has written ${refused.join(', ')}.`);
    // Nobody will tell it again: the bus moves on once it is told that this is done.
    await this.parts.reads.sync();
  }
}
