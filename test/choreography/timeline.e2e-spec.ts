import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Waybill } from '../waybill.js';

interface Entry {
  readonly id: string;
  readonly event: string;
  readonly position: string;
}

describe('the timeline of an order with more events than a page holds', () => {
  let waybill: Waybill;
  let orderId: string;

  beforeAll(async () => {
    waybill = await Waybill.start();
    await waybill.receive('TEA', 10);
    orderId = await waybill.ordered({ TEA: 2 });
    for (let times = 0; times < 15; times += 1) {
      await waybill.post(`/orders/${orderId}/hold`, { reason: 'manual' });
      const { holds } = await waybill.get(`/orders/${orderId}`);
      await waybill.post(`/orders/${orderId}/release-hold`, { holdId: holds[0].holdId });
    }
    await waybill.settled();
  }, 30_000);
  afterAll(() => waybill.stop());

  it('is listed from the first entry to the last in the order of the log, each entry once', async () => {
    const entries: Entry[] = [];
    let cursor = '';
    do {
      const { data, next } = await waybill.get(`/orders/${orderId}/timeline?limit=7${cursor}`);
      entries.push(...data);
      cursor = next === undefined ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(entries.filter(({ event }) => event === 'orders.OrderHeld')).toHaveLength(15);
    expect(entries.filter(({ event }) => event === 'orders.OrderHoldReleased')).toHaveLength(15);
    expect(entries[0]?.event).toBe('orders.OrderPlaced');
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    const positions = entries.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted());
  });

  it('is that of a known order only, whatever its id begins with', async () => {
    await waybill.ordered({ TEA: 1 });
    const { status } = await waybill.read(`/orders/${orderId.slice(0, 8)}/timeline`);
    expect(status).toBe(404);
  });
});
