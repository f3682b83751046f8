import { describe, expect, it } from '@jest/globals';
import type { Fixture, Summary } from './fixture.contract.js';
import { summaries, summary } from './fixture.contract.js';

export function documentsContract(fixture: Fixture): void {
  describe('documents', () => {
    it('are read back as they were put, by id', async () => {
      const document = {
        orderId: 'ö-1',
        status: 'placed',
        total: 1999,
        lines: [{ sku: 'a"b\'c', quantity: 2 }],
      };
      await fixture.put(document);
      expect(await fixture.orders.get('ö-1')).toEqual(document);
      expect(await fixture.orders.get('o-2')).toBeUndefined();
    });

    it('are loaded with their fences, what is not there left out', async () => {
      await fixture.put({ orderId: 'o-1' }, { orderId: 'o-2' });
      const loaded = await fixture.orders.load(['o-2', 'o-3', 'o-1']);
      expect(loaded.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
        { id: 'o-1', document: { orderId: 'o-1' }, fence: '1' },
        { id: 'o-2', document: { orderId: 'o-2' }, fence: '1' },
      ]);
      expect(await fixture.orders.load([])).toEqual([]);
    });

    it('are loaded by the thousand', async () => {
      const ids = Array.from({ length: 2_500 }, (_, index) => `o-${index}`);
      await fixture.put(...ids.map((orderId) => ({ orderId })));
      expect(await fixture.orders.load([...ids, 'o-x'])).toHaveLength(2_500);
      expect(await fixture.orders.count()).toBe(2_500);
    });

    it('are replaced only by a writer that has seen the latest', async () => {
      const { orders } = fixture;
      await fixture.put({ orderId: 'o-1', status: 'placed' });
      const confirmed = summary('o-1', '2', '1', { status: 'confirmed' });
      expect(await orders.replace([confirmed])).toEqual([]);
      expect(await orders.replace([confirmed])).toEqual(['o-1']);
      expect(await orders.replace([{ ...confirmed, replaces: undefined }])).toEqual(['o-1']);
      expect(await orders.replace([summary('o-2', '2', '1')])).toEqual(['o-2']);
      expect(await orders.get('o-2')).toBeUndefined();
      expect(await orders.load(['o-1'])).toEqual([
        { id: 'o-1', document: { orderId: 'o-1', status: 'confirmed' }, fence: '2' },
      ]);
    });

    it('have fences that are any text, compared only for equality', async () => {
      const { orders } = fixture;
      const fences = ['9', '10', '{"order-1":3,"order-2":1}', '{"order-1":2}', '', ' 9', '9'];
      let replaces: string | undefined;
      for (const fence of fences) {
        expect(await orders.replace([summary('o-1', fence, replaces)])).toEqual([]);
        expect(await orders.load(['o-1'])).toMatchObject([{ fence }]);
        expect(await orders.replace([summary('o-1', 'x', `${fence} `)])).toEqual(['o-1']);
        replaces = fence;
      }
    });
  });

  describe('what is written at the same time', () => {
    it('is judged in order, each by itself, and there as soon as it is answered', async () => {
      const { orders, store } = fixture;
      const others = await store.collection<Summary>({ ...summaries, name: 'others' });
      const answers = await Promise.all([
        orders.replace([summary('o-1', '1')], { position: '0001', epoch: 1 }),
        orders.replace([summary('o-1', '2'), summary('o-2', '2')], { position: '0002', epoch: 1 }),
        orders.replace([summary('o-1', '3', '1', { status: 'confirmed' })]),
        others.replace([summary('o-1', '1', undefined, { status: 'another' })], {
          position: '0009',
          epoch: 1,
        }),
      ]);
      expect(answers).toEqual([[], ['o-1'], [], []]);
      expect(await orders.get('o-1')).toEqual({ orderId: 'o-1', status: 'confirmed' });
      expect(await fixture.idsOf({})).toEqual(['o-1', 'o-2']);
      expect(await orders.progress()).toEqual({ position: '0001', epoch: 1 });
      expect(await others.get('o-1')).toMatchObject({ status: 'another' });
      expect(await others.progress()).toEqual({ position: '0009', epoch: 1 });
    });

    it('does not suffer from what cannot be written', async () => {
      const { orders } = fixture;
      const circular: { orderId: string; self?: unknown } = { orderId: 'o-2' };
      circular.self = circular;
      const good = orders.replace([summary('o-1', '1')], { position: '0001', epoch: 1 });
      const bad = orders.replace([summary('o-3', '1'), { ...summary('o-2', '1'), document: circular }], {
        position: '0002',
        epoch: 1,
      });
      const after = orders.replace([summary('o-4', '1')]);
      await expect(bad).rejects.toThrow(TypeError);
      expect(await Promise.all([good, after])).toEqual([[], []]);
      expect(await fixture.idsOf({})).toEqual(['o-1', 'o-4']);
      expect(await orders.progress()).toEqual({ position: '0001', epoch: 1 });
    });

    it('is all there when the store is closed before it was answered', async () => {
      const { orders } = fixture;
      const written = Promise.all([
        orders.replace([summary('o-1', '1')], { position: '0001', epoch: 1 }),
        orders.replace([summary('o-2', '2')], { position: '0002', epoch: 1 }),
      ]);
      await fixture.restart();
      expect(await written).toEqual([[], []]);
      expect(await fixture.idsOf({})).toEqual(['o-1', 'o-2']);
      expect(await fixture.orders.progress()).toEqual({ position: '0002', epoch: 1 });
    });
  });
}
