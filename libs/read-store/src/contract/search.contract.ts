import { beforeEach, describe, expect, it } from '@jest/globals';
import { summary, type Fixture } from './fixture.contract.js';

export function searchContract(fixture: Fixture): void {
  describe('a search', () => {
    beforeEach(() =>
      fixture.put(
        { orderId: 'o-1', customer: 'Anna Müller, Straße 5', status: 'placed', total: 3 },
        { orderId: 'o-2', customer: 'Änne Muller-Lüdenscheidt', status: 'shipped', total: 2 },
        { orderId: 'o-3', customer: 'Bob "Danger" O\'Neil*', status: 'placed', total: 1 },
      ),
    );

    it('finds documents that have, for every word, one that begins with it; case and accents do not matter', async () => {
      expect(await fixture.idsOf({ text: 'anna' })).toEqual(['o-1']);
      expect(await fixture.idsOf({ text: 'MULL' })).toEqual(['o-1', 'o-2']);
      expect(await fixture.idsOf({ text: 'ludensch anne' })).toEqual(['o-2']);
      expect(await fixture.idsOf({ text: 'müller bob' })).toEqual([]);
      expect(await fixture.idsOf({ text: 'uller' })).toEqual([]);
      expect(await fixture.idsOf({ text: 'o 3' })).toEqual(['o-3']);
    });

    it('takes every text', async () => {
      expect(await fixture.idsOf({ text: `o'neil* "dang` })).toEqual(['o-3']);
      expect(await fixture.idsOf({ text: 'NOT anna OR bob' })).toEqual([]);
    });

    it('finds nothing by a text without words: blanks, %, an emoji, NUL', async () => {
      for (const text of ['', '  ', '\t\n', '%', '_', '"', '*', ')-^:', '💥', '\0', '\0%\0', '́']) {
        expect(await fixture.idsOf({ text })).toEqual([]);
        expect(await fixture.idsOf({ text, sort: { field: 'total' } })).toEqual([]);
        expect(await fixture.idsOf({ text, where: { status: { equals: 'placed' } } })).toEqual([]);
      }
      expect(await fixture.idsOf({ text: undefined })).toHaveLength(3);
      expect(await fixture.idsOf({ text: '% anna 💥' })).toEqual(['o-1']);
    });

    it('finds Straße by strasse, and Łódź by lodz', async () => {
      await fixture.put(
        { orderId: 'y-1', customer: 'Hauptstraße' },
        { orderId: 'y-2', customer: 'Straße des 17. Juni' },
        { orderId: 'y-3', customer: 'Piotrkowska, Łódź' },
      );
      for (const text of ['strasse', 'STRASSE', 'straße', 'STRAẞE'])
        expect(await fixture.idsOf({ text })).toEqual(['o-1', 'y-2']);
      for (const text of ['lodz', 'Lódz', 'ŁÓDŹ', 'łodz'])
        expect(await fixture.idsOf({ text })).toEqual(['y-3']);
    });

    it('reads letters with a stroke and ligatures as plain ones, on both sides', async () => {
      await fixture.put(
        { orderId: 'x-1', customer: 'Großmann' },
        { orderId: 'x-2', customer: 'Łukasz Małek' },
        { orderId: 'x-3', customer: 'Søren ØRSTED' },
        { orderId: 'x-4', customer: 'Đorđe' },
        { orderId: 'x-5', customer: 'Ægir Kjær' },
        { orderId: 'x-6', customer: 'GROSSMANN' },
        { orderId: 'x-7', customer: 'Þórður Guðmundsson' },
        { orderId: 'x-8', customer: 'Ħamrun Ŋorð' },
        { orderId: 'x-9', customer: 'Işıl Diyarbakır' },
      );
      const found = [
        ['grossmann', 'GROẞMANN', 'großm', ['x-1', 'x-6']],
        ['lukasz malek', 'ŁUKASZ', 'łukasz małek', ['x-2']],
        ['soren orsted', 'SØREN', 'ørsted', ['x-3']],
        ['dorde', 'ĐORĐE', 'đorde', ['x-4']],
        ['aegir kjaer', 'ÆGIR', 'kjær', ['x-5']],
        ['thordur gudmundsson', 'ÞÓRÐUR', 'guðmundsson', ['x-7']],
        ['hamrun nord', 'ĦAMRUN', 'ŋorð', ['x-8']],
        ['isil diyarbakir', 'IŞIL', 'diyarbakır', ['x-9']],
      ] as const;
      for (const [plain, upper, lower, ids] of found) {
        for (const text of [plain, upper, lower]) expect(await fixture.idsOf({ text })).toEqual(ids);
      }
    });

    it('goes with conditions, order and pages', async () => {
      expect(await fixture.idsOf({ text: 'o', where: { status: { equals: 'placed' } } })).toEqual([
        'o-1',
        'o-3',
      ]);
      expect(await fixture.idsOf({ text: 'o', sort: { field: 'total' } })).toEqual(['o-3', 'o-2', 'o-1']);
      expect(await fixture.walk({ text: 'o', sort: { field: 'total' } }, 1)).toEqual([
        ['o-3'],
        ['o-2'],
        ['o-1'],
      ]);
    });

    it('follows a document whose words change', async () => {
      await fixture.orders.replace([summary('o-1', '2', '1', { customer: 'Zoë' })]);
      expect(await fixture.idsOf({ text: 'anna' })).toEqual([]);
      expect(await fixture.idsOf({ text: 'zoe' })).toEqual(['o-1']);
      expect(await fixture.idsOf({ text: '1' })).toEqual(['o-1']);
    });

    it('is a mistake in a collection that declares none', async () => {
      const plain = await fixture.store.collection({ name: 'plain', version: 1, fields: {} });
      for (const text of ['anna', ''])
        await expect(plain.find({ text, limit: 1 })).rejects.toThrow(TypeError);
    });
  });
}
