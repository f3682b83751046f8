import { describe, expect, it } from '@jest/globals';
import { ReadModels } from '@waybill/engine';
import { EmbeddedReadStore } from '@waybill/read-store';
import { NOW } from '@waybill/testing';
import { WorkItems, type WorkItem } from '../projections/work-items.projection.js';
import { summariseWorkItems } from './work-item-summary.js';

const opened: WorkItem = {
  workItemId: 'payments:capture:1',
  context: 'payments',
  status: 'open',
  kind: 'capture_failed',
  about: { type: 'payment', id: '1' },
  reason: 'The bank has refused.',
  resolutions: [],
  openedAt: NOW,
  revision: 0,
};
const costing = (amount: number, currency: string) => ({
  amount: { amount, currency },
  minorUnits: amount,
  currency,
});

/** The read model with these documents, in a store of its own. */
async function readModelsWith(items: readonly WorkItem[]): Promise<ReadModels> {
  const { version, fields } = WorkItems;
  const store = new EmbeddedReadStore();
  const collection = await store.collection<WorkItem>({ name: 'operations.work-items', version, fields });
  const written = items.map((document, index) => ({
    id: `item-${index}`,
    document,
    fence: '1',
    replaces: undefined,
  }));
  await collection.replace(written);
  const reads = new ReadModels();
  const isThere = async () => true;
  reads.serve({
    projection: WorkItems,
    collection,
    head: () => '',
    position: () => '',
    wait: isThere,
    written: () => undefined,
  });
  return reads;
}

describe('The summary of work items', () => {
  it('adds up all that are open, however many there are', async () => {
    const dollars = Array.from({ length: 1_200 }, (_, index) => ({
      ...opened,
      ...costing(index, 'USD'),
      openedAt: new Date(Date.parse(NOW) - index * 1_000).toISOString(),
    }));
    const yen = { ...opened, ...costing(500, 'JPY') };
    const priceless = [1, 2].map((): WorkItem => ({ ...opened, kind: 'stock_shortfall' }));
    const closed: WorkItem = { ...opened, ...costing(9, 'USD'), status: 'closed' };
    const reads = await readModelsWith([yen, closed, ...dollars, ...priceless]);
    expect(await summariseWorkItems(reads, Date.parse(NOW) + 500, { waitMs: 0 })).toEqual([
      {
        kind: 'capture_failed',
        meaning: expect.any(String),
        count: 1_200,
        amount: { amount: (1_199 * 1_200) / 2, currency: 'USD' },
        oldestOpenedAt: new Date(Date.parse(NOW) - 1_199_000).toISOString(),
        oldestAgeSeconds: 1_199,
      },
      expect.objectContaining({ kind: 'stock_shortfall', count: 2 }),
      expect.objectContaining({ count: 1, amount: { amount: 500, currency: 'JPY' } }),
    ]);
  });

  it('is empty when nothing is open', async () => {
    expect(await summariseWorkItems(await readModelsWith([]), Date.parse(NOW), { waitMs: 0 })).toEqual([]);
  });
});
