import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type DomainEvent, newId } from '@waybill/kernel';
import { EmbeddedEventStore } from './event-store.embedded.js';
import type { EventStore, NewEvent } from './event-store.js';

/**
 * A process that a test may kill: several writers append to streams of their own, for ever, and print `ack` with the
 * ids of what was acknowledged, and the position, or `rejected` with the error's name. What was rejected is repeated.
 * A subscriber prints `saw` with the position and id of each new event, and a reader `showed` when it finds what was
 * rejected. SIGTERM closes the store, which ends them.
 */
const [folder = '', writers = '8', filling = '1500'] = process.argv.slice(2);

try {
  const store = await EmbeddedEventStore.open(folder, { headsMax: 2 });
  print('open');
  process.once('SIGTERM', () => void store.close().finally(() => process.exit()));
  follow(store).catch(end);
  for (let writer = 0; writer < Number(writers); writer += 1) write(store).catch(end);
} catch (error) {
  print(`refused ${error instanceof Error ? error.message : ''}`);
}

async function follow(store: EventStore): Promise<void> {
  const after = await store.head();
  const { signal } = new AbortController();
  for await (const { events } of store.subscribe({ after, signal })) {
    for (const { position, id } of events) print(`saw ${position} ${id}`);
  }
}

async function write(store: EventStore): Promise<never> {
  for (;;) {
    const stream = `basket-${newId()}`;
    for (let revision = -1; revision < 30; revision += 3) {
      await insist(store, stream, [event(), event(), event()], revision < 0 ? 'new' : revision);
    }
  }
}

async function insist(
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
  expected: 'new' | number,
): Promise<void> {
  for (;;) {
    try {
      const { position } = await store.append(stream, events, expected);
      return print(`ack ${position} ${events.map(({ id }) => id).join(' ')}`);
    } catch (error) {
      const shown = await store.read(stream);
      if (shown.some(({ id }) => id === events[0]?.id)) print('showed what was rejected');
      print(
        `rejected ${error instanceof Error ? error.name : ''} ${(await store.trouble()) ? 'in trouble' : ''}`,
      );
      await pause(20);
    }
  }
}

function event(): NewEvent {
  const id = newId();
  const data: DomainEvent & { filling: string } = { type: 'Noted', filling: 'x'.repeat(Number(filling)) };
  const actor = { kind: 'system', id: 'child' } as const;
  const meta = {
    commandId: id,
    correlationId: id,
    causationId: id,
    actor,
    occurredAt: '2026-03-01T12:00:00.000Z',
  };
  return { id, type: data.type, version: 1, data, meta };
}

function end(error: unknown): void {
  print(`ended ${String(error)}`);
}

function print(line: string): void {
  writeSync(1, `${line}\n`);
}
