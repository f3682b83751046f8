import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  BadCursor,
  ReadStoreUnavailable,
  type Collection,
  type CollectionDefinition,
  type Query,
  type ReadStore,
} from './read-store.js';

/** How the suite gets at a store: empty at first, then the same one again after it was closed. */
export interface ReadStoreUnderTest {
  open(): Promise<ReadStore>;
  discard(): Promise<void>;
}

interface Summary {
  readonly orderId: string;
  readonly status?: string;
  readonly total?: number;
  readonly customer?: string;
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
}

const summaries: CollectionDefinition<Summary> = {
  name: 'orders.order-summary',
  version: 1,
  fields: { status: 'text', total: 'number' },
  search: ({ orderId, customer }) => `${orderId} ${customer ?? ''}`,
};

/** What every read store promises. */
export function readStoreContract(name: string, prepare: () => Promise<ReadStoreUnderTest>): void {
  describe(`${name}, as a read store`, () => {
    let under: ReadStoreUnderTest;
    let store: ReadStore;
    let orders: Collection<Summary>;

    beforeEach(async () => {
      under = await prepare();
      store = await under.open();
      orders = await store.collection(summaries);
    });

    afterEach(async () => {
      await store.close();
      await under.discard();
    });

    const restart = async (definition = summaries) => {
      await store.close();
      store = await under.open();
      orders = await store.collection(definition);
    };

    const put = async (...documents: Summary[]) => {
      const replacements = documents.map((document) => ({
        id: document.orderId,
        document,
        fence: '1',
        replaces: undefined,
      }));
      expect(await orders.replace(replacements)).toEqual([]);
    };

    const idsOf = async (query: Partial<Query>) => {
      const { items } = await orders.find({ limit: 100, ...query });
      return items.map(({ orderId }) => orderId);
    };

    /** Ids page by page: what a client sees that follows `next` to the end. */
    const walk = async (query: Partial<Query>, limit: number) => {
      const pages: string[][] = [];
      let cursor: string | undefined;
      do {
        const page = await orders.find({ ...query, limit, ...(cursor !== undefined && { cursor }) });
        pages.push(page.items.map(({ orderId }) => orderId));
        cursor = page.next;
      } while (cursor !== undefined);
      return pages;
    };

    describe('documents', () => {
      it('are read back as they were put, by id', async () => {
        const document = {
          orderId: 'ö-1',
          status: 'placed',
          total: 1999,
          lines: [{ sku: 'a"b\'c', quantity: 2 }],
        };
        await put(document);
        expect(await orders.get('ö-1')).toEqual(document);
        expect(await orders.get('o-2')).toBeUndefined();
      });

      it('are loaded with their fences, what is not there left out', async () => {
        await put({ orderId: 'o-1' }, { orderId: 'o-2' });
        const loaded = await orders.load(['o-2', 'o-3', 'o-1']);
        expect(loaded.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
          { id: 'o-1', document: { orderId: 'o-1' }, fence: '1' },
          { id: 'o-2', document: { orderId: 'o-2' }, fence: '1' },
        ]);
        expect(await orders.load([])).toEqual([]);
      });

      it('are loaded by the thousand', async () => {
        const ids = Array.from({ length: 2_500 }, (_, index) => `o-${index}`);
        await put(...ids.map((orderId) => ({ orderId })));
        expect(await orders.load([...ids, 'o-x'])).toHaveLength(2_500);
        expect(await orders.count()).toBe(2_500);
      });

      it('are replaced only by who has seen the latest', async () => {
        await put({ orderId: 'o-1', status: 'placed' });
        const confirmed = {
          id: 'o-1',
          document: { orderId: 'o-1', status: 'confirmed' },
          fence: '2',
          replaces: '1',
        };
        expect(await orders.replace([confirmed])).toEqual([]);
        expect(await orders.replace([confirmed])).toEqual(['o-1']);
        expect(await orders.replace([{ ...confirmed, replaces: undefined }])).toEqual(['o-1']);
        const unknown = { id: 'o-2', document: { orderId: 'o-2' }, fence: '2', replaces: '1' };
        expect(await orders.replace([unknown])).toEqual(['o-2']);
        expect(await orders.get('o-2')).toBeUndefined();
        expect(await orders.load(['o-1'])).toEqual([
          { id: 'o-1', document: { orderId: 'o-1', status: 'confirmed' }, fence: '2' },
        ]);
      });

      it('leave a tombstone when they go, which is neither found nor counted', async () => {
        await put(
          { orderId: 'o-1', status: 'placed', customer: 'Anna' },
          { orderId: 'o-2', status: 'placed' },
        );
        expect(await orders.replace([{ id: 'o-1', document: undefined, fence: '2', replaces: '1' }])).toEqual(
          [],
        );
        expect(await orders.get('o-1')).toBeUndefined();
        expect(await orders.load(['o-1'])).toEqual([{ id: 'o-1', document: undefined, fence: '2' }]);
        expect(await idsOf({})).toEqual(['o-2']);
        expect(await idsOf({ text: 'anna' })).toEqual([]);
        expect(await orders.count()).toBe(1);
      });

      it('come back in the place of their tombstone, and only of the latest', async () => {
        const gone = { id: 'o-1', document: undefined, fence: '1', replaces: undefined };
        expect(await orders.replace([gone])).toEqual([]);
        expect(await orders.replace([gone])).toEqual(['o-1']);
        expect(await orders.replace([{ ...gone, fence: '2', replaces: '1' }])).toEqual([]);
        const back = { id: 'o-1', document: { orderId: 'o-1', customer: 'Anna' }, fence: '3' };
        expect(await orders.replace([{ ...back, replaces: '1' }])).toEqual(['o-1']);
        expect(await orders.replace([{ ...back, replaces: '2' }])).toEqual([]);
        expect(await orders.load(['o-1'])).toEqual([back]);
        expect(await idsOf({ text: 'anna' })).toEqual(['o-1']);
      });
    });

    describe('what is written at the same time', () => {
      const summary = (id: string, status: string, fence: string, replaces?: string) => ({
        id,
        document: { orderId: id, status },
        fence,
        replaces,
      });

      it('is judged in order, each by itself, and there as soon as it is answered', async () => {
        const others = await store.collection<Summary>({ ...summaries, name: 'others' });
        const answers = await Promise.all([
          orders.replace([summary('o-1', 'placed', '1')], '0001'),
          orders.replace([summary('o-1', 'late', '2'), summary('o-2', 'placed', '2')], '0002'),
          orders.replace([summary('o-1', 'confirmed', '3', '1')]),
          others.replace([summary('o-1', 'another', '1')], '0009'),
        ]);
        expect(answers).toEqual([[], ['o-1'], [], []]);
        expect(await orders.get('o-1')).toEqual({ orderId: 'o-1', status: 'confirmed' });
        expect(await idsOf({})).toEqual(['o-1', 'o-2']);
        expect(await orders.checkpoint()).toBe('0001');
        expect(await others.get('o-1')).toMatchObject({ status: 'another' });
        expect(await others.checkpoint()).toBe('0009');
      });

      it('does not suffer from what cannot be written', async () => {
        const circular: { orderId: string; self?: unknown } = { orderId: 'o-2' };
        circular.self = circular;
        const good = orders.replace([summary('o-1', 'placed', '1')], '0001');
        const bad = orders.replace(
          [summary('o-3', 'placed', '1'), { ...summary('o-2', '', '1'), document: circular }],
          '0002',
        );
        const after = orders.replace([summary('o-4', 'placed', '1')]);
        await expect(bad).rejects.toThrow(TypeError);
        expect(await Promise.all([good, after])).toEqual([[], []]);
        expect(await idsOf({})).toEqual(['o-1', 'o-4']);
        expect(await orders.checkpoint()).toBe('0001');
      });

      it('is all there when the store is closed before it was answered', async () => {
        const written = Promise.all([
          orders.replace([summary('o-1', 'placed', '1')], '0001'),
          orders.replace([summary('o-2', 'placed', '2')], '0002'),
        ]);
        await restart();
        expect(await written).toEqual([[], []]);
        expect(await idsOf({})).toEqual(['o-1', 'o-2']);
        expect(await orders.checkpoint()).toBe('0002');
      });
    });

    describe('a checkpoint', () => {
      it('moves with the documents and survives a restart', async () => {
        expect(await orders.checkpoint()).toBeUndefined();
        const replacement = { id: 'o-1', document: { orderId: 'o-1' }, fence: '1', replaces: undefined };
        await orders.replace([replacement], '0007');
        expect(await orders.checkpoint()).toBe('0007');
        await orders.replace([], '0008');
        await restart();
        expect(await orders.checkpoint()).toBe('0008');
        expect(await orders.get('o-1')).toEqual({ orderId: 'o-1' });
      });

      it('stays when a document was refused, while the others are in place', async () => {
        await orders.replace([], '0001');
        await put({ orderId: 'o-1', status: 'placed' });
        const refused = await orders.replace(
          [
            { id: 'o-2', document: { orderId: 'o-2' }, fence: '2', replaces: undefined },
            { id: 'o-1', document: { orderId: 'o-1' }, fence: '2', replaces: '0' },
          ],
          '0002',
        );
        expect(refused).toEqual(['o-1']);
        expect(await orders.checkpoint()).toBe('0001');
        expect(await orders.get('o-2')).toEqual({ orderId: 'o-2' });
      });
    });

    describe('a query', () => {
      beforeEach(() =>
        put(
          { orderId: 'o-5', status: 'placed', total: 300 },
          { orderId: 'o-1', status: 'shipped', total: 100 },
          { orderId: 'o-3', status: 'placed', total: 200 },
          { orderId: 'o-2', status: 'confirmed', total: 200 },
          { orderId: 'o-4' },
          { orderId: 'o-6', total: 0 },
        ),
      );

      it('finds all, by id, when nothing is asked', async () => {
        expect(await idsOf({})).toEqual(['o-1', 'o-2', 'o-3', 'o-4', 'o-5', 'o-6']);
        expect(await orders.find({ limit: 6 })).not.toHaveProperty('next');
      });

      it('finds what is equal, one of several, or in a range whose end is open', async () => {
        expect(await idsOf({ where: { status: { equals: 'placed' } } })).toEqual(['o-3', 'o-5']);
        expect(await idsOf({ where: { status: { in: ['shipped', 'confirmed'] } } })).toEqual(['o-1', 'o-2']);
        expect(await idsOf({ where: { status: { in: [] } } })).toEqual([]);
        expect(await idsOf({ where: { total: { in: [0, 100] } } })).toEqual(['o-1', 'o-6']);
        expect(await idsOf({ where: { total: { from: 100, to: 300 } } })).toEqual(['o-1', 'o-2', 'o-3']);
        expect(await idsOf({ where: { total: { from: 200 } } })).toEqual(['o-2', 'o-3', 'o-5']);
        expect(await idsOf({ where: { total: { to: 1 } } })).toEqual(['o-6']);
        expect(await idsOf({ where: { status: { equals: 'placed' }, total: { to: 300 } } })).toEqual(['o-3']);
        expect(await idsOf({ where: { status: { equals: `' OR ''='` } } })).toEqual([]);
      });

      it('finds the ids that begin with something, also under conditions, in any order, by the page', async () => {
        await put(
          { orderId: 'o-1/2', status: 'placed', total: 1 },
          { orderId: 'o-1/1', status: 'placed', total: 2 },
          { orderId: 'o-1/ö', status: 'shipped', total: 0 },
          { orderId: 'o-1.1', status: 'placed' },
          { orderId: 'o-10/1', status: 'placed' },
        );
        expect(await idsOf({ idPrefix: 'o-1/' })).toEqual(['o-1/1', 'o-1/2', 'o-1/ö']);
        expect(await idsOf({ idPrefix: 'o-1/1' })).toEqual(['o-1/1']);
        expect(await idsOf({ idPrefix: '' })).toHaveLength(11);
        for (const idPrefix of ['O-1/', 'o_1', 'o-1%', 'x']) expect(await idsOf({ idPrefix })).toEqual([]);
        const placed: Partial<Query> = { idPrefix: 'o-1/', where: { status: { equals: 'placed' } } };
        expect(await idsOf(placed)).toEqual(['o-1/1', 'o-1/2']);
        expect(await idsOf({ ...placed, sort: { field: 'total' } })).toEqual(['o-1/2', 'o-1/1']);
        const descending: Partial<Query> = { idPrefix: 'o-1/', sort: { field: 'total', descending: true } };
        expect(await walk(descending, 2)).toEqual([['o-1/1', 'o-1/2'], ['o-1/ö']]);
        expect(await walk({ idPrefix: 'o-1/' }, 2)).toEqual([['o-1/1', 'o-1/2'], ['o-1/ö']]);
      });

      it('sorts by a field, then by id, either way; what has no value comes before all values', async () => {
        expect(await idsOf({ sort: { field: 'total' } })).toEqual(['o-4', 'o-6', 'o-1', 'o-2', 'o-3', 'o-5']);
        const descending = await idsOf({ sort: { field: 'total', descending: true } });
        expect(descending).toEqual(['o-5', 'o-3', 'o-2', 'o-1', 'o-6', 'o-4']);
        expect(await idsOf({ sort: { field: 'status' } })).toEqual([
          'o-4',
          'o-6',
          'o-2',
          'o-3',
          'o-5',
          'o-1',
        ]);
      });

      it('pages without loss or repetition, whatever it sorts by', async () => {
        await put({ orderId: 'o-7' }, { orderId: 'o-8', status: 'placed' }, { orderId: 'o-9', total: 200 });
        const orders = ['status', 'total'].flatMap((field): Partial<Query>[] => [
          { sort: { field } },
          { sort: { field, descending: true } },
          { sort: { field }, where: { status: { equals: 'placed' } } },
          { sort: { field, descending: true }, where: { total: { from: 1 } } },
        ]);
        for (const query of [{}, ...orders]) {
          const all = await idsOf(query);
          for (const limit of [1, 2, 4]) {
            const pages = await walk(query, limit);
            expect(pages.flat()).toEqual(all);
            expect(pages.every(({ length }) => length > 0 && length <= limit)).toBe(true);
          }
        }
      });

      it('goes on behind the last document of a page, though that one has moved or gone', async () => {
        const query: Query = { sort: { field: 'total', descending: true }, limit: 2 };
        const { next = '' } = await orders.find(query);
        await orders.replace([{ id: 'o-3', document: undefined, fence: '2', replaces: '1' }]);
        const { items } = await orders.find({ ...query, cursor: next });
        expect(items.map(({ orderId }) => orderId)).toEqual(['o-2', 'o-1']);
      });

      it("takes no other query's cursor, and no garbage", async () => {
        const where = { status: { in: ['placed', 'shipped'] } };
        const { next = '' } = await orders.find({ where, limit: 1 });
        expect((await orders.find({ where, limit: 2, cursor: next })).items).toHaveLength(2);
        const others: Query[] = [
          { limit: 1 },
          { limit: 1, where: { status: { in: ['placed'] } } },
          { limit: 1, where, sort: { field: 'total' } },
          { limit: 1, where, text: 'o' },
          { limit: 1, where, idPrefix: 'o' },
        ];
        for (const other of others) {
          await expect(orders.find({ ...other, cursor: next })).rejects.toBeInstanceOf(BadCursor);
        }
        for (const cursor of ['', 'x', 'bnVsbA', 'e30', next.slice(0, -3), '💥']) {
          await expect(orders.find({ where, limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
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
        for (const query of bad) await expect(idsOf(query)).rejects.toThrow(TypeError);
        await expect(idsOf({ limit: 0 })).rejects.toThrow(RangeError);
        await expect(idsOf({ limit: 1.5 })).rejects.toThrow(RangeError);
      });

      it('follows a document whose fields change', async () => {
        const shipped = {
          id: 'o-3',
          document: { orderId: 'o-3', status: 'shipped', total: 5 },
          fence: '2',
          replaces: '1',
        };
        await orders.replace([shipped]);
        expect(await idsOf({ where: { status: { equals: 'placed' } } })).toEqual(['o-5']);
        expect(await idsOf({ where: { status: { equals: 'shipped' } }, sort: { field: 'total' } })).toEqual([
          'o-3',
          'o-1',
        ]);
        await orders.replace([{ id: 'o-3', document: { orderId: 'o-3' }, fence: '3', replaces: '2' }]);
        expect(await idsOf({ where: { status: { equals: 'shipped' } } })).toEqual(['o-1']);
        expect(await idsOf({ where: { total: { from: 0 } } })).toEqual(['o-1', 'o-2', 'o-5', 'o-6']);
      });
    });

    describe('a search', () => {
      beforeEach(() =>
        put(
          { orderId: 'o-1', customer: 'Anna Müller, Straße 5', status: 'placed', total: 3 },
          { orderId: 'o-2', customer: 'Änne Muller-Lüdenscheidt', status: 'shipped', total: 2 },
          { orderId: 'o-3', customer: 'Bob "Danger" O\'Neil*', status: 'placed', total: 1 },
        ),
      );

      it('finds documents that have, for every word, one that begins with it; case and accents do not matter', async () => {
        expect(await idsOf({ text: 'anna' })).toEqual(['o-1']);
        expect(await idsOf({ text: 'MULL' })).toEqual(['o-1', 'o-2']);
        expect(await idsOf({ text: 'ludensch anne' })).toEqual(['o-2']);
        expect(await idsOf({ text: 'müller bob' })).toEqual([]);
        expect(await idsOf({ text: 'uller' })).toEqual([]);
        expect(await idsOf({ text: 'o 3' })).toEqual(['o-3']);
      });

      it('takes every text, and one without words asks for nothing', async () => {
        expect(await idsOf({ text: `o'neil* "dang` })).toEqual(['o-3']);
        expect(await idsOf({ text: 'NOT anna OR bob' })).toEqual([]);
        for (const text of ['', '  ', '"', '*', ')-^:']) expect(await idsOf({ text })).toHaveLength(3);
      });

      it('goes with conditions, order and pages', async () => {
        expect(await idsOf({ text: 'o', where: { status: { equals: 'placed' } } })).toEqual(['o-1', 'o-3']);
        expect(await idsOf({ text: 'o', sort: { field: 'total' } })).toEqual(['o-3', 'o-2', 'o-1']);
        expect(await walk({ text: 'o', sort: { field: 'total' } }, 1)).toEqual([['o-3'], ['o-2'], ['o-1']]);
      });

      it('follows a document whose words change', async () => {
        await orders.replace([
          { id: 'o-1', document: { orderId: 'o-1', customer: 'Zoë' }, fence: '2', replaces: '1' },
        ]);
        expect(await idsOf({ text: 'anna' })).toEqual([]);
        expect(await idsOf({ text: 'zoe' })).toEqual(['o-1']);
        expect(await idsOf({ text: '1' })).toEqual(['o-1']);
      });

      it('is a mistake in a collection that declares none', async () => {
        const plain = await store.collection({ name: 'plain', version: 1, fields: {} });
        await expect(plain.find({ text: 'anna', limit: 1 })).rejects.toThrow(TypeError);
      });
    });

    describe('a collection', () => {
      it('has versions beside each other, each with its own documents and checkpoint', async () => {
        await put({ orderId: 'o-1', status: 'placed' });
        const next = await store.collection({ ...summaries, version: 12 });
        await next.replace(
          [{ id: 'o-2', document: { orderId: 'o-2' }, fence: '1', replaces: undefined }],
          '0009',
        );
        expect(await store.versions(summaries.name)).toEqual([1, 12]);
        expect(await store.versions('orders.order')).toEqual([]);
        expect(await orders.checkpoint()).toBeUndefined();
        expect(await orders.count()).toBe(1);
        expect(await next.get('o-1')).toBeUndefined();
      });

      it('is gone when it is dropped, and begins anew when it is opened again', async () => {
        await put({ orderId: 'o-1', customer: 'Anna' });
        await orders.replace([{ id: 'o-2', document: undefined, fence: '1', replaces: undefined }], '0009');
        await orders.drop();
        expect(await store.versions(summaries.name)).toEqual([]);
        orders = await store.collection(summaries);
        expect(await orders.count()).toBe(0);
        expect(await orders.load(['o-1', 'o-2'])).toEqual([]);
        expect(await orders.checkpoint()).toBeUndefined();
        expect(await idsOf({ text: 'anna' })).toEqual([]);
      });

      it('can be declared again with other fields and another search, and keeps what it holds', async () => {
        await put(
          { orderId: 'o-1', status: 'placed', customer: 'Anna' },
          { orderId: 'o-2', customer: 'Bob' },
        );
        await orders.replace([{ id: 'o-3', document: undefined, fence: '1', replaces: undefined }], '0009');
        const { name, version } = summaries;
        await restart({ name, version, fields: { customer: 'text' } });
        expect(await idsOf({ sort: { field: 'customer', descending: true } })).toEqual(['o-2', 'o-1']);
        await expect(idsOf({ where: { status: { equals: 'placed' } } })).rejects.toThrow(TypeError);
        await expect(idsOf({ text: 'anna' })).rejects.toThrow(TypeError);
        expect(await orders.checkpoint()).toBe('0009');
        expect(await orders.load(['o-3'])).toHaveLength(1);
        await restart({ ...summaries, fields: { customer: 'text', status: 'text' } });
        expect(await idsOf({ where: { status: { equals: 'placed' } }, text: 'anna' })).toEqual(['o-1']);
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
          await expect(store.collection({ ...summaries, ...part })).rejects.toThrow(TypeError);
      });
    });

    it('makes what it wrote last when it is asked to', async () => {
      await put({ orderId: 'o-1', status: 'placed' });
      await store.sync();
      await restart();
      expect(await idsOf({})).toEqual(['o-1']);
    });

    it('is not in trouble while it works, and refuses everything once it is closed', async () => {
      expect(await store.trouble()).toBeUndefined();
      await store.close();
      await expect(orders.get('o-1')).rejects.toBeInstanceOf(ReadStoreUnavailable);
      await expect(orders.replace([])).rejects.toBeInstanceOf(ReadStoreUnavailable);
      await expect(orders.find({ limit: 1 })).rejects.toBeInstanceOf(ReadStoreUnavailable);
      await expect(store.collection(summaries)).rejects.toBeInstanceOf(ReadStoreUnavailable);
      expect(await store.trouble()).toBeDefined();
    });
  });
}
