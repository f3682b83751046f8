import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { eventually, message, numbers, PLACED, Receiver } from './contract/fixture.contract.js';
import { Broker } from './embedded/broker.js';
import { Database } from './embedded/database.js';
import { SparePages } from './embedded/spare-pages.js';
import { messageBusContract } from './message-bus.contract.js';
import { EmbeddedMessageBus } from './message-bus.embedded.js';
import { BusUnavailable, type Delivery, type MessageBus } from './message-bus.js';

jest.setTimeout(30_000);

messageBusContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bus-'));
  const clients: EmbeddedMessageBus[] = [];
  let database: Database;
  const openMedium = () => new EmbeddedMessageBus(new Broker((database = new Database(folder)), 0));
  return {
    open: async () => {
      const troubles = await Promise.all(clients.map((client) => client.trouble()));
      const open = clients.find((_, index) => troubles[index] !== 'The message bus is closed.');
      const bus = open?.connect() ?? openMedium();
      clients.push(bus);
      return bus;
    },
    interrupt: async () => {
      database.exec('PRAGMA query_only = ON');
      return async () => database.exec('PRAGMA query_only = OFF');
    },
    discard: () => rm(folder, { recursive: true }),
  };
});

describe('The embedded message bus', () => {
  let folder: string;
  let database: Database;
  let bus: EmbeddedMessageBus;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bus-'));
    database = new Database(folder);
    bus = new EmbeddedMessageBus(new Broker(database, 0));
    await bus.declare([{ queue: 'q', topics: [PLACED] }]);
  });

  afterEach(async () => {
    await bus.close();
    await rm(folder, { recursive: true });
  });

  const publish = (ids: readonly string[]) => bus.publish(ids.map((id) => message(id)));
  const waiting = async () => (await bus.queues()).find(({ queue }) => queue === 'q')?.waiting;
  const rows = () => database.prepare<[number]>('SELECT count(*) FROM queue_1').get()?.[0];
  const fileBytes = () => statSync(join(folder, 'bus.db')).size + statSync(join(folder, 'bus.db-wal')).size;

  /** A bus on copies of the files, as a crash at this moment would leave them. */
  const afterCrash = (): MessageBus => {
    const copy = join(folder, `crash-${Math.random()}`);
    mkdirSync(copy);
    for (const file of ['bus.db', 'bus.db-wal']) copyFileSync(join(folder, file), join(copy, file));
    return new EmbeddedMessageBus(copy, { storeAfterMs: 0 });
  };

  describe('that stores late', () => {
    const late = async (storeAfterMs: number) => {
      await bus.close();
      database = new Database(folder);
      bus = new EmbeddedMessageBus(new Broker(database, storeAfterMs));
      return bus;
    };

    it('never writes a message that is acknowledged before that', async () => {
      const other = await late(60_000);
      const deliveries: Delivery[] = [];
      await other.consume('q', { signal: new AbortController().signal }, (one) => deliveries.push(one));
      let isSafe = false;
      const published = other.publish([message('a'), message('b')]).then(() => (isSafe = true));
      await eventually(() => deliveries.length === 2);
      deliveries[0]?.ack();
      expect(isSafe).toBe(false);
      deliveries[1]?.ack();
      await published;
      expect(rows()).toBe(0);
    });

    it('writes a message that is not, and delivers it again after a crash', async () => {
      const other = await late(20);
      const deliveries: Delivery[] = [];
      await other.consume('q', { signal: new AbortController().signal }, (one) => deliveries.push(one));
      await other.publish([message('a'), message('b')]);
      expect(rows()).toBe(2);
      const crashed = afterCrash();
      expect((await (await Receiver.start(crashed, 'q')).count(2)).ids).toEqual(['a', 'b']);
      await crashed.close();
    });

    it('writes at once what a consumer has no room for', async () => {
      const other = await late(60_000);
      const deliveries: Delivery[] = [];
      const options = { capacity: 1, signal: new AbortController().signal };
      await other.consume('q', options, (one) => deliveries.push(one));
      await other.publish([message('a'), message('b')]);
      expect(rows()).toBe(2);
      deliveries[0]?.ack();
      await eventually(() => deliveries.length === 2);
      expect(deliveries.map((one) => one.message.id)).toEqual(['a', 'b']);
    });
  });

  it('delivers the very objects that were published while a consumer keeps up', async () => {
    const receiver = await Receiver.start(bus, 'q');
    const sent = [message('a'), message('b')];
    await bus.publish(sent);
    await receiver.count(2);
    expect(receiver.messages[0]).toBe(sent[0]);
    expect(receiver.messages[1]).toBe(sent[1]);
  });

  it('delivers the very objects again after a consumer has caught up', async () => {
    const receiver = await Receiver.start(bus, 'q', { capacity: 300, acknowledges: true });
    await publish(numbers(2_000));
    await receiver.count(2_000);
    const sent = message('last');
    await bus.publish([sent]);
    await receiver.count(2_001);
    expect(receiver.messages.at(-1)).toBe(sent);
  });

  it('delivers a long backlog while more is published, each message once and in order', async () => {
    await publish(numbers(3_000));
    const receiver = await Receiver.start(bus, 'q', { capacity: 5_000 });
    await receiver.count(500);
    await publish(numbers(300, 3_000));
    await receiver.count(3_300);
    expect(receiver.ids).toEqual(numbers(3_300));
  });

  it('leaves in the database what exceeds the capacity, and catches up', async () => {
    const receiver = await Receiver.start(bus, 'q');
    for (let from = 0; from < 5_000; from += 1_000) await publish(numbers(1_000, from));
    await receiver.count(1_000);
    expect(await waiting()).toBe(5_000);
    for (let done = 0; done < 5_000; done += 1_000) {
      await receiver.count(done + 1_000);
      receiver.ack(...numbers(1_000, done));
    }
    expect(receiver.ids).toEqual(numbers(5_000));
    expect(receiver.heldMax).toBe(1_000);
    expect(await waiting()).toBe(0);
  });

  it('has lost nothing that was published, and delivers again only what was not acknowledged, after a crash', async () => {
    const receiver = await Receiver.start(bus, 'q');
    await publish(numbers(6));
    const early = afterCrash();
    expect((await (await Receiver.start(early, 'q')).count(6)).ids).toEqual(numbers(6));
    await early.close();
    await receiver.count(6);
    receiver.ack('4', '0', '1');
    await eventually(async () => {
      const late = afterCrash();
      const [state] = await late.queues();
      const again = await (await Receiver.start(late, 'q')).count(state?.waiting ?? 0);
      await late.close();
      return again.ids.join() === '2,3,5';
    });
  });

  it('leaves a small file when 20,000 messages have been handled, though another queue is stuck', async () => {
    await bus.declare([{ queue: 'stuck', topics: ['rare'] }]);
    await bus.publish([message('r', { topic: 'rare' })]);
    for (let from = 0; from < 20_000; from += 2_000) await publish(numbers(2_000, from));
    await bus.publish([message('s', { topic: 'rare' })]);
    expect(fileBytes()).toBeGreaterThan(8_000_000);
    const receiver = await Receiver.start(bus, 'q');
    for (let done = 0; done < 20_000; done += 1_000) {
      await receiver.count(done + 1_000);
      for (const delivery of receiver.deliveries.slice(done)) delivery.ack();
    }
    const spare = new SparePages(database);
    await eventually(() => rows() === 0 && spare.count === 0);
    await bus.close();
    expect(statSync(join(folder, 'bus.db')).size).toBeLessThan(3_000_000);
    bus = new EmbeddedMessageBus(folder, { storeAfterMs: 0 });
    expect((await (await Receiver.start(bus, 'stuck')).count(2)).ids).toEqual(['r', 's']);
  });

  it('reuses the pages of handled messages', async () => {
    const receiver = await Receiver.start(bus, 'q', { acknowledges: true });
    for (let round = 0; round < 20; round += 1) {
      await publish(numbers(500));
      await receiver.count(500 * (round + 1));
      await eventually(() => rows() === 0);
    }
    await bus.close();
    expect(statSync(join(folder, 'bus.db')).size).toBeLessThan(1_000_000);
  });

  it('rejects a message that has no JSON, and none beside it', async () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const bad = { ...message('bad'), event: { type: PLACED, ...circular } };
    const outcomes = await Promise.allSettled([bus.publish([bad]), publish(['good'])]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect((await (await Receiver.start(bus, 'q')).count(1)).ids).toEqual(['good']);
    expect(await bus.trouble()).toBeUndefined();
  });

  it('is in trouble from a failed write until one succeeds, and tries one when it is asked', async () => {
    database.exec('PRAGMA query_only = ON');
    const outcomes = await Promise.allSettled([publish(['a']), publish(['b'])]);
    expect(outcomes).toEqual([
      { status: 'rejected', reason: expect.any(BusUnavailable) },
      { status: 'rejected', reason: expect.any(BusUnavailable) },
    ]);
    expect(await bus.trouble()).toContain(join(folder, 'bus.db'));
    await expect(bus.declare([{ queue: 'new', topics: [] }])).rejects.toBeInstanceOf(BusUnavailable);
    await expect(bus.remove('q')).rejects.toBeInstanceOf(BusUnavailable);
    database.exec('PRAGMA query_only = OFF');
    expect(await bus.trouble()).toBeUndefined();
    await publish(['c']);
    expect((await (await Receiver.start(bus, 'q')).count(1)).ids).toEqual(['c']);
    expect((await bus.queues()).map(({ queue }) => queue)).toEqual(['q']);
  });

  it('is in trouble while a queue cannot be read, and delivers when it can be read again', async () => {
    await publish(numbers(600));
    database.exec('ALTER TABLE queue_1 RENAME TO hidden');
    const receiver = await Receiver.start(bus, 'q');
    await eventually(async () => (await bus.trouble()) !== undefined);
    expect(await bus.trouble()).toMatch('The queue q cannot be read: no such table');
    database.exec('ALTER TABLE hidden RENAME TO queue_1');
    expect((await receiver.count(600)).ids).toEqual(numbers(600));
    expect(await bus.trouble()).toBeUndefined();
  });

  it('delivers what stands before a damaged row, and is in trouble', async () => {
    await publish(['a', 'b']);
    database.exec("UPDATE queue_1 SET message = '{' WHERE sequence = 2");
    const receiver = await Receiver.start(bus, 'q');
    await eventually(async () => (await bus.trouble()) !== undefined);
    expect(receiver.ids).toEqual(['a']);
  });

  it('is in trouble while acknowledgements cannot be stored, and stores them later', async () => {
    const receiver = await Receiver.start(bus, 'q');
    await publish(['a', 'b']);
    await receiver.count(2);
    database.exec('PRAGMA query_only = ON');
    receiver.ack('a');
    await eventually(async () => (await bus.trouble()) !== undefined);
    database.exec('PRAGMA query_only = OFF');
    await eventually(async () => (await bus.trouble()) === undefined);
    const late = afterCrash();
    expect((await (await Receiver.start(late, 'q')).count(1)).ids).toEqual(['b']);
    await late.close();
  });

  it('stores what was published in the turn in which it is closed', async () => {
    const published = publish(['a']);
    await bus.close();
    await published;
    bus = new EmbeddedMessageBus(folder, { storeAfterMs: 0 });
    expect((await (await Receiver.start(bus, 'q')).count(1)).ids).toEqual(['a']);
  });

  it('belongs to one process at a time', () => {
    expect(() => new EmbeddedMessageBus(folder, { storeAfterMs: 0 })).toThrow(BusUnavailable);
    expect(() => new EmbeddedMessageBus(folder, { storeAfterMs: 0 })).toThrow('is held by another process');
  });
});
