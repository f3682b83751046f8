import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fact, newId } from '@waybill/kernel';
import { EmbeddedEventStore } from './event-store.embedded.js';
import type { NewEvent } from './event-store.js';

/**
 * A process that a test may kill: several writers append to streams of their own, for ever, and print `ack` with the
 * ids of what was acknowledged, and the position, or `rejected` with the error's name. What was rejected is repeated.
 */
const [folder = '', writers = '8', filling = '1500'] = process.argv.slice(2);

try {
  const store = await EmbeddedEventStore.open(folder);
  print('open');
  for (let writer = 0; writer < Number(writers); writer += 1) void write(store);
} catch (error) {
  print(`refused ${error instanceof Error ? error.message : ''}`);
}

async function write(store: EmbeddedEventStore): Promise<never> {
  for (;;) {
    const stream = `basket-${newId()}`;
    for (let revision = -1; revision < 30; revision += 3) {
      await insist(store, stream, [event(), event(), event()], revision < 0 ? 'new' : revision);
    }
  }
}

async function insist(
  store: EmbeddedEventStore,
  stream: string,
  events: readonly NewEvent[],
  expected: 'new' | number,
): Promise<void> {
  for (;;) {
    try {
      const { position } = await store.append(stream, events, expected);
      return print(`ack ${position} ${events.map(({ id }) => id).join(' ')}`);
    } catch (error) {
      print(
        `rejected ${error instanceof Error ? error.name : ''} ${(await store.trouble()) ? 'in trouble' : ''}`,
      );
      await pause(20);
    }
  }
}

function event(): NewEvent {
  const id = newId();
  const data: Fact & { filling: string } = { type: 'Noted', filling: 'x'.repeat(Number(filling)) };
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

function print(line: string): void {
  writeSync(1, `${line}\n`);
}
