import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '@waybill/engine';
import type { EventStore } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import type { MessageBus } from '@waybill/message-bus';

/** Resolves when all events have been projected, published and reacted to, and nothing new has followed from that. */
export async function idle(engine: Engine, store: EventStore, bus: MessageBus): Promise<void> {
  for (;;) {
    const head = await store.head();
    await engine.hurry().catch(() => undefined);
    if ((await isDone(engine, bus, head)) && head === (await store.head())) return;
    // Seldom: each `hurry` makes all readers write, which would slow down what is measured.
    await pause(50);
  }
}

async function isDone(engine: Engine, bus: MessageBus, head: Position): Promise<boolean> {
  const names = new Set(engine.readers().map(({ name }) => name));
  if (!engine.contexts.every((context) => names.has(`${context.name}.publisher`))) return false;
  const isBehind = (kind: string) =>
    engine
      .readers()
      .some((reader) => reader.kind === kind && reader.stopped === undefined && reader.position < head);
  if (isBehind('publisher')) return false;
  const queues = await bus.queues();
  if (queues.some(({ queue, waiting }) => waiting > 0 && names.has(queue))) return false;
  if (isBehind('saga') || engine.readers().some(({ kind, pending }) => kind === 'saga' && pending > 0)) {
    return false;
  }
  return !isBehind('projection');
}
