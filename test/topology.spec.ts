import { describe, expect, it } from '@jest/globals';
import { topology } from '@waybill/contracts';
import { contexts } from './contexts.js';

const queuesOf = (queues: readonly { readonly queue: string; readonly topics: readonly string[] }[]) =>
  new Map(queues.map(({ queue, topics }) => [queue, topics.toSorted()]));

const declared = contexts.flatMap(({ name, sagas, projections }) => [
  ...sagas
    .filter(({ publishedEvents }) => publishedEvents.length > 0)
    .map(({ id, publishedEvents }) => ({ queue: `${name}.${id}`, topics: publishedEvents })),
  ...projections
    .filter(({ isReplica }) => isReplica)
    .map((projection) => ({ queue: `${name}.${projection.name}`, topics: projection.events })),
]);

describe('the topology', () => {
  it('has a queue for every saga and read model that needs published events, and no other queue', () => {
    expect(queuesOf(topology)).toEqual(queuesOf(declared));
    expect(topology).toHaveLength(queuesOf(topology).size);
  });
});
