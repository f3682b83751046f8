import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageBus } from '../message-bus.js';
import { CANCELLED, Fixture, message, PLACED, type Prepare } from './fixture.contract.js';

/** Several processes on one medium. */
export function clientsContract(prepare: Prepare): void {
  describe('with two clients', () => {
    let on: Fixture;
    let other: MessageBus;
    const topology = [
      { queue: 'inventory.stock', topics: [PLACED] },
      { queue: 'payments.orders', topics: [PLACED, CANCELLED] },
    ];

    beforeEach(async () => {
      on = await Fixture.prepare(prepare);
      other = await on.connect();
      await Promise.all([on.bus.declare(topology), other.declare(topology)]);
    });

    afterEach(() => on.discard());

    it('has each queue once when both declare the same topology', async () => {
      expect((await other.queues()).map(({ queue }) => queue).toSorted()).toEqual([
        'inventory.stock',
        'payments.orders',
      ]);
      const receiver = await on.receive('inventory.stock');
      await on.publish('a', 'b');
      expect((await receiver.count(2)).ids).toEqual(['a', 'b']);
    });

    it('delivers to the consumer of one what the other publishes or sends', async () => {
      const receiver = await on.receive('inventory.stock');
      await other.publish([message('a')]);
      await other.send('inventory.stock', [message('b')]);
      expect((await receiver.count(2)).ids).toEqual(['a', 'b']);
    });

    it('has one active consumer per queue, and the other takes over when that one ends', async () => {
      const active = await on.receive('inventory.stock');
      const standby = await on.receive('inventory.stock', {}, other);
      await on.publish('a', 'b', 'c');
      await active.count(3);
      active.ack('b');
      expect(standby.ids).toEqual([]);
      await active.stop();
      await other.publish([message('d')]);
      expect((await standby.count(3)).ids).toEqual(['a', 'c', 'd']);
      expect(active.ids).toEqual(['a', 'b', 'c']);
    });

    it('takes over when the other client is closed', async () => {
      await on.receive('inventory.stock');
      const standby = await on.receive('inventory.stock', {}, other);
      await on.publish('a');
      await on.bus.close();
      expect((await standby.count(1)).ids).toEqual(['a']);
    });

    it('passes over a consumer that ended while it stood by', async () => {
      const active = await on.receive('inventory.stock');
      const standby = await on.receive('inventory.stock', {}, other);
      await standby.stop();
      await on.publish('a');
      await active.count(1);
      await active.stop();
      const next = await on.receive('inventory.stock');
      expect((await next.count(1)).ids).toEqual(['a']);
      expect(standby.ids).toEqual([]);
    });

    it('consumes different queues at both', async () => {
      const here = await on.receive('inventory.stock');
      const there = await on.receive('payments.orders', {}, other);
      await on.bus.publish([message('a'), message('b', { topic: CANCELLED })]);
      expect((await here.count(1)).ids).toEqual(['a']);
      expect((await there.count(2)).ids).toEqual(['a', 'b']);
    });

    it('works on when the other client is closed', async () => {
      await on.bus.close();
      await other.publish([message('a')]);
      const receiver = await on.receive('inventory.stock', {}, other);
      expect((await receiver.count(1)).ids).toEqual(['a']);
      expect(await other.trouble()).toBeUndefined();
    });

    it('does not remove a queue that the other one consumes', async () => {
      await on.receive('inventory.stock');
      await expect(other.remove('inventory.stock')).rejects.toThrow('inventory.stock');
    });
  });
}
