import { describe, expect, it } from '@jest/globals';
import { WrongExpectedRevision } from './event-store.js';
import { counted, follow, idsOf, newStream, readLog, times } from './log-samples.contract.js';
import type { Opened } from './opened.contract.js';

/** What two clients of one log promise each other. */
export function twoClientsContract(opened: () => Opened): void {
  describe('with two clients', () => {
    it('lets one of them through when both expect the same revision', async () => {
      const clients = await opened().clients();
      const stream = newStream();
      await clients[0].append(stream, counted(1), 'new');
      for (let revision = 0; revision < 10; revision += 1) {
        const appends = clients.map((client) => client.append(stream, counted(1), revision));
        const outcomes = await Promise.allSettled(appends);
        const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
        expect(refusals).toEqual([expect.any(WrongExpectedRevision)]);
      }
      expect(await clients[1].read(stream)).toHaveLength(11);
    });

    it('refuses what one has forestalled, and says where the stream is', async () => {
      const [one, other] = await opened().clients();
      const stream = newStream();
      await one.append(stream, counted(2), 'new');
      await expect(other.append(stream, counted(1), 'new')).rejects.toMatchObject({ actual: 1 });
      await other.append(stream, counted(1), 1);
      await expect(one.append(stream, counted(1), 1)).rejects.toMatchObject({ actual: 2 });
    });

    it('shows each what the other has appended, in the same order', async () => {
      const clients = await opened().clients();
      const after = await clients[0].head();
      const streams = times(6, newStream);
      await Promise.all(
        streams.map(async (stream, index) => {
          const client = clients[index % 2 === 0 ? 0 : 1];
          for (let n = 0; n < 5; n += 1) await client.append(stream, counted(2), n === 0 ? 'new' : 2 * n - 1);
        }),
      );
      const logs = await Promise.all(clients.map((client) => readLog(client, streams, { after })));
      expect(logs[0]).toHaveLength(60);
      expect(logs[1]).toEqual(logs[0]);
      expect(await clients[0].head()).toBe(await clients[1].head());
    });

    it('answers the other as the first when the other repeats an append', async () => {
      const [one, other] = await opened().clients();
      const stream = newStream();
      const events = counted(3);
      const first = await one.append(stream, events, 'new');
      expect(await other.append(stream, events, 'new')).toEqual(first);
      const both = counted(2);
      const [again, answer] = await Promise.all([one, other].map((client) => client.append(stream, both, 2)));
      expect(again).toEqual(answer);
      expect(idsOf(await one.read(stream))).toEqual(idsOf([...events, ...both]));
    });

    it('delivers to a subscription of one what the other appends', async () => {
      const [one, other] = await opened().clients();
      const stream = newStream();
      const after = await other.head();
      const following = follow(one, [stream], 20, { after });
      for (let n = 0; n < 10; n += 1) await other.append(stream, counted(2), n === 0 ? 'new' : 2 * n - 1);
      expect(await following).toEqual(await other.read(stream));
    });

    it('gives both the same id', async () => {
      const [one, other] = await opened().clients();
      expect(await one.id()).toBe(await other.id());
    });
  });
}
