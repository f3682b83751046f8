import { describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from './event-store.js';
import { collected, counted, newStream, readLog, someLog, streamsOf } from './log-samples.contract.js';
import type { Opened } from './opened.contract.js';

/** What a reader on a connection of its own promises. */
export function readerContract(opened: () => Opened): void {
  describe('a reader on a connection of its own', () => {
    it('reads the same slices as the store', async () => {
      const [store] = await opened().clients();
      const reader = await opened().openReader();
      const { before } = await someLog(store);
      const upTo = await store.head();
      for (const max of [1, 7, 500]) {
        const range = { after: before, upTo, max };
        expect(await collected(reader.readAll(range))).toEqual(await collected(store.readAll(range)));
      }
      await reader.close();
    });

    it('reads what has been acknowledged, and stops there, while the store appends', async () => {
      const [store] = await opened().clients();
      const reader = await opened().openReader();
      const stream = newStream();
      let after = await store.head();
      for (let n = 0; n < 20; n += 1) {
        const { position } = await store.append(stream, counted(2), n === 0 ? 'new' : 2 * n - 1);
        const next = store.append(newStream(), counted(3), 'new');
        const slices = await collected(reader.readAll({ after, upTo: position }));
        const stored = await store.read(stream, { from: 2 * n });
        expect(slices.flatMap(({ events }) => events.filter((one) => one.stream === stream))).toEqual(stored);
        expect(slices.at(-1)?.position).toBe(position);
        await next;
        after = position;
      }
      await reader.close();
    });

    it('reads to the end of the log when it is given no last position', async () => {
      const [store] = await opened().clients();
      const { before, events } = await someLog(store);
      const reader = await opened().openReader();
      expect(await readLog(reader, streamsOf(events), { after: before })).toEqual(events);
      await reader.close();
    });

    it('reads the same streams as the store', async () => {
      const [store] = await opened().clients();
      const reader = await opened().openReader();
      const stream = newStream();
      await store.append(stream, counted(5), 'new');
      for (const range of [{}, { from: 2 }, { max: 2 }, { direction: 'backwards', max: 3 }] as const) {
        expect(await reader.read(stream, range)).toEqual(await store.read(stream, range));
      }
      expect(await reader.read(newStream())).toEqual([]);
      await reader.close();
      await expect(reader.read(stream)).rejects.toBeInstanceOf(StoreUnavailable);
    });

    it('rejects when it is closed, and leaves the store as it was', async () => {
      const [store] = await opened().clients();
      const reader = await opened().openReader();
      await reader.close();
      await reader.close();
      await expect(collected(reader.readAll())).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(store.append(newStream(), counted(1), 'new')).resolves.toMatchObject({ revision: 0 });
    });
  });
}
