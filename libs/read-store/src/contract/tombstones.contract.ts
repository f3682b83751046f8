import { describe, expect, it } from '@jest/globals';
import { deletion, summary, type Fixture } from './fixture.contract.js';

export function tombstonesContract(fixture: Fixture): void {
  describe('a deleted document', () => {
    it('leaves a tombstone, which is neither found nor counted', async () => {
      const { orders } = fixture;
      await fixture.put(
        { orderId: 'o-1', status: 'placed', customer: 'Anna' },
        { orderId: 'o-2', status: 'placed' },
      );
      expect(await orders.replace([deletion('o-1', '2', '1')])).toEqual([]);
      expect(await orders.get('o-1')).toBeUndefined();
      expect(await orders.load(['o-1'])).toEqual([{ id: 'o-1', document: undefined, fence: '2' }]);
      expect(await fixture.idsOf({})).toEqual(['o-2']);
      expect(await fixture.idsOf({ text: 'anna' })).toEqual([]);
      expect(await orders.count()).toBe(1);
    });

    it('comes back in the place of its tombstone, and only of the latest', async () => {
      const { orders } = fixture;
      expect(await orders.replace([deletion('o-1', '1')])).toEqual([]);
      expect(await orders.replace([deletion('o-1', '1')])).toEqual(['o-1']);
      expect(await orders.replace([summary('o-1', '1')])).toEqual(['o-1']);
      expect(await orders.replace([deletion('o-1', '2', '1')])).toEqual([]);
      const back = { customer: 'Anna' };
      expect(await orders.replace([summary('o-1', '3', '1', back)])).toEqual(['o-1']);
      expect(await orders.replace([summary('o-1', '3', '2', back)])).toEqual([]);
      expect(await orders.load(['o-1'])).toEqual([
        { id: 'o-1', document: { orderId: 'o-1', customer: 'Anna' }, fence: '3' },
      ]);
      expect(await fixture.idsOf({ text: 'anna' })).toEqual(['o-1']);
    });

    it('cannot be put as a new one in the very batch that deletes it', async () => {
      const { orders } = fixture;
      await fixture.put({ orderId: 'o-1' });
      expect(await orders.replace([deletion('o-1', '2', '1'), summary('o-1', '3')])).toEqual(['o-1']);
      expect(await orders.replace([deletion('o-1', '3', '2'), summary('o-1', '4', '3')])).toEqual([]);
      expect(await fixture.idsOf({})).toEqual(['o-1']);
    });
  });

  describe('a purge', () => {
    it('forgets the tombstones of what was deleted before a time, and nothing else', async () => {
      const { orders } = fixture;
      const start = fixture.time;
      await fixture.put({ orderId: 'o-1' }, { orderId: 'o-2' }, { orderId: 'o-3' });
      await orders.replace([deletion('o-1', '2', '1')]);
      fixture.time = start + 1_000;
      await orders.replace([deletion('o-2', '2', '1')]);
      expect(await orders.purge(start)).toBe(0);
      expect(await orders.purge(start + 1_000)).toBe(1);
      expect(await orders.load(['o-1', 'o-2', 'o-3'])).toHaveLength(2);
      expect(await orders.load(['o-1'])).toEqual([]);
      expect(await orders.replace([summary('o-2', '3')])).toEqual(['o-2']);
      expect(await orders.replace([summary('o-1', '3')])).toEqual([]);
      expect(await orders.purge(start + 1_001)).toBe(1);
      expect(await fixture.idsOf({})).toEqual(['o-1', 'o-3']);
    });

    it('counts from the last deletion', async () => {
      const { orders } = fixture;
      await orders.replace([deletion('o-1', '1')]);
      fixture.time += 1_000;
      await orders.replace([deletion('o-1', '2', '1')]);
      expect(await orders.purge(fixture.time)).toBe(0);
      expect(await orders.purge(fixture.time + 1)).toBe(1);
    });

    it('forgets them by the thousand', async () => {
      const { orders } = fixture;
      const ids = Array.from({ length: 2_500 }, (_, index) => `o-${index}`);
      await orders.replace(ids.map((id) => deletion(id, '1')));
      expect(await orders.purge(fixture.time + 1)).toBe(2_500);
      expect(await orders.load(ids)).toEqual([]);
    });
  });
}
