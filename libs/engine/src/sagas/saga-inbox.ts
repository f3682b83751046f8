import type { EventMessage, Message } from '@waybill/message-bus';
import type { NeededBackfill } from '../projections/replica-repairs.js';
import { newSource, publisherOf, receive, type Source, type Sources } from '../publishing/sources.js';
import { HandledPositions, type Handled } from './handled-positions.js';

/** What a saga must not forget about the messages that it has received. */
export interface SavedInbox {
  readonly sources: Sources;
  /** By publisher. */
  readonly handledMessages: Readonly<Record<string, Handled>>;
}

/** How far a saga has come with each publisher, and which of its messages it has handled. */
export class SagaInbox {
  private sources: Sources = {};
  private handled = new Map<string, HandledPositions>();

  constructor(private readonly topics: readonly string[]) {}

  /** Goes on from what was saved. Publishers that are new, or all without saved state, start with a backfill if wanted. */
  start(needsBackfill: boolean, saved?: SavedInbox): void {
    const publishers = [...new Set(this.topics.map(publisherOf))];
    const fresh = Object.fromEntries(publishers.map((publisher) => [publisher, newSource(needsBackfill)]));
    this.sources = { ...fresh, ...saved?.sources };
    this.handled = new Map(
      Object.entries(saved?.handledMessages ?? {}).map(([publisher, one]) => [
        publisher,
        new HandledPositions(one),
      ]),
    );
  }

  /** The backfills that publishers have yet to send. */
  get needed(): readonly NeededBackfill[] {
    return Object.entries(this.sources).flatMap(([publisher, { backfill, isLive }]) => {
      const topics = this.topics.filter((topic) => publisherOf(topic) === publisher);
      return isLive || backfill === undefined ? [] : [{ publisher, backfill, topics }];
    });
  }

  /** Whether the message is to be handled; then it counts as being in hand until {@link settle}. */
  take(message: Message): message is EventMessage {
    if (message.kind === 'event' && this.isDueAgain(message)) return true;
    const before: Source = this.sources[message.publisher] ?? newSource(false);
    const { accept, source } = receive(before, message);
    if (source !== before) this.sources = { ...this.sources, [message.publisher]: source };
    if (!accept || message.kind !== 'event') return false;
    if (this.isHandled(message)) return false;
    if (!message.isLate) this.handledOf(message.publisher).take(message.envelope.position);
    return true;
  }

  /** Whether it was handled, or parked, as far as can be told: when its stream was parked, later ones have been handled. */
  isHandled({ isLate, publisher, envelope }: EventMessage): boolean {
    return !isLate && this.handledOf(publisher).has(envelope.position);
  }

  /**
   * What was in hand when the process ended was accepted then, when its publisher had another epoch. What was parked and
   * is published late belongs to no epoch; until a backfill has ended, the backfill contains it.
   */
  private isDueAgain({ isLate, publisher, envelope }: EventMessage): boolean {
    if (this.handledOf(publisher).isOpen(envelope.position)) return true;
    return isLate === true && (this.sources[publisher]?.isLive ?? true);
  }

  /** The message was handled, or parked. */
  settle({ publisher, envelope }: EventMessage): void {
    this.handledOf(publisher).settle(envelope.position);
  }

  toJSON(): SavedInbox {
    const handled = [...this.handled].map(([publisher, one]) => [publisher, one.toJSON()] as const);
    return { sources: this.sources, handledMessages: Object.fromEntries(handled) };
  }

  private handledOf(publisher: string): HandledPositions {
    const known = this.handled.get(publisher);
    if (known) return known;
    const handled = new HandledPositions();
    this.handled.set(publisher, handled);
    return handled;
  }
}
