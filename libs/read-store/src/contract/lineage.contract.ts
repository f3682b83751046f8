import { describe, expect, it } from '@jest/globals';
import { deletion, summaries, summary, type Fixture } from './fixture.contract.js';

export function lineageContract(fixture: Fixture): void {
  describe('a lineage', () => {
    const ada = { subjects: ['ada'], streams: ['order-1', 'order-2'] };
    const both = { subjects: ['ada', 'bob'], streams: ['order-1'] };
    const load = async (id: string) => (await fixture.orders.load([id]))[0];

    it('is kept with its document, and read with it', async () => {
      await fixture.orders.replace([{ ...summary('o-1', '1'), lineage: ada }, summary('o-2', '1')]);
      expect(await load('o-1')).toMatchObject({ id: 'o-1', lineage: ada });
      expect(await load('o-2')).not.toHaveProperty('lineage');
      await fixture.orders.replace([{ ...summary('o-1', '2', '1'), lineage: both }]);
      expect(await load('o-1')).toMatchObject({ fence: '2', lineage: both });
      await fixture.orders.replace([summary('o-1', '3', '2')]);
      expect(await load('o-1')).not.toHaveProperty('lineage');
    });

    it('finds the documents that show personal data of somebody', async () => {
      await fixture.orders.replace([
        { ...summary('o-1', '1'), lineage: ada },
        { ...summary('o-2', '1'), lineage: both },
        { ...summary('o-3', '1'), lineage: { subjects: [], streams: ['order-3'] } },
        summary('o-4', '1'),
      ]);
      const found = async (...subjects: readonly string[]) =>
        (await fixture.orders.ofSubjects(subjects)).toSorted();
      expect(await found('ada')).toEqual(['o-1', 'o-2']);
      expect(await found('bob')).toEqual(['o-2']);
      expect(await found('ada', 'bob')).toEqual(['o-1', 'o-2']);
      expect(await found('order-1')).toEqual([]);
      expect(await found()).toEqual([]);
      await fixture.orders.replace([
        { ...summary('o-1', '2', '1'), lineage: { subjects: ['bob'], streams: ada.streams } },
        summary('o-2', '2', '1'),
      ]);
      expect(await found('ada')).toEqual([]);
      expect(await found('bob')).toEqual(['o-1']);
      await fixture.orders.replace([{ ...deletion('o-1', '3', '2'), lineage: ada }]);
      expect(await found('ada', 'bob')).toEqual([]);
    });

    it('outlives the document: one that is made again comes from the same streams', async () => {
      await fixture.orders.replace([{ ...summary('o-1', '1'), lineage: ada }]);
      await fixture.orders.replace([{ ...deletion('o-1', '2', '1'), lineage: ada }]);
      expect(await load('o-1')).toMatchObject({ document: undefined, lineage: ada });
    });

    it('survives a restart, and a collection that is declared otherwise', async () => {
      await fixture.orders.replace([
        { ...summary('o-1', '1'), lineage: ada },
        { ...summary('o-2', '1'), lineage: both },
      ]);
      await fixture.restart({ ...summaries, fields: { total: 'number' } });
      expect(await load('o-1')).toMatchObject({ lineage: ada });
      expect(await fixture.orders.ofSubjects(['bob'])).toEqual(['o-2']);
    });
  });

  describe('scrubbing', () => {
    it('changes nothing that can be read', async () => {
      await fixture.put(
        { orderId: 'o-1', customer: 'Anna' },
        { orderId: 'o-2', customer: 'Bob' },
        { orderId: 'o-3', customer: 'Anna' },
      );
      await fixture.orders.replace([
        summary('o-1', '2', '1', { customer: 'Zoë' }),
        deletion('o-3', '2', '1'),
      ]);
      await fixture.orders.scrub();
      await fixture.orders.scrub();
      expect(await fixture.idsOf({})).toEqual(['o-1', 'o-2']);
      expect(await fixture.idsOf({ text: 'anna' })).toEqual([]);
      expect(await fixture.idsOf({ text: 'zoe' })).toEqual(['o-1']);
      expect(await fixture.idsOf({ text: 'bob' })).toEqual(['o-2']);
    });

    it('is harmless where nothing can be searched, or nothing is', async () => {
      const plain = await fixture.store.collection({ name: 'plain', version: 1, fields: {} });
      await plain.scrub();
      await fixture.orders.scrub();
      expect(await plain.count()).toBe(0);
    });
  });
}
