import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Delivery, Message } from '@waybill/message-bus';
import { ReadStoreUnavailable } from '@waybill/read-store';
import { OwnershipLost } from '../errors.js';
import { ReplicaConsumer } from './replica-consumer.js';

/** A consumer whose folds fail as a test says, and a queue that it consumes. */
function consuming(failures: readonly Error[] = []) {
  const stop = new AbortController();
  const left = [...failures];
  const folded: string[] = [];
  const acknowledged: string[] = [];
  const reports: string[] = [];
  const consumer = new ReplicaConsumer(
    'listener.fillings',
    async (deliveries) => {
      await turn();
      const failure = left.shift();
      if (failure) throw failure;
      folded.push(...deliveries.map(({ message }) => message.id));
    },
    (failure) => void reports.push(String(failure)),
    stop.signal,
  );
  const receive = (id: string, acked: () => void = () => undefined) =>
    consumer.receive(
      deliveryOf(id, () => {
        acknowledged.push(id);
        acked();
      }),
    );
  return { consumer, stop, folded, acknowledged, reports, receive };
}

function deliveryOf(id: string, ack: () => void): Delivery {
  const about = { id, topic: 'accounts.mark', key: 'accounts', publisher: 'accounts', epoch: 1 };
  const message: Message = { kind: 'mark', ...about, position: '' };
  return { message, ack };
}

describe('the consumer of a replica', () => {
  it('folds what has arrived together, in order, and acknowledges it afterwards', async () => {
    const { consumer, folded, acknowledged, receive } = consuming();
    for (const id of ['a', 'b', 'c']) receive(id);
    expect(acknowledged).toEqual([]);
    consumer.hurry();
    while (acknowledged.length < 3) await turn();
    expect(folded).toEqual(['a', 'b', 'c']);
    expect(acknowledged).toEqual(['a', 'b', 'c']);
  });

  it('folds what arrives while it is about to end', async () => {
    const { consumer, folded, receive } = consuming();
    // One microtask after another: the moment between two batches is among them.
    const moments = [1, 2, 3, 4, 5, 6];
    for (const moment of moments) {
      receive(`first ${moment}`, () => {
        let later = Promise.resolve();
        for (let left = moment; left > 0; left -= 1) later = later.then(() => undefined);
        void later.then(() => receive(`second ${moment}`));
      });
      while (!folded.includes(`second ${moment}`)) {
        consumer.hurry();
        await turn();
      }
    }
  });

  it('folds a batch until that succeeds, and acknowledges nothing before', async () => {
    const { consumer, folded, acknowledged, reports, receive } = consuming([
      new ReadStoreUnavailable('away'),
      new ReadStoreUnavailable('away'),
    ]);
    receive('a');
    consumer.hurry();
    while (reports.length < 2) await turn();
    expect(acknowledged).toEqual([]);
    while (acknowledged.length === 0) await turn();
    expect(folded).toEqual(['a']);
  });

  it('folds what it has received when it stops', async () => {
    const { consumer, stop, acknowledged, receive } = consuming();
    receive('a');
    stop.abort();
    await consumer.done;
    expect(acknowledged).toEqual(['a']);
    const { consumer: idle, stop: stopIdle } = consuming();
    stopIdle.abort();
    await idle.done;
  });

  it('acknowledges nothing that could not be folded when it stops: it comes again', async () => {
    const { consumer, stop, acknowledged, receive } = consuming([new ReadStoreUnavailable('away')]);
    receive('a');
    stop.abort();
    await consumer.done;
    expect(acknowledged).toEqual([]);
  });

  it('ends when another owner has taken over', async () => {
    const { consumer, acknowledged, receive } = consuming([new OwnershipLost('lost')]);
    receive('a');
    consumer.hurry();
    await expect(consumer.done).rejects.toBeInstanceOf(OwnershipLost);
    expect(acknowledged).toEqual([]);
  });
});
