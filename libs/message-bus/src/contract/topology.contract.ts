import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { QueueUnknown } from '../message-bus.js';
import { CANCELLED, eventually, Fixture, message, PLACED, type Prepare } from './fixture.contract.js';

/** Which queues there are, and what they collect. */
export function topologyContract(prepare: Prepare): void {
  describe('its queues', () => {
    let on: Fixture;

    beforeEach(async () => {
      on = await Fixture.prepare(prepare);
    });

    afterEach(() => on.discard());

    const declare = (queue: string, ...topics: readonly string[]) => on.bus.declare([{ queue, topics }]);
    const waiting = async () => {
      const states = await on.bus.queues();
      return Object.fromEntries(states.map((state) => [state.queue, state.waiting]));
    };

    it('collect from their declaration on, without a consumer', async () => {
      await on.publish('before');
      await declare('inventory.stock', PLACED);
      await on.publish('a');
      await on.reopen();
      await on.publish('b');
      const receiver = await on.receive('inventory.stock');
      expect((await receiver.count(2)).ids).toEqual(['a', 'b']);
    });

    it('may be declared again and again', async () => {
      await declare('inventory.stock', PLACED, CANCELLED);
      await on.publish('a');
      await declare('inventory.stock', CANCELLED, PLACED, PLACED);
      await on.reopen();
      await declare('inventory.stock', PLACED, CANCELLED);
      await on.publish('b');
      const receiver = await on.receive('inventory.stock');
      expect((await receiver.count(2)).ids).toEqual(['a', 'b']);
    });

    it('collect other topics from a new declaration on, and keep what they have', async () => {
      await declare('inventory.stock', PLACED);
      await on.bus.publish([message('a'), message('b', { topic: CANCELLED })]);
      await declare('inventory.stock', CANCELLED);
      await on.bus.publish([message('c'), message('d', { topic: CANCELLED })]);
      await on.reopen();
      await on.bus.publish([message('e'), message('f', { topic: CANCELLED })]);
      const receiver = await on.receive('inventory.stock');
      expect((await receiver.count(3)).ids).toEqual(['a', 'd', 'f']);
    });

    it('collect another topic while they have a consumer', async () => {
      await declare('inventory.stock', PLACED);
      const receiver = await on.receive('inventory.stock');
      await declare('inventory.stock', PLACED, CANCELLED);
      await on.bus.publish([message('a', { topic: CANCELLED }), message('b')]);
      expect((await receiver.count(2)).ids).toEqual(['a', 'b']);
    });

    it('take what is sent to one of them, whatever its topics', async () => {
      await declare('inventory.stock', PLACED);
      await declare('payments.orders', PLACED);
      const stock = await on.receive('inventory.stock');
      const orders = await on.receive('payments.orders');
      await on.publish('a');
      await on.bus.send('inventory.stock', [message('b', { topic: 'never.Declared' }), message('c')]);
      await on.publish('d');
      expect((await stock.count(4)).ids).toEqual(['a', 'b', 'c', 'd']);
      expect((await orders.count(2)).ids).toEqual(['a', 'd']);
    });

    it('keep what was sent to them across a restart', async () => {
      await declare('inventory.stock');
      await on.bus.send('inventory.stock', [message('a')]);
      await on.reopen();
      const receiver = await on.receive('inventory.stock');
      expect((await receiver.count(1)).ids).toEqual(['a']);
    });

    it('are unknown until they are declared', async () => {
      await expect(on.bus.send('nobody', [message('a')])).rejects.toBeInstanceOf(QueueUnknown);
      await expect(on.receive('nobody')).rejects.toBeInstanceOf(QueueUnknown);
      expect(await on.bus.remove('nobody')).toBe(false);
      expect(await on.bus.queues()).toEqual([]);
    });

    it('are listed with their topics and what waits in them, also when nobody declares them any more', async () => {
      await declare('inventory.stock', PLACED);
      await declare('payments.orders', PLACED, CANCELLED);
      await on.publish('a', 'b', 'c');
      await on.reopen();
      await declare('payments.orders', PLACED, CANCELLED);
      const receiver = await on.receive('payments.orders');
      await receiver.count(3);
      receiver.ack('b');
      await eventually(async () => (await waiting())['payments.orders'] === 2);
      expect(await waiting()).toEqual({ 'inventory.stock': 3, 'payments.orders': 2 });
      const states = await on.bus.queues();
      const topicsOf = (name: string) => states.find(({ queue }) => queue === name)?.topics.toSorted();
      expect(topicsOf('inventory.stock')).toEqual([PLACED]);
      expect(topicsOf('payments.orders')).toEqual([CANCELLED, PLACED]);
      await on.publish('d');
      await eventually(async () => (await waiting())['payments.orders'] === 3);
    });

    it('are removed with their messages, and begin empty when they are declared again', async () => {
      await declare('inventory.stock', PLACED);
      await declare('payments.orders', PLACED);
      await on.publish('a');
      expect(await on.bus.remove('inventory.stock')).toBe(true);
      expect(await on.bus.remove('inventory.stock')).toBe(false);
      await on.publish('b');
      expect((await on.bus.queues()).map(({ queue }) => queue)).toEqual(['payments.orders']);
      await on.reopen();
      await declare('inventory.stock', PLACED);
      await on.publish('c');
      expect((await (await on.receive('inventory.stock')).count(1)).ids).toEqual(['c']);
      expect((await (await on.receive('payments.orders')).count(3)).ids).toEqual(['a', 'b', 'c']);
    });

    it('are not removed while they have a consumer', async () => {
      await declare('inventory.stock', PLACED);
      const receiver = await on.receive('inventory.stock');
      await expect(on.bus.remove('inventory.stock')).rejects.toThrow('inventory.stock');
      await on.publish('a');
      await receiver.count(1);
      await receiver.stop();
      expect(await on.bus.remove('inventory.stock')).toBe(true);
    });

    it('have one consumer per bus object', async () => {
      await declare('inventory.stock', PLACED);
      const first = await on.receive('inventory.stock');
      await expect(on.receive('inventory.stock')).rejects.toThrow('inventory.stock');
      await first.stop();
      await on.publish('a');
      expect((await (await on.receive('inventory.stock')).count(1)).ids).toEqual(['a']);
    });
  });
}
