import { describe, expect, it } from '@jest/globals';
import type { Fixture } from './fixture.contract.js';

interface Odd {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** Documents with values that JSON changes, so that a document folded live equals the one that is rebuilt. */
export function jsonContract(fixture: Fixture): void {
  describe('a document with values that JSON changes', () => {
    const definition = {
      name: 'odd',
      version: 1,
      fields: { at: 'text', size: 'number' },
    } as const;
    const document: Odd = {
      id: 'a',
      note: undefined,
      at: new Date(0),
      size: Number.NaN,
      zero: -0,
      nested: {
        gone: undefined,
        list: [undefined, Number.POSITIVE_INFINITY, () => 1],
        map: new Map([[1, 2]]),
      },
    };
    const stored = {
      id: 'a',
      at: '1970-01-01T00:00:00.000Z',
      size: null,
      zero: 0,
      nested: { list: [null, null, null], map: {} },
    };

    it('is read, by every way, as its JSON is', async () => {
      const odd = await fixture.store.collection<Odd>(definition);
      await odd.replace([{ id: 'a', document, fence: '1', replaces: undefined }]);
      expect(await odd.get('a')).toStrictEqual(stored);
      expect(JSON.parse((await odd.getText('a'))?.text ?? '')).toStrictEqual(stored);
      expect(await odd.load(['a'])).toStrictEqual([{ id: 'a', document: stored, fence: '1' }]);
      expect((await odd.find({ limit: 1 })).items).toStrictEqual([stored]);
    });

    it('is found by what its JSON has in a field', async () => {
      const odd = await fixture.store.collection<Odd>(definition);
      await odd.replace([{ id: 'a', document, fence: '1', replaces: undefined }]);
      const found = await odd.find({ where: { at: { equals: stored.at } }, limit: 1 });
      expect(found.items).toStrictEqual([stored]);
      expect((await odd.find({ where: { size: { from: 0 } }, limit: 1 })).items).toEqual([]);
    });

    it('is refused when it has no JSON at all, and so is the batch', async () => {
      const odd = await fixture.store.collection<object>(definition);
      const put = (id: string, document: object) => ({ id, document, fence: '1', replaces: undefined });
      for (const bad of [{ size: 1n }, { toJSON: () => undefined }]) {
        await expect(odd.replace([put('a', {}), put('b', bad)])).rejects.toThrow(TypeError);
      }
      expect(await odd.count()).toBe(0);
    });
  });

  describe('the text of a document', () => {
    it('is its JSON, with its revision', async () => {
      const { orders } = fixture;
      await fixture.put(
        { orderId: 'ö-1', revision: 7, customer: 'Zoë "Z"', lines: [{ sku: 'a', quantity: 1 }] },
        { orderId: 'o-2' },
        { orderId: 'o-3', revision: 0 },
      );
      for (const [id, revision] of [
        ['ö-1', 7],
        ['o-2', undefined],
        ['o-3', 0],
      ] as const) {
        const found = await orders.getText(id);
        expect(found?.revision).toBe(revision);
        expect(JSON.parse(found?.text ?? '')).toStrictEqual(await orders.get(id));
      }
      expect(await orders.getText('o-4')).toBeUndefined();
    });

    it('follows the document, and is gone with it', async () => {
      const { orders } = fixture;
      await fixture.put({ orderId: 'o-1', revision: 1 });
      const put = (revision: number | undefined, fence: string, replaces: string) =>
        orders.replace([
          {
            id: 'o-1',
            document: { orderId: 'o-1', ...(revision !== undefined && { revision }) },
            fence,
            replaces,
          },
        ]);
      await put(2, '2', '1');
      expect(await orders.getText('o-1')).toMatchObject({ revision: 2 });
      await put(2.5, '3', '2');
      expect((await orders.getText('o-1'))?.revision).toBeUndefined();
      await put(undefined, '4', '3');
      expect((await orders.getText('o-1'))?.revision).toBeUndefined();
      await orders.replace([{ id: 'o-1', document: undefined, fence: '5', replaces: '4' }]);
      expect(await orders.getText('o-1')).toBeUndefined();
    });
  });
}
