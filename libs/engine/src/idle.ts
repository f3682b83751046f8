import type { EventStore } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import type { MessageBus } from '@waybill/message-bus';
import type { Engine } from './engine.js';
import { pause } from './timers.js';

type Observed = Pick<Engine, 'contexts' | 'hurry' | 'readers'>;

export interface IdleOptions {
  /** What must hold besides. */
  readonly isReady?: () => boolean;
  /** Between two looks, in milliseconds. Each look makes all readers write. */
  readonly everyMs?: number;
}

/**
 * Resolves when each context is followed here, all events have been projected, published and reacted to, and nothing new
 * has followed from that. For tests and benchmarks: a busy system is never idle.
 */
export async function idle(
  engine: Observed,
  store: EventStore,
  bus: MessageBus,
  { isReady = () => true, everyMs = 1 }: IdleOptions = {},
): Promise<void> {
  for (;;) {
    const head = await store.head();
    // A reader that cannot write now is behind, which the next line sees.
    await engine.hurry().catch(() => undefined);
    if (isReady() && isFollowed(engine) && (await isDone(engine, bus, head)) && head === (await store.head()))
      return;
    await pause(everyMs);
  }
}

function isFollowed(engine: Observed): boolean {
  const names = new Set(engine.readers().map(({ name }) => name));
  return engine.contexts.every((context) => names.has(`${context.name}.publisher`));
}

async function isDone(engine: Observed, bus: MessageBus, head: Position): Promise<boolean> {
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
