import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { message, Receiver } from '../contract/fixture.contract.js';
import { EmbeddedMessageBus } from '../message-bus.embedded.js';
import type { EventMessage } from '../message-bus.js';

const LAYOUT_1 = `
  CREATE TABLE messages (sequence INTEGER PRIMARY KEY, topic TEXT NOT NULL, queue TEXT, message TEXT NOT NULL);
  CREATE TABLE publishers (name TEXT PRIMARY KEY, through TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE queues (name TEXT PRIMARY KEY, cursor INTEGER NOT NULL, topics TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE parked (
    place INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, message TEXT NOT NULL,
    reason TEXT NOT NULL, attempts INTEGER NOT NULL, parked_at TEXT NOT NULL, UNIQUE (queue, id)
  );
`;

describe('A bus.db of layout 1', () => {
  let folder: string;
  let old: DatabaseSync;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bus-'));
    old = new DatabaseSync(join(folder, 'bus.db'));
    old.exec(LAYOUT_1);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const keep = (sequence: number, id: string, topic: string, queue: string | null = null) =>
    old
      .prepare('INSERT INTO messages VALUES (?, ?, ?, ?)')
      .run(sequence, topic, queue, JSON.stringify(oldMessage(id, topic)));
  const queue = (name: string, cursor: number, topics: Readonly<Record<string, number>>) =>
    old.prepare('INSERT INTO queues VALUES (?, ?, ?)').run(name, cursor, JSON.stringify(topics));

  it('keeps what was not delivered, per queue and in order, and delivers parked messages first', async () => {
    queue('quick', 4, { 'orders.A': 0 });
    queue('slow', 1, { 'orders.A': 0, 'stock.B': 3 });
    keep(1, 'delivered', 'orders.A');
    keep(2, 'a2', 'orders.A');
    keep(3, 'too-early', 'stock.B');
    keep(4, 'b4', 'stock.B');
    keep(5, 'redriven', 'orders.A', 'quick');
    keep(6, 'a6', 'orders.A');
    keep(7, 'nobodys', 'orders.C');
    old
      .prepare("INSERT INTO parked VALUES (1, 'slow', 'parked', ?, 'broken', 3, '2026-03-01T09:00:00.000Z')")
      .run(JSON.stringify(oldMessage('parked', 'orders.A')));
    old.close();

    for (const attempt of ['first', 'second']) {
      const bus = new EmbeddedMessageBus(folder, { storeAfterMs: 0 });
      const quick = await (await Receiver.start(bus, 'quick')).count(2);
      const slow = await (await Receiver.start(bus, 'slow')).count(4);
      expect([attempt, quick.ids, slow.ids]).toEqual([
        attempt,
        ['redriven', 'a6'],
        ['parked', 'a2', 'b4', 'a6'],
      ]);
      expect(quick.messages[1]).toEqual({ ...message('a6', { topic: 'orders.A' }), epoch: 0 });
      expect(slow.messages[2]).toMatchObject({ publisher: 'stock', topic: 'stock.B' });
      await bus.close();
    }
  });

  it('goes on collecting the topics that its queues had', async () => {
    queue('q', 0, { 'orders.A': 0, 'orders.B': 0 });
    old.close();
    const bus = new EmbeddedMessageBus(folder, { storeAfterMs: 0 });
    expect(await bus.queues()).toEqual([{ queue: 'q', topics: ['orders.A', 'orders.B'], waiting: 0 }]);
    await bus.publish([message('new', { topic: 'orders.B' })]);
    expect((await (await Receiver.start(bus, 'q')).count(1)).ids).toEqual(['new']);
    await bus.close();
  });
});

/** A message as the previous version wrote it. */
function oldMessage(id: string, topic: string): Omit<EventMessage, 'kind' | 'publisher' | 'epoch'> {
  const { kind: _kind, publisher: _publisher, epoch: _epoch, ...old } = message(id, { topic });
  return old;
}
