import { START, type LogReader, type StoredEvent } from '@waybill/event-store';
import { idFrom, type Position } from '@waybill/kernel';
import type { BackfillRequest, EventMessage, MessageBus } from '@waybill/message-bus';

export interface BackfillParts {
  readonly store: Pick<LogReader, 'readAll' | 'read'>;
  readonly bus: MessageBus;
  readonly publisher: string;
  readonly epoch: number;
  /** How far the publisher has published live messages. */
  readonly position: () => Position;
  /** Runs work while live publishing waits. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
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
  const { bus, publisher, epoch, alone, signal } = parts;
  // What is asked for of some streams is little, and read at the end.
  const before = request.streams ? START : parts.position();
  await sendStretch(request, START, before, parts);
  await alone(async () => {
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
  { backfill, queue, topics, streams }: BackfillRequest,
  after: Position,
  upTo: Position,
  { store, bus, wants, messagesOf, signal }: BackfillParts,
): Promise<void> {
  if (after >= upTo) return;
  const wanted = new Set(topics);
  const slices = streams ? eventsOf(streams, upTo, store) : store.readAll({ after, upTo });
  for await (const { events } of slices) {
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

/** The events of some streams up to a position: in order per stream, which is all that consumers rely on. */
async function* eventsOf(
  streams: readonly string[],
  upTo: Position,
  store: Pick<LogReader, 'read'>,
): AsyncGenerator<{ readonly events: readonly StoredEvent[] }> {
  for (const stream of streams) {
    yield { events: (await store.read(stream)).filter(({ position }) => position <= upTo) };
  }
}
