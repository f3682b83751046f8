import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BusUnavailable,
  Unprocessable,
  type Consumer,
  type Message,
  type MessageBus,
  type QueueOptions,
} from './message-bus.js';

/** How the suite gets at a bus: empty at first, then the same one again after it was closed. */
export interface BusUnderTest {
  open(): Promise<MessageBus>;
  discard(): Promise<void>;
}

/** What every message bus promises. */
export function messageBusContract(name: string, prepare: () => Promise<BusUnderTest>): void {
  describe(`${name}, as a message bus`, () => {
    let under: BusUnderTest;
    let bus: MessageBus;
    let stop: AbortController;
    let sent: number;

    beforeEach(async () => {
      under = await prepare();
      bus = await under.open();
      stop = new AbortController();
      sent = 0;
    });

    afterEach(async () => {
      await bus.close();
      await under.discard();
    });

    const publish = async (...messages: Message[]) => {
      sent += messages.length;
      await bus.publish('orders', messages, String(sent).padStart(16, '0'));
    };

    const consume = (
      handle: (message: Message) => Promise<void>,
      options: Partial<QueueOptions> = {},
    ): Promise<Consumer> =>
      bus.consume(
        { queue: 'inventory.sagas', topics: [PLACED], retry: [5, 5], signal: stop.signal, ...options },
        handle,
      );

    const collect = async (options: Partial<QueueOptions> = {}) => {
      const seen: string[] = [];
      const consumer = await consume(async ({ id }) => void seen.push(id), options);
      return { seen, consumer };
    };

    const restart = async () => {
      await bus.close();
      bus = await under.open();
      stop = new AbortController();
    };

    it('hands every message of its topics to every queue', async () => {
      const one = await collect({ queue: 'one' });
      const two = await collect({ queue: 'two', topics: [PLACED, CANCELLED] });
      await publish(
        message('a'),
        message('b', 'k', CANCELLED),
        message('c', 'k', 'orders.OrderShipped'),
        message('d'),
      );
      await eventually(() => one.seen.length === 2 && two.seen.length === 3);
      expect(one.seen.toSorted()).toEqual(['a', 'd']);
      expect(two.seen.toSorted()).toEqual(['a', 'b', 'd']);
    });

    it('hands over the message as it was published', async () => {
      const seen: Message[] = [];
      await consume(async (one) => void seen.push(one));
      await publish(message('a', 'straße-✓'));
      await eventually(() => seen.length === 1);
      expect(seen).toEqual([message('a', 'straße-✓')]);
    });

    it('keeps the order of each key, however long each message takes', async () => {
      const seen = new Map<string, number[]>();
      let left = 60;
      await consume(
        async ({ id, key }) => {
          await pause((Number(id) * 7) % 4);
          seen.set(key, [...(seen.get(key) ?? []), Number(id)]);
          left -= 1;
        },
        { window: () => 16 },
      );
      for (let batch = 0; batch < 6; batch += 1) {
        await publish(...range(10).map((n) => message(String(batch * 10 + n), `key-${n % 3}`)));
      }
      await eventually(() => left === 0);
      for (const ids of seen.values()) expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    });

    it('has several keys in hand at a time, and never more than the window', async () => {
      let inHand = 0;
      let most = 0;
      let handled = 0;
      const handle = async () => {
        inHand += 1;
        most = Math.max(most, inHand);
        await pause(5);
        inHand -= 1;
        handled += 1;
      };
      await consume(handle, { window: () => 3 });
      await publish(...range(12).map((n) => message(String(n), String(n))));
      await eventually(() => handled === 12);
      expect(most).toBe(3);
    });

    it('tries a message again until it is handled', async () => {
      const tries: string[] = [];
      await consume(async ({ id }) => {
        tries.push(id);
        if (tries.length < 3) throw new Error('not yet');
      });
      await publish(message('a'));
      await eventually(() => tries.length === 3);
      await pause(20);
      expect(tries).toEqual(['a', 'a', 'a']);
      expect(await bus.parked()).toEqual([]);
    });

    it('holds up only the key of a message that is tried again', async () => {
      const seen: string[] = [];
      let broken = true;
      const handle = async ({ id }: Message) => {
        if (id === 'a1' && broken) throw new Error('not yet');
        seen.push(id);
      };
      await consume(handle, { retry: range(1_000).map(() => 5) });
      await publish(message('a1', 'a'), message('a2', 'a'), message('b1', 'b'), message('b2', 'b'));
      await eventually(() => seen.length === 2);
      await publish(message('b3', 'b'));
      await eventually(() => seen.length === 3);
      expect(seen).toEqual(['b1', 'b2', 'b3']);
      broken = false;
      await eventually(() => seen.length === 5);
      expect(seen.slice(3)).toEqual(['a1', 'a2']);
    });

    it('parks a message after its last try, with the reason, and lets the rest of its key pass', async () => {
      const seen: string[] = [];
      await consume(async ({ id }) => {
        seen.push(id);
        if (id === 'a') throw new Error('the carrier is on strike');
      });
      await publish(message('a'), message('b'));
      await eventually(() => seen.includes('b'));
      expect(seen).toEqual(['a', 'a', 'a', 'b']);
      const [parked, ...others] = await bus.parked('inventory.sagas');
      expect(others).toEqual([]);
      expect(parked).toMatchObject({
        queue: 'inventory.sagas',
        message: message('a'),
        reason: 'the carrier is on strike',
        attempts: 3,
      });
      expect(parked?.parkedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(await bus.parked('another')).toEqual([]);
    });

    it('parks at once what no further try can help', async () => {
      let tries = 0;
      await consume(async () => {
        tries += 1;
        throw new Unprocessable('there is no such SKU');
      });
      await publish(message('a'));
      await eventually(async () => (await bus.parked()).length === 1);
      expect(tries).toBe(1);
      expect((await bus.parked())[0]).toMatchObject({ reason: 'there is no such SKU', attempts: 1 });
    });

    it('keeps what is parked across a restart, oldest first', async () => {
      await consume(async ({ id }) => Promise.reject(new Unprocessable(id)), { window: () => 1 });
      await publish(message('a'), message('b'), message('c'));
      await eventually(async () => (await bus.parked()).length === 3);
      await restart();
      expect((await bus.parked()).map(({ reason }) => reason)).toEqual(['a', 'b', 'c']);
    });

    it('hands a parked message out again, to its own queue only', async () => {
      const elsewhere = await collect({ queue: 'elsewhere' });
      let broken = true;
      const seen: string[] = [];
      await consume(async ({ id }) => {
        if (broken) throw new Unprocessable('broken');
        seen.push(id);
      });
      await publish(message('a'));
      await eventually(async () => (await bus.parked()).length === 1);
      broken = false;
      expect(await bus.redrive('inventory.sagas', 'a')).toBe(true);
      await eventually(() => seen.length === 1);
      expect(await bus.parked()).toEqual([]);
      expect(await bus.redrive('inventory.sagas', 'a')).toBe(false);
      expect(await bus.redrive('elsewhere', 'a')).toBe(false);
      expect(elsewhere.seen).toEqual(['a']);
    });

    it('hands a redriven message out after a restart when nobody consumed it', async () => {
      const consumer = await consume(async () => Promise.reject(new Unprocessable('broken')));
      await publish(message('a'));
      await eventually(async () => (await bus.parked()).length === 1);
      stop.abort();
      await consumer.done;
      expect(await bus.redrive('inventory.sagas', 'a')).toBe(true);
      await restart();
      const { seen } = await collect();
      await eventually(() => seen.length === 1);
    });

    it('forgets a parked message that is dropped', async () => {
      await consume(async () => Promise.reject(new Unprocessable('broken')));
      await publish(message('a'));
      await eventually(async () => (await bus.parked()).length === 1);
      expect(await bus.drop('inventory.sagas', 'a')).toBe(true);
      expect(await bus.drop('inventory.sagas', 'a')).toBe(false);
      expect(await bus.parked()).toEqual([]);
    });

    it('collects for a queue while nobody consumes it, from its first declaration on', async () => {
      await publish(message('before'));
      const { consumer } = await collect();
      stop.abort();
      await consumer.done;
      await publish(message('a'), message('b'));
      await restart();
      await publish(message('c'));
      const { seen } = await collect();
      await eventually(() => seen.length === 3);
      await pause(10);
      expect(seen).toEqual(['a', 'b', 'c']);
    });

    it('does not hand out again what was handled before it was closed', async () => {
      const first = await collect();
      await publish(message('a'), message('b'));
      await eventually(() => first.seen.length === 2);
      await restart();
      const second = await collect();
      await publish(message('c'));
      await eventually(() => second.seen.length === 1);
      expect(second.seen).toEqual(['c']);
    });

    it('hands out again, in order, what was not handled before it was closed', async () => {
      let tries = 0;
      const handle = async () => {
        tries += 1;
        throw new Error('down');
      };
      await consume(handle, { retry: [60_000] });
      await publish(message('a1', 'a'), message('a2', 'a'));
      await eventually(() => tries === 1);
      await restart();
      const { seen } = await collect();
      await eventually(() => seen.length === 2);
      expect(seen).toEqual(['a1', 'a2']);
    });

    it('collects a topic that a queue adds from then on', async () => {
      const first = await collect();
      await publish(message('a', 'k', CANCELLED));
      stop.abort();
      await first.consumer.done;
      await publish(message('b'), message('c', 'k', CANCELLED));
      stop = new AbortController();
      const { seen } = await collect({ topics: [PLACED, CANCELLED] });
      await publish(message('d', 'k', CANCELLED));
      await eventually(() => seen.length === 2);
      expect(seen).toEqual(['b', 'd']);
    });

    it("remembers each publisher's progress together with its messages", async () => {
      expect(await bus.published('orders')).toBeUndefined();
      const { consumer } = await collect();
      stop.abort();
      await consumer.done;
      await bus.publish('orders', [message('a')], '0001');
      await bus.publish('orders', [], '0002');
      await bus.publish('payments', [], '0007');
      await restart();
      expect(await bus.published('orders')).toBe('0002');
      expect(await bus.published('payments')).toBe('0007');
      const { seen } = await collect();
      await eventually(() => seen.length === 1);
    });

    it('keeps the order of publishing when several calls are under way', async () => {
      const { seen } = await collect();
      await Promise.all(range(20).map((n) => publish(message(String(n)))));
      expect(await bus.published('orders')).toBe('0000000000000020');
      await eventually(() => seen.length === 20);
      expect(seen).toEqual(range(20).map(String));
    });

    it('lets what is in hand finish when the signal aborts, and starts nothing more', async () => {
      const finish = Promise.withResolvers<void>();
      const started: string[] = [];
      const finished: string[] = [];
      const handle = async ({ id }: Message) => {
        started.push(id);
        await finish.promise;
        finished.push(id);
      };
      const consumer = await consume(handle, { window: () => 2 });
      await publish(message('a', 'a'), message('b', 'b'), message('c', 'c'));
      await eventually(() => started.length === 2);
      stop.abort();
      let done = false;
      void consumer.done.then(() => (done = true));
      await pause(10);
      expect(done).toBe(false);
      finish.resolve();
      await consumer.done;
      expect(finished.toSorted()).toEqual(['a', 'b']);
      stop = new AbortController();
      const { seen } = await collect();
      await eventually(() => seen.length === 1);
      expect(seen).toEqual(['c']);
    });

    it('tells how much is not handled yet', async () => {
      const finish = Promise.withResolvers<void>();
      const consumer = await consume(() => finish.promise, { window: () => 1 });
      expect(consumer.backlog()).toBe(0);
      await publish(message('a'), message('b'), message('c'));
      await eventually(() => consumer.backlog() === 3);
      finish.resolve();
      await eventually(() => consumer.backlog() === 0);
    });

    it('is not in trouble while it works, and refuses everything once it is closed', async () => {
      expect(await bus.trouble()).toBeUndefined();
      await bus.close();
      await expect(publish(message('a'))).rejects.toBeInstanceOf(BusUnavailable);
      await expect(collect()).rejects.toBeInstanceOf(BusUnavailable);
      await expect(bus.published('orders')).rejects.toBeInstanceOf(BusUnavailable);
      await expect(bus.parked()).rejects.toBeInstanceOf(BusUnavailable);
      await expect(bus.redrive('inventory.sagas', 'a')).rejects.toBeInstanceOf(BusUnavailable);
      expect(await bus.trouble()).toBeDefined();
    });
  });
}

const PLACED = 'orders.OrderPlaced';
const CANCELLED = 'orders.OrderCancelled';

function message(id: string, key = 'k', topic = PLACED): Message {
  return {
    id,
    topic,
    key,
    event: { type: topic },
    envelope: {
      id,
      stream: `order-${key}`,
      revision: 0,
      position: '0000000000000001',
      recordedAt: '2026-03-01T09:00:00.000Z',
      meta: {
        commandId: id,
        correlationId: id,
        causationId: id,
        actor: { kind: 'system', id: 'contract' },
        occurredAt: '2026-03-01T09:00:00.000Z',
      },
    },
  };
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Still not so after 4 seconds: ${condition.toString()}`);
    await pause(2);
  }
}
