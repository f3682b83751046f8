import { beforeEach, describe, expect, it } from '@jest/globals';
import { BadCursor } from '../errors.js';
import type { Query } from '../query.js';
import { deletion, summary, type Fixture } from './fixture.contract.js';

export function queriesContract(fixture: Fixture): void {
  describe('a query', () => {
    beforeEach(() =>
      fixture.put(
        { orderId: 'o-5', status: 'placed', total: 300 },
        { orderId: 'o-1', status: 'shipped', total: 100 },
        { orderId: 'o-3', status: 'placed', total: 200 },
        { orderId: 'o-2', status: 'confirmed', total: 200 },
        { orderId: 'o-4' },
        { orderId: 'o-6', total: 0 },
      ),
    );

    it('without conditions finds all, by id', async () => {
      expect(await fixture.idsOf({})).toEqual(['o-1', 'o-2', 'o-3', 'o-4', 'o-5', 'o-6']);
      expect(await fixture.orders.find({ limit: 6 })).not.toHaveProperty('next');
    });

    it('finds what is equal, one of several, or in a range whose end is open', async () => {
      expect(await fixture.idsOf({ where: { status: { equals: 'placed' } } })).toEqual(['o-3', 'o-5']);
      expect(await fixture.idsOf({ where: { status: { in: ['shipped', 'confirmed'] } } })).toEqual([
        'o-1',
        'o-2',
      ]);
      expect(await fixture.idsOf({ where: { status: { in: [] } } })).toEqual([]);
      expect(await fixture.idsOf({ where: { total: { in: [0, 100] } } })).toEqual(['o-1', 'o-6']);
      expect(await fixture.idsOf({ where: { total: { from: 100, to: 300 } } })).toEqual([
        'o-1',
        'o-2',
        'o-3',
      ]);
      expect(await fixture.idsOf({ where: { total: { from: 200 } } })).toEqual(['o-2', 'o-3', 'o-5']);
      expect(await fixture.idsOf({ where: { total: { to: 1 } } })).toEqual(['o-6']);
      expect(await fixture.idsOf({ where: { status: { equals: 'placed' }, total: { to: 300 } } })).toEqual([
        'o-3',
      ]);
      expect(await fixture.idsOf({ where: { status: { equals: `' OR ''='` } } })).toEqual([]);
    });

    it('finds the ids that begin with something, also under conditions, in any order, by the page', async () => {
      await fixture.put(
        { orderId: 'o-1/2', status: 'placed', total: 1 },
        { orderId: 'o-1/1', status: 'placed', total: 2 },
        { orderId: 'o-1/ö', status: 'shipped', total: 0 },
        { orderId: 'o-1.1', status: 'placed' },
        { orderId: 'o-10/1', status: 'placed' },
      );
      expect(await fixture.idsOf({ idPrefix: 'o-1/' })).toEqual(['o-1/1', 'o-1/2', 'o-1/ö']);
      expect(await fixture.idsOf({ idPrefix: 'o-1/1' })).toEqual(['o-1/1']);
      expect(await fixture.idsOf({ idPrefix: '' })).toHaveLength(11);
      for (const idPrefix of ['O-1/', 'o_1', 'o-1%', 'x'])
        expect(await fixture.idsOf({ idPrefix })).toEqual([]);
      const placed: Partial<Query> = { idPrefix: 'o-1/', where: { status: { equals: 'placed' } } };
      expect(await fixture.idsOf(placed)).toEqual(['o-1/1', 'o-1/2']);
      expect(await fixture.idsOf({ ...placed, sort: { field: 'total' } })).toEqual(['o-1/2', 'o-1/1']);
      const descending: Partial<Query> = { idPrefix: 'o-1/', sort: { field: 'total', descending: true } };
      expect(await fixture.walk(descending, 2)).toEqual([['o-1/1', 'o-1/2'], ['o-1/ö']]);
      expect(await fixture.walk({ idPrefix: 'o-1/' }, 2)).toEqual([['o-1/1', 'o-1/2'], ['o-1/ö']]);
    });

    it('sorts by a field, then by id, either way; what has no value comes before all values', async () => {
      expect(await fixture.idsOf({ sort: { field: 'total' } })).toEqual([
        'o-4',
        'o-6',
        'o-1',
        'o-2',
        'o-3',
        'o-5',
      ]);
      const descending = await fixture.idsOf({ sort: { field: 'total', descending: true } });
      expect(descending).toEqual(['o-5', 'o-3', 'o-2', 'o-1', 'o-6', 'o-4']);
      expect(await fixture.idsOf({ sort: { field: 'status' } })).toEqual([
        'o-4',
        'o-6',
        'o-2',
        'o-3',
        'o-5',
        'o-1',
      ]);
    });

    it('pages without loss or repetition, whatever it sorts by', async () => {
      await fixture.put(
        { orderId: 'o-7' },
        { orderId: 'o-8', status: 'placed' },
        { orderId: 'o-9', total: 200 },
      );
      const sorted = ['status', 'total'].flatMap((field): Partial<Query>[] => [
        { sort: { field } },
        { sort: { field, descending: true } },
        { sort: { field }, where: { status: { equals: 'placed' } } },
        { sort: { field, descending: true }, where: { total: { from: 1 } } },
      ]);
      for (const query of [{}, ...sorted]) {
        const all = await fixture.idsOf(query);
        for (const limit of [1, 2, 4]) {
          const pages = await fixture.walk(query, limit);
          expect(pages.flat()).toEqual(all);
          expect(pages.every(({ length }) => length > 0 && length <= limit)).toBe(true);
        }
      }
    });

    it('goes on behind the last document of a page, though that one has moved or gone', async () => {
      const query: Query = { sort: { field: 'total', descending: true }, limit: 2 };
      const { next = '' } = await fixture.orders.find(query);
      await fixture.orders.replace([deletion('o-3', '2', '1')]);
      const { items } = await fixture.orders.find({ ...query, cursor: next });
      expect(items.map(({ orderId }) => orderId)).toEqual(['o-2', 'o-1']);
    });

    it("takes no other query's cursor, and no garbage", async () => {
      const where = { status: { in: ['placed', 'shipped'] } };
      const { next = '' } = await fixture.orders.find({ where, limit: 1 });
      expect((await fixture.orders.find({ where, limit: 2, cursor: next })).items).toHaveLength(2);
      const others: Query[] = [
        { limit: 1 },
        { limit: 1, where: { status: { in: ['placed'] } } },
        { limit: 1, where, sort: { field: 'total' } },
        { limit: 1, where, text: 'o' },
        { limit: 1, where, text: '' },
        { limit: 1, where, idPrefix: 'o' },
      ];
      for (const other of others) {
        await expect(fixture.orders.find({ ...other, cursor: next })).rejects.toBeInstanceOf(BadCursor);
      }
      for (const cursor of ['', 'x', 'bnVsbA', 'e30', next.slice(0, -3), '💥']) {
        await expect(fixture.orders.find({ where, limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
      }
    });

    it('asks for declared fields only, with values of their kind', async () => {
      const bad: Partial<Query>[] = [
        { where: { customer: { equals: 'Anna' } } },
        { where: { 'total) OR (1': { equals: 1 } } },
        { where: { constructor: { equals: 1 } } },
        { where: { total: { equals: '100' } } },
        { where: { status: { in: [1] } } },
        { sort: { field: 'customer' } },
        { sort: { field: 'id' } },
      ];
      for (const query of bad) await expect(fixture.idsOf(query)).rejects.toThrow(TypeError);
      await expect(fixture.idsOf({ limit: 0 })).rejects.toThrow(RangeError);
      await expect(fixture.idsOf({ limit: 1.5 })).rejects.toThrow(RangeError);
    });

    it('follows a document whose fields change', async () => {
      await fixture.orders.replace([summary('o-3', '2', '1', { status: 'shipped', total: 5 })]);
      expect(await fixture.idsOf({ where: { status: { equals: 'placed' } } })).toEqual(['o-5']);
      expect(
        await fixture.idsOf({ where: { status: { equals: 'shipped' } }, sort: { field: 'total' } }),
      ).toEqual(['o-3', 'o-1']);
      await fixture.orders.replace([summary('o-3', '3', '2')]);
      expect(await fixture.idsOf({ where: { status: { equals: 'shipped' } } })).toEqual(['o-1']);
      expect(await fixture.idsOf({ where: { total: { from: 0 } } })).toEqual(['o-1', 'o-2', 'o-5', 'o-6']);
    });
  });
}
