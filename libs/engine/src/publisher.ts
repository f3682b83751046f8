import { START, type EventStore, type Filter, type StoredEvent } from '@waybill/event-store';
import { failpoint } from '@waybill/failpoints';
import type { Position, Publications } from '@waybill/kernel';
import type { Message, MessageBus } from '@waybill/message-bus';
import type { Facts } from './facts.js';
import type { Precedence } from './precedence.js';
import { Progress } from './progress.js';
import { backOff } from './waiting.js';

/** Between two notes of progress through facts that nobody hears, in milliseconds. */
const MARK_EVERY = 1_000;

export interface PublisherParts {
  readonly store: EventStore;
  readonly bus: MessageBus;
  readonly facts: Facts;
  readonly precedence: Precedence;
  readonly report: (failure: unknown, what: string) => void;
}

/**
 * Publishes a context's facts: the log is the outbox, the bus remembers how far it was emptied. One batch at a time, so
 * that the remembered position has no hole before it; after a failure it starts again from there.
 */
export class Publisher {
  readonly progress = new Progress();
  private markedAt = 0;

  constructor(
    private readonly context: string,
    private readonly publications: Publications,
    private readonly parts: PublisherParts,
  ) {}

  /** The events that the others may hear of. */
  get told(): Filter {
    return this.parts.facts.named(this.publications.events);
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        const after = (await this.parts.bus.published(this.context)) ?? START;
        this.progress.advance(after);
        const range = { after, filter: this.told, signal };
        for await (const { events, position } of this.parts.store.subscribe(range)) {
          await this.publish(events, position);
          attempt = 1;
        }
      } catch (failure) {
        this.parts.report(failure, `publisher of ${this.context}`);
        await backOff(attempt + 5, signal);
      }
    }
  }

  private async publish(events: readonly StoredEvent[], through: Position): Promise<void> {
    const messages = events.flatMap((event) => this.messageOf(event) ?? []);
    const now = Date.now();
    await this.parts.precedence.turn(messages.length);
    if (messages.length > 0 || now - this.markedAt >= MARK_EVERY) {
      await this.parts.bus.publish(this.context, messages, through);
      failpoint('publisher.after-publish');
      this.markedAt = now;
    }
    this.progress.advance(through);
  }

  /** What the others are told of an event; undefined when that is nothing, or it is another context's. */
  messageOf(event: StoredEvent): Message | undefined {
    const { stream, revision, position, recordedAt, meta } = event;
    if (!this.parts.facts.own(stream)) return undefined;
    const envelope = { id: event.id, stream, revision, position, recordedAt, meta };
    const fact = this.publications.publish(this.parts.facts.of(event), envelope);
    return fact && { id: event.id, topic: fact.type, key: stream, event: fact, envelope };
  }
}
