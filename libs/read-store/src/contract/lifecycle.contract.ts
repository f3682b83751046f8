import { describe, expect, it } from '@jest/globals';
import { ReadStoreRefused, ReadStoreUnavailable } from '../errors.js';
import { summaries, type Fixture } from './fixture.contract.js';

export function lifecycleContract(fixture: Fixture): void {
  describe('a store', () => {
    it('is made from one log, and says how to go on when it is opened for another', async () => {
      await fixture.put({ orderId: 'o-1' });
      await fixture.store.bind('log-1');
      await fixture.store.bind('log-1');
      await fixture.restart();
      await fixture.store.bind('log-1');
      const refused = fixture.store.bind('log-2');
      await expect(refused).rejects.toBeInstanceOf(ReadStoreRefused);
      await expect(refused).rejects.toThrow('built from another log');
      await expect(refused).rejects.toThrow(/[Rr]estore/);
      expect(await fixture.idsOf({})).toEqual(['o-1']);
    });

    it('says whether another process can use it at the same time', () => {
      expect(typeof fixture.store.isExclusive).toBe('boolean');
    });

    it('is not in trouble while it works, and refuses everything once it is closed', async () => {
      const { store, orders } = fixture;
      expect(await store.trouble()).toBeUndefined();
      await store.close();
      const attempts: (() => Promise<unknown>)[] = [
        () => orders.get('o-1'),
        () => orders.getText('o-1'),
        () => orders.load(['o-1']),
        () => orders.find({ limit: 1 }),
        () => orders.count(),
        () => orders.replace([]),
        () => orders.progress(),
        () => orders.claim(1),
        () => orders.purge(0),
        () => orders.drop(),
        () => store.collection(summaries),
        () => store.collections(),
        () => store.versions(summaries.name),
        () => store.bind('log-1'),
      ];
      for (const attempt of attempts) await expect(attempt()).rejects.toBeInstanceOf(ReadStoreUnavailable);
      expect(await store.trouble()).toBeDefined();
      await store.close();
    });
  });
}
