import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Collection } from '../collection.js';
import { ReadStoreRefused, StaleEpoch } from '../errors.js';
import type { ReadStore } from '../read-store.js';
import { deletion, summaries, summary, type Fixture, type Summary } from './fixture.contract.js';

export function twoClientsContract(fixture: Fixture): void {
  describe('two clients of one store', () => {
    let second: ReadStore;
    let theirs: Collection<Summary>;

    beforeEach(async () => {
      second = await fixture.another();
      theirs = await second.collection(summaries);
    });

    /** Adds one to a document's total, as often as others are faster; returns after it has succeeded. */
    async function increase(orders: Collection<Summary>, writer: string): Promise<void> {
      for (let attempt = 0; ; attempt += 1) {
        const [seen] = await orders.load(['o-1']);
        const total = (seen?.document?.total ?? 0) + 1;
        const next = summary('o-1', `${writer}-${total}-${attempt}`, seen?.fence, { total });
        if ((await orders.replace([next])).length === 0) return;
      }
    }

    it('lose nothing when they replace the same document', async () => {
      const rounds = async (orders: Collection<Summary>, writer: string) => {
        for (let round = 0; round < 50; round += 1) await increase(orders, writer);
      };
      await Promise.all([rounds(fixture.orders, 'first'), rounds(theirs, 'second')]);
      expect(await fixture.orders.get('o-1')).toEqual({ orderId: 'o-1', total: 100 });
      expect(await theirs.get('o-1')).toEqual({ orderId: 'o-1', total: 100 });
    });

    it('see at once what the other one has written', async () => {
      await fixture.put({ orderId: 'o-1', status: 'placed', customer: 'Anna' });
      expect(await theirs.get('o-1')).toMatchObject({ status: 'placed' });
      expect((await theirs.find({ text: 'anna', limit: 1 })).items).toHaveLength(1);
      await theirs.replace([summary('o-1', '2', '1', { status: 'shipped' })]);
      expect(await fixture.idsOf({ where: { status: { equals: 'shipped' } } })).toEqual(['o-1']);
      expect(await fixture.idsOf({ text: 'anna' })).toEqual([]);
    });

    it('see the tombstones of each other', async () => {
      expect(await theirs.replace([deletion('o-1', '1')])).toEqual([]);
      expect(await fixture.orders.load(['o-1'])).toEqual([{ id: 'o-1', document: undefined, fence: '1' }]);
      expect(await fixture.orders.replace([summary('o-1', '2')])).toEqual(['o-1']);
      expect(await fixture.orders.replace([deletion('o-1', '2')])).toEqual(['o-1']);
      expect(await fixture.orders.replace([summary('o-1', '2', '1')])).toEqual([]);
      expect(await theirs.replace([deletion('o-1', '3', '2')])).toEqual([]);
      expect(await theirs.purge(fixture.time + 1)).toBe(1);
      expect(await fixture.orders.replace([summary('o-1', '4')])).toEqual([]);
    });

    it('cannot both own a collection', async () => {
      await fixture.orders.claim(1);
      await fixture.orders.replace([], { position: '0005', epoch: 1 });
      expect(await theirs.claim(2)).toEqual({ position: '0005', epoch: 2 });
      const late = fixture.orders.replace([summary('o-1', '1')], { position: '0006', epoch: 1 });
      await expect(late).rejects.toBeInstanceOf(StaleEpoch);
      await theirs.replace([], { position: '0007', epoch: 2 });
      expect(await fixture.orders.progress()).toEqual({ position: '0007', epoch: 2 });
    });

    it('can open one collection at the same time', async () => {
      const definition = { ...summaries, name: 'orders.new' };
      const [first, other] = await Promise.all([
        fixture.store.collection(definition),
        second.collection(definition),
      ]);
      expect(await first.replace([summary('o-1', '1')])).toEqual([]);
      expect(await other.replace([summary('o-1', '1')])).toEqual(['o-1']);
      expect(await fixture.store.versions('orders.new')).toEqual([1]);
    });

    it('go on with a collection that the other one has dropped and opened again', async () => {
      await fixture.put({ orderId: 'o-1' });
      await fixture.orders.drop();
      expect(await second.versions(summaries.name)).toEqual([]);
      await fixture.store.collection(summaries);
      expect(await theirs.get('o-1')).toBeUndefined();
      expect(await theirs.replace([summary('o-1', '1')])).toEqual([]);
      expect(await theirs.count()).toBe(1);
    });

    it('are made from the same log', async () => {
      await Promise.all([fixture.store.bind('log-1'), second.bind('log-1')]);
      await expect(second.bind('log-2')).rejects.toBeInstanceOf(ReadStoreRefused);
    });
  });
}
