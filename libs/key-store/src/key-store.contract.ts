import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyStoreRefused, KeyStoreUnavailable, type KeyStore } from './key-store.js';

/** How the suite gets at a store: one medium, empty at first, and any number of clients of it at the same time. */
export interface KeyStoreUnderTest {
  open(): Promise<KeyStore>;
  discard(): Promise<void>;
}

/** What every adapter promises. */
export function keyStoreContract(name: string, prepare: () => Promise<KeyStoreUnderTest>): void {
  describe(`${name} as a store of keys`, () => {
    let under: KeyStoreUnderTest;
    let clients: KeyStore[];
    const open = async () => {
      const client = await under.open();
      clients.push(client);
      return client;
    };
    const keyOf = async (store: KeyStore, subject: string) => {
      const [found] = await store.obtain([subject]);
      return found?.key;
    };

    beforeEach(async () => {
      under = await prepare();
      clients = [];
    });

    afterEach(async () => {
      for (const client of clients) await client.close();
      await under.discard();
    });

    it('makes a key of 32 bytes for each subject, and keeps it', async () => {
      const store = await open();
      const made = await store.obtain(['ada', 'bob']);
      expect(made.map(({ subject }) => subject).toSorted()).toEqual(['ada', 'bob']);
      for (const { key } of made) expect(key).toHaveLength(32);
      expect(made[0]?.key).not.toEqual(made[1]?.key);
      expect(await store.obtain(['bob', 'ada', 'dan'])).toEqual(expect.arrayContaining([...made]));
      await store.close();
      expect(await (await open()).find(['ada', 'bob'])).toEqual(expect.arrayContaining([...made]));
    });

    it('makes none when it is only asked to find', async () => {
      const store = await open();
      expect(await store.find(['ada'])).toEqual([]);
      await store.obtain(['bob']);
      expect(await store.find(['ada', 'bob'])).toMatchObject([{ subject: 'bob' }]);
      expect(await store.find([])).toEqual([]);
    });

    it('gives two clients that ask at once the same key', async () => {
      const [one, other] = [await open(), await open()];
      const subjects = Array.from({ length: 50 }, (_, n) => `subject-${n}`);
      const pairs = await Promise.all(
        subjects.map(async (subject) => [await keyOf(one, subject), await keyOf(other, subject)]),
      );
      for (const [left, right] of pairs) expect(left).toEqual(right);
    });

    it('destroys a key for ever, for all clients', async () => {
      const [one, other] = [await open(), await open()];
      await one.obtain(['ada', 'bob']);
      await one.destroy('ada');
      await other.destroy('ada');
      for (const store of [one, other]) {
        expect(await store.find(['ada'])).toEqual([{ subject: 'ada', key: undefined }]);
        expect(await store.obtain(['ada'])).toEqual([{ subject: 'ada', key: undefined }]);
        expect(await keyOf(store, 'bob')).toHaveLength(32);
      }
      await one.close();
      expect(await (await open()).obtain(['ada'])).toEqual([{ subject: 'ada', key: undefined }]);
    });

    it('never makes a key for a subject that was erased before it had one', async () => {
      const store = await open();
      await store.destroy('ada');
      expect(await store.obtain(['ada'])).toEqual([{ subject: 'ada', key: undefined }]);
    });

    it('lists the subjects whose keys are destroyed', async () => {
      const store = await open();
      expect(await store.destroyed()).toEqual([]);
      await store.obtain(['ada', 'bob', 'dan']);
      await store.destroy('dan');
      await store.destroy('ada');
      expect(await store.destroyed()).toEqual(['ada', 'dan']);
    });

    it('takes every subject', async () => {
      const store = await open();
      for (const subject of [`o'neil"`, '💥', 'a'.repeat(200)]) {
        expect(await keyOf(store, subject)).toEqual(await keyOf(store, subject));
        expect(await store.find([subject])).toHaveLength(1);
      }
    });

    it('says up to where erasures have been carried out, and never goes back', async () => {
      const [one, other] = [await open(), await open()];
      expect(await one.position()).toBe('');
      await one.moveTo('0000000000000007');
      await other.moveTo('0000000000000005');
      expect(await other.position()).toBe('0000000000000007');
    });

    it('belongs to one log', async () => {
      const [one, other] = [await open(), await open()];
      await one.bind('log-1');
      await other.bind('log-1');
      await expect(other.bind('log-2')).rejects.toThrow(KeyStoreRefused);
      await expect(other.bind('log-2')).rejects.toThrow('of log-1, not of log-2');
    });

    it('takes nothing once it is closed, and says so', async () => {
      const store = await open();
      expect(await store.trouble()).toBeUndefined();
      const asked = store.obtain(['ada']);
      await store.close();
      await store.close();
      expect(await asked).toHaveLength(1);
      await expect(store.obtain(['bob'])).rejects.toThrow(KeyStoreUnavailable);
      await expect(store.find(['ada'])).rejects.toThrow(KeyStoreUnavailable);
      await expect(store.destroy('ada')).rejects.toThrow(KeyStoreUnavailable);
      expect(await store.trouble()).toBe('The key store is closed.');
    });
  });
}
