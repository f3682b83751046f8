import { START, type LogReader, type StoredEvent } from '@waybill/event-store';
import { idFrom, type Position } from '@waybill/kernel';
import type { BackfillRequest, EventMessage, MessageBus } from '@waybill/message-bus';
import type { Exclusive } from '../projections/exclusive.js';

export interface BackfillParts {
  readonly store: Pick<LogReader, 'readAll'>;
  readonly bus: MessageBus;
  readonly publisher: string;
  readonly epoch: number;
  /** How far the publisher has published live messages. */
  readonly position: () => Position;
  /** Holds live publishing back. */
  readonly exclusive: Exclusive;
  readonly wants: (event: StoredEvent) => boolean;
  /** What can be published of these events, in the published words. */
  readonly messagesOf: (events: readonly StoredEvent[]) => Promise<readonly EventMessage[]>;
  readonly signal: AbortSignal;
}

/**
 * Sends a publisher's past to one queue, then the end of the backfill: it contains everything that was published live by
 * then, and all that follows reaches the queue as live messages. Only the last stretch holds live publishing back.
 */
export async function sendBackfill(request: BackfillRequest, parts: BackfillParts): Promise<void> {
  const { bus, publisher, epoch, exclusive, signal } = parts;
  const before = parts.position();
  await sendStretch(request, START, before, parts);
  await exclusive.run(async () => {
    const position = parts.position();
    await sendStretch(request, before, position, parts);
    if (signal.aborted) return;
    const { backfill, queue } = request;
    const id = idFrom('backfill-end', backfill, publisher);
    const topic = `${publisher}.backfill-end`;
    await bus.send(queue, [
      { kind: 'backfill-end', id, topic, key: publisher, publisher, epoch, backfill, position },
    ]);
  });
}

async function sendStretch(
  { backfill, queue, topics }: BackfillRequest,
  after: Position,
  upTo: Position,
  { store, bus, wants, messagesOf, signal }: BackfillParts,
): Promise<void> {
  if (after >= upTo) return;
  const wanted = new Set(topics);
  for await (const { events } of store.readAll({ after, upTo })) {
    if (signal.aborted) return;
    const messages = await messagesOf(events.filter(wants));
    const asked = messages.filter(({ topic }) => wanted.has(topic));
    if (asked.length > 0) {
      await bus.send(
        queue,
        asked.map((message) => ({ ...message, backfill })),
      );
    }
  }
}
