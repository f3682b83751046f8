import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageBusContract } from './message-bus.contract.js';
import { EmbeddedMessageBus } from './message-bus.embedded.js';
import { BusUnavailable, type Message } from './message-bus.js';
import { openMessageBus } from './open-message-bus.js';

messageBusContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bus-'));
  return {
    open: async () => new EmbeddedMessageBus(folder),
    discard: () => rm(folder, { recursive: true }),
  };
});

describe('The embedded message bus', () => {
  let folder: string;
  let bus: EmbeddedMessageBus;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bus-'));
    bus = new EmbeddedMessageBus(folder);
  });

  afterEach(async () => {
    await bus.close();
    await rm(folder, { recursive: true });
  });

  const signal = new AbortController().signal;
  const declare = async (queue: string) => {
    const stop = new AbortController();
    const consumer = await bus.consume({ queue, topics: ['t'], signal: stop.signal }, async () => {});
    stop.abort();
    await consumer.done;
  };
  const until = async (condition: () => boolean) => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };
  const stored = () => {
    const database = new DatabaseSync(join(folder, 'bus.db'));
    const [row] = database.prepare('SELECT count(*) AS messages FROM messages').all();
    database.close();
    return row?.['messages'];
  };

  it('hands out a long backlog page by page, while more is published, each message once and in order', async () => {
    await declare('q');
    await bus.publish('p', messages(0, 3_000), '1');
    const seen: number[] = [];
    await bus.consume({ queue: 'q', topics: ['t'], signal }, async ({ id }) => void seen.push(Number(id)));
    await until(() => seen.length > 500);
    await bus.publish('p', messages(3_000, 300), '2');
    await until(() => seen.length === 3_300);
    expect(seen).toEqual(Array.from({ length: 3_300 }, (_, index) => index));
  });

  it('reads on while a whole backlog of other keys waits for another try', async () => {
    await declare('q');
    const keyed = messages(0, 2_000).map((one) => ({ ...one, key: one.id }));
    await bus.publish('p', keyed, '1');
    const seen: string[] = [];
    const handle = async ({ id }: Message) => {
      if (Number(id) < 1_999) throw new Error('down');
      seen.push(id);
    };
    const consumer = await bus.consume({ queue: 'q', topics: ['t'], retry: [60_000], signal }, handle);
    await until(() => seen.length === 1);
    expect(consumer.backlog()).toBe(1_999);
  });

  it('falls back to reading when more is published than it holds in memory, and catches up', async () => {
    const gate = Promise.withResolvers<void>();
    let handled = 0;
    const consumer = await bus.consume({ queue: 'q', topics: ['t'], signal }, async () => {
      await gate.promise;
      handled += 1;
    });
    for (let batch = 0; batch < 6; batch += 1)
      await bus.publish('p', messages(batch * 2_500, 2_500), String(batch));
    expect(consumer.backlog()).toBe(15_000);
    gate.resolve();
    await until(() => handled === 15_000);
    expect(consumer.backlog()).toBe(0);
  });

  it('deletes what every queue has behind it, and never gives a sequence twice', async () => {
    await declare('slow');
    let handled = 0;
    const handle = async () => void (handled += 1);
    await bus.consume({ queue: 'quick', topics: ['t'], signal }, handle);
    await bus.publish('p', messages(0, 2_500), '1');
    await until(() => handled === 2_500);
    await bus.close();
    expect(stored()).toBe(2_500);

    bus = new EmbeddedMessageBus(folder);
    await bus.consume({ queue: 'slow', topics: ['t'], signal }, handle);
    await until(() => handled === 5_000);
    await bus.close();
    bus = new EmbeddedMessageBus(folder);
    await bus.consume({ queue: 'slow', topics: ['t'], signal }, handle);
    await bus.publish('p', messages(2_500, 2_500), '2');
    await until(() => handled === 7_500);
    await bus.close();
    expect(stored()).toBeLessThanOrEqual(2_500);

    bus = new EmbeddedMessageBus(folder);
    await bus.consume({ queue: 'quick', topics: ['t'], signal }, handle);
    await until(() => handled === 10_000);
  });

  it('keeps no message that no queue wants, but the progress', async () => {
    await bus.publish('p', messages(0, 10), '7');
    expect(await bus.published('p')).toBe('7');
    await bus.close();
    expect(stored()).toBe(0);
  });

  it('rejects a publication that cannot be written, without its progress, and none beside it', async () => {
    await declare('q');
    const circular: Record<string, unknown> = { type: 't' };
    circular['self'] = circular;
    const [good] = messages(0, 1);
    if (!good) throw new Error('no message');
    const outcomes = await Promise.allSettled([
      bus.publish('bad', [{ ...good, event: { type: 't', ...circular } }], '1'),
      bus.publish('good', [good], '1'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(await bus.published('bad')).toBeUndefined();
    expect(await bus.published('good')).toBe('1');
  });

  it('refuses a second consumer of a queue, and takes one again when the first is done', async () => {
    const stop = new AbortController();
    const first = await bus.consume({ queue: 'q', topics: ['t'], signal: stop.signal }, async () => {});
    await expect(declare('q')).rejects.toThrow('has a consumer already');
    stop.abort();
    await first.done;
    await declare('q');
  });

  it('belongs to one process at a time', () => {
    expect(() => new EmbeddedMessageBus(folder)).toThrow(BusUnavailable);
  });

  it('is opened by its URL, in a folder or in memory', async () => {
    const inMemory = await openMessageBus('embedded:');
    await inMemory.publish('p', [], '1');
    expect(await inMemory.published('p')).toBe('1');
    await inMemory.close();
    const elsewhere = await openMessageBus(`embedded:${join(folder, 'deep', 'down')}`);
    await elsewhere.close();
    await expect(openMessageBus('kafka://localhost')).rejects.toThrow("No message bus is known for 'kafka:'");
  });
});

function messages(from: number, count: number): readonly Message[] {
  const actor = { kind: 'system', id: 'spec' } as const;
  const at = '2026-03-01T09:00:00.000Z';
  const meta = { commandId: 'c', correlationId: 'c', causationId: 'c', actor, occurredAt: at };
  const envelope = { id: 'e', stream: 'order-1', revision: 0, position: '1', recordedAt: at, meta };
  return Array.from({ length: count }, (_, index) => ({
    id: String(from + index),
    topic: 't',
    key: 'k',
    event: { type: 't' },
    envelope,
  }));
}
