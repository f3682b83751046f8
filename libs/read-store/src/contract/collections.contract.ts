import { describe, expect, it } from '@jest/globals';
import { deletion, summaries, summary, type Fixture } from './fixture.contract.js';

export function collectionsContract(fixture: Fixture): void {
  describe('a collection', () => {
    it('has versions beside each other, each with its own documents and checkpoint', async () => {
      await fixture.put({ orderId: 'o-1', status: 'placed' });
      const next = await fixture.store.collection({ ...summaries, version: 12 });
      await next.replace([summary('o-2', '1')], { position: '0009', epoch: 1 });
      expect(await fixture.store.versions(summaries.name)).toEqual([1, 12]);
      expect(await fixture.store.versions('orders.order')).toEqual([]);
      await fixture.store.collection({ ...summaries, name: 'inventory.stock' });
      expect(await fixture.store.collections()).toEqual([
        { name: 'inventory.stock', version: 1 },
        { name: summaries.name, version: 1 },
        { name: summaries.name, version: 12 },
      ]);
      expect(await fixture.orders.progress()).toBeUndefined();
      expect(await fixture.orders.count()).toBe(1);
      expect(await next.get('o-1')).toBeUndefined();
    });

    it('is gone when it is dropped, and begins anew when it is opened again', async () => {
      await fixture.put({ orderId: 'o-1', customer: 'Anna' });
      await fixture.orders.replace([deletion('o-2', '1')], { position: '0009', epoch: 1 });
      await fixture.orders.drop();
      expect(await fixture.store.versions(summaries.name)).toEqual([]);
      fixture.orders = await fixture.store.collection(summaries);
      expect(await fixture.orders.count()).toBe(0);
      expect(await fixture.orders.load(['o-1', 'o-2'])).toEqual([]);
      expect(await fixture.orders.progress()).toBeUndefined();
      expect(await fixture.idsOf({ text: 'anna' })).toEqual([]);
    });

    it('can be declared again with other fields and another search, and keeps what it holds', async () => {
      await fixture.put(
        { orderId: 'o-1', status: 'placed', customer: 'Anna' },
        { orderId: 'o-2', customer: 'Bob' },
      );
      await fixture.orders.replace([deletion('o-3', '1')], { position: '0009', epoch: 1 });
      const { name, version } = summaries;
      await fixture.restart({ name, version, fields: { customer: 'text' } });
      expect(await fixture.idsOf({ sort: { field: 'customer', descending: true } })).toEqual(['o-2', 'o-1']);
      await expect(fixture.idsOf({ where: { status: { equals: 'placed' } } })).rejects.toThrow(TypeError);
      await expect(fixture.idsOf({ text: 'anna' })).rejects.toThrow(TypeError);
      expect(await fixture.orders.progress()).toEqual({ position: '0009', epoch: 1 });
      expect(await fixture.orders.load(['o-3'])).toHaveLength(1);
      await fixture.restart({ ...summaries, fields: { customer: 'text', status: 'text' } });
      expect(await fixture.idsOf({ where: { status: { equals: 'placed' } }, text: 'anna' })).toEqual(['o-1']);
    });

    it('needs a name, a version and fields that a store can keep', async () => {
      const bad = [
        { name: 'Orders' },
        { name: '' },
        { name: 'a"b' },
        { version: 1.5 },
        { fields: { 'a b': 'text' as const } },
      ];
      for (const part of bad)
        await expect(fixture.store.collection({ ...summaries, ...part })).rejects.toThrow(TypeError);
    });
  });
}
