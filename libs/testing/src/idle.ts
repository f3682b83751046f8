import { setTimeout as pause } from 'node:timers/promises';
import type { Engine } from '@waybill/engine';
import type { EventStore } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import type { MessageBus } from '@waybill/message-bus';

/** Resolves when all events have been projected, published and reacted to, and nothing new has followed from that. */
export async function idle(
  engine: Pick<Engine, 'hurry' | 'readers'>,
  store: EventStore,
  bus: MessageBus,
  isReady: () => boolean = () => true,
): Promise<void> {
  for (;;) {
    const head = await store.head();
    await engine.hurry().catch(() => undefined);
    if (isReady() && (await isDone(engine, bus, head)) && head === (await store.head())) return;
    await pause(1);
  }
}

async function isDone(engine: Pick<Engine, 'readers'>, bus: MessageBus, head: Position): Promise<boolean> {
  const isBehind = (kind: string) =>
    engine
      .readers()
      .some((reader) => reader.kind === kind && reader.stopped === undefined && reader.position < head);
  if (isBehind('publisher')) return false;
  const consumed = new Set(engine.readers().map(({ name }) => name));
  const queues = await bus.queues();
  if (queues.some(({ queue, waiting }) => waiting > 0 && consumed.has(queue))) return false;
  if (isBehind('saga') || engine.readers().some(({ kind, pending }) => kind === 'saga' && pending > 0)) {
    return false;
  }
  return !isBehind('projection') && !isBehind('erasures');
}
