import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BusUnavailable, type Message } from '../message-bus.js';
import {
  CANCELLED,
  eventually,
  Fixture,
  message,
  numbers,
  PLACED,
  type Prepare,
} from './fixture.contract.js';

/** What becomes of messages. */
export function carryingContract(prepare: Prepare): void {
  describe('carrying messages', () => {
    let on: Fixture;

    beforeEach(async () => {
      on = await Fixture.prepare(prepare);
      await on.bus.declare([{ queue: 'inventory.stock', topics: [PLACED] }]);
    });

    afterEach(() => on.discard());

    it('delivers every message to every queue that collects its topic', async () => {
      await on.bus.declare([{ queue: 'payments.orders', topics: [PLACED, CANCELLED] }]);
      const stock = await on.receive('inventory.stock');
      const orders = await on.receive('payments.orders');
      await on.bus.publish([
        message('a'),
        message('b', { topic: CANCELLED }),
        message('c', { topic: 'orders.OrderShipped' }),
        message('d'),
      ]);
      expect((await stock.count(2)).ids).toEqual(['a', 'd']);
      expect((await orders.count(3)).ids).toEqual(['a', 'b', 'd']);
    });

    it('delivers in the order of publication, also of calls that overlap', async () => {
      const receiver = await on.receive('inventory.stock', { acknowledges: true });
      await Promise.all(numbers(20).map((n) => on.publish(`${n}-0`, `${n}-1`)));
      await on.publish(...numbers(500));
      const overlapping = numbers(20).flatMap((n) => [`${n}-0`, `${n}-1`]);
      expect((await receiver.count(540)).ids).toEqual([...overlapping, ...numbers(500)]);
    });

    it.each([
      ['an event', { ...message('a', { key: 'straße-✓' }), backfill: 'b-1' }],
      ['a mark', { ...carried(), kind: 'mark', position: '0000000000000042' }],
      [
        'a request',
        { ...carried(), kind: 'backfill-request', backfill: 'b-1', queue: 'q', topics: [PLACED] },
      ],
      ['the end of a backfill', { ...carried(), kind: 'backfill-end', backfill: 'b-1', position: '7' }],
    ] satisfies [string, Message][])(
      'delivers %s unchanged, at once and after a restart',
      async (_, sent) => {
        const first = await on.receive('inventory.stock');
        await on.bus.publish([sent]);
        expect((await first.count(1)).messages).toEqual([sent]);
        await on.reopen();
        const second = await on.receive('inventory.stock');
        expect((await second.count(1)).messages).toEqual([sent]);
      },
    );

    it('has stored a message when publishing it resolves', async () => {
      await on.publish('a', 'b');
      await on.reopen();
      const receiver = await on.receive('inventory.stock');
      expect((await receiver.count(2)).ids).toEqual(['a', 'b']);
    });

    it('takes acknowledgements in any order, and delivers the rest again in order', async () => {
      const first = await on.receive('inventory.stock');
      await on.publish(...numbers(8));
      await first.count(8);
      first.ack('6', '1', '4', '0');
      await on.reopen();
      const second = await on.receive('inventory.stock');
      expect((await second.count(4)).ids).toEqual(['2', '3', '5', '7']);
    });

    it('takes an acknowledgement twice', async () => {
      const first = await on.receive('inventory.stock');
      await on.publish('a', 'b');
      await first.count(2);
      first.ack('a', 'a');
      await first.stop();
      const second = await on.receive('inventory.stock');
      expect((await second.count(1)).ids).toEqual(['b']);
    });

    it('delivers again to the next consumer what the previous one did not acknowledge', async () => {
      const first = await on.receive('inventory.stock', { capacity: 2 });
      await on.publish('a', 'b', 'c');
      await first.count(2);
      first.ack('a');
      await first.count(3);
      await first.stop();
      await on.publish('d');
      const second = await on.receive('inventory.stock');
      expect((await second.count(3)).ids).toEqual(['b', 'c', 'd']);
      expect(first.ids).toEqual(['a', 'b', 'c']);
    });

    it('does not deliver again what was acknowledged before it was closed', async () => {
      const first = await on.receive('inventory.stock', { acknowledges: true });
      await on.publish('a', 'b');
      await first.count(2);
      await on.reopen();
      const second = await on.receive('inventory.stock');
      await on.publish('c');
      expect((await second.count(1)).ids).toEqual(['c']);
    });

    it('delivers nothing after the signal has aborted, though more is ready', async () => {
      await on.publish('a', 'b', 'c');
      const stopping = new AbortController();
      const seen: string[] = [];
      const consumer = await on.bus.consume('inventory.stock', { signal: stopping.signal }, (delivery) => {
        seen.push(delivery.message.id);
        delivery.ack();
        if (seen.length === 2) stopping.abort();
      });
      await consumer.done;
      await on.publish('d');
      const next = await on.receive('inventory.stock');
      expect((await next.count(2)).ids).toEqual(['c', 'd']);
      expect(seen).toEqual(['a', 'b']);
    });

    it('delivers nothing of a batch after the signal has aborted in the middle', async () => {
      const stopping = new AbortController();
      const seen: string[] = [];
      const options = { signal: stopping.signal };
      const consumer = await on.bus.consume('inventory.stock', options, (delivery) => {
        seen.push(delivery.message.id);
        stopping.abort();
      });
      await on.publish('a', 'b');
      await consumer.done;
      const next = await on.receive('inventory.stock');
      expect((await next.count(2)).ids).toEqual(['a', 'b']);
      expect(seen).toEqual(['a']);
    });

    it('accepts an acknowledgement of a delivery after the bus was closed', async () => {
      const receiver = await on.receive('inventory.stock');
      await on.publish('a');
      await receiver.count(1);
      await on.bus.close();
      expect(() => receiver.ack('a')).not.toThrow();
    });

    it('delivers no more than the capacity before an acknowledgement', async () => {
      const receiver = await on.receive('inventory.stock', { capacity: 3 });
      await on.publish(...numbers(10));
      for (let done = 0; done < 10; done += 1) {
        await receiver.count(Math.min(10, done + 3));
        receiver.ack(String(done));
      }
      expect(receiver.ids).toEqual(numbers(10));
      expect(receiver.heldMax).toBe(3);
    });

    it('goes on past a message that is not acknowledged for long', async () => {
      const receiver = await on.receive('inventory.stock', { capacity: 2 });
      await on.publish(...numbers(50));
      for (let done = 1; done < 50; done += 1) {
        await receiver.count(done + 1);
        receiver.ack(String(done));
      }
      expect(receiver.ids).toEqual(numbers(50));
    });

    it('carries on after the medium has failed', async () => {
      const receiver = await on.receive('inventory.stock');
      await on.publish('a');
      const mend = await on.medium.interrupt();
      await expect(on.publish('b')).rejects.toBeInstanceOf(BusUnavailable);
      expect(await on.bus.trouble()).toBeDefined();
      await mend();
      await eventually(async () => (await on.bus.trouble()) === undefined);
      await on.publish('b');
      await eventually(() => receiver.ids.includes('b'));
      expect([...new Set(receiver.ids)]).toEqual(['a', 'b']);
    });

    it('is not in trouble while it works, and refuses everything once it is closed', async () => {
      expect(await on.bus.trouble()).toBeUndefined();
      await on.bus.close();
      await on.bus.close();
      await expect(on.publish('a')).rejects.toBeInstanceOf(BusUnavailable);
      await expect(on.bus.send('inventory.stock', [message('a')])).rejects.toBeInstanceOf(BusUnavailable);
      await expect(on.receive('inventory.stock')).rejects.toBeInstanceOf(BusUnavailable);
      await expect(on.bus.declare([])).rejects.toBeInstanceOf(BusUnavailable);
      await expect(on.bus.queues()).rejects.toBeInstanceOf(BusUnavailable);
      await expect(on.bus.remove('inventory.stock')).rejects.toBeInstanceOf(BusUnavailable);
      expect(await on.bus.trouble()).toBeDefined();
    });
  });
}

function carried() {
  return { id: 'a', topic: PLACED, key: 'orders', publisher: 'orders', epoch: 3 };
}
