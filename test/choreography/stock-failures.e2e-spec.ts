import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MINUTE, Waybill } from '../waybill.js';

describe('when there is not enough stock', () => {
  let waybill: Waybill;

  beforeAll(async () => {
    waybill = await Waybill.start();
  });
  afterAll(() => waybill.stop());

  it('S1 an order that is out of stock is rejected, and no payment is taken', async () => {
    await waybill.receive('CUP', 1);
    const orderId = await waybill.ordered({ CUP: 2 });
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({
      status: 'failed',
      rejection: { reason: 'out_of_stock', shortages: [{ sku: 'CUP', missing: 1 }] },
    });
    expect(await waybill.events(orderId)).not.toContain('payments.PaymentAuthorised');
    expect(await waybill.stock('CUP')).toMatchObject({ available: 1 });
  });

  it('S1 a missing line frees the stock of the other lines', async () => {
    await waybill.receive('SPOON', 5);
    const orderId = await waybill.ordered({ SPOON: 1, 'NO-SUCH-THING': 1 });
    expect(await waybill.status(orderId)).toBe('failed');
    expect(await waybill.stock('SPOON')).toMatchObject({ available: 5 });
  });

  it('S2 an order that may be split goes on with the available lines, at their price', async () => {
    await waybill.receive('TEA', 3);
    const orderId = await waybill.ordered({ TEA: 5 }, { policy: 'partial', totals: { total: 5000 } });
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({
      status: 'processing',
      lines: [{ sku: 'TEA', quantity: 5, cancelled: 2 }],
      totals: { total: { amount: 3000 } },
    });
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({
      status: 'authorised',
      authorised: { amount: 3000 },
    });
  });

  it('S7 a reservation that expires unpaid ends its order', async () => {
    await waybill.receive('POT', 1);
    const orderId = await waybill.ordered({ POT: 1 }, { method: 'tok_insufficient' });
    expect(await waybill.stock('POT')).toMatchObject({ available: 0 });
    await waybill.skip(46 * MINUTE);
    expect(await waybill.status(orderId)).toBe('expired');
    expect(await waybill.stock('POT')).toMatchObject({ available: 1 });
  });

  it('S8 an authorisation after the expiry of the reservation gets the stock again', async () => {
    await waybill.receive('JAR', 1);
    const orderId = await waybill.ordered({ JAR: 1 }, { method: 'tok_timeout' });
    await waybill.skip(31 * MINUTE);
    expect(await waybill.events(orderId)).toContain('inventory.ReservationExpired');
    expect(await waybill.status(orderId)).toBe('processing');
    expect(await waybill.stock('JAR')).toMatchObject({ available: 0 });
  });

  it('S8 S9 or its money back when another order has taken the stock', async () => {
    await waybill.receive('LID', 1);
    const orderId = await waybill.ordered({ LID: 1 }, { method: 'tok_unknown' });
    await waybill.skip(31 * MINUTE);
    expect(await waybill.events(orderId)).toContain('inventory.ReservationExpired');
    const faster = await waybill.ordered({ LID: 1 });
    expect(await waybill.status(faster)).toBe('processing');
    await waybill.post(`/orders/${orderId}/cancel`, { reason: 'customer' });
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await waybill.stock('LID')).toMatchObject({ available: 0, onHand: 1 });
  });

  it('S10 stock that turns out not to be there is taken from another location', async () => {
    await waybill.located('north');
    await waybill.receive('MUG', 2);
    await waybill.receive('MUG', 2, 'north');
    const orderId = await waybill.ordered({ MUG: 2 });
    const [{ location }] = await waybill.fulfilmentsOf(orderId);
    await waybill.expect(200, `/stock/MUG/${location}/count`, { counted: 0 });
    const fulfilments = await waybill.fulfilmentsOf(orderId);
    const other = location === 'main' ? 'north' : 'main';
    expect(fulfilments).toContainEqual(expect.objectContaining({ location, status: 'cancelled' }));
    expect(fulfilments).toContainEqual(expect.objectContaining({ location: other, status: 'released' }));
    expect(await waybill.status(orderId)).toBe('processing');
  });

  it('S10 and is cancelled, and not charged, when there is none elsewhere', async () => {
    await waybill.receive('VASE', 3);
    const orderId = await waybill.ordered({ VASE: 3 });
    await waybill.expect(200, '/stock/VASE/main/count', { counted: 2 });
    const order = await waybill.get(`/orders/${orderId}`);
    expect(order).toMatchObject({ lines: [{ sku: 'VASE', quantity: 3, cancelled: 1 }] });
    expect(order.totals.total.amount).toBe(2000);
    await waybill.warehouse(orderId, 'pick', 'pack', 'dispatch');
    expect(await waybill.status(orderId)).toBe('shipped');
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ captured: { amount: 2000 } });
    expect(await waybill.stock('VASE')).toMatchObject({ onHand: 0 });
  });

  it('S11 a short pick sends what there is, and cancels the rest when there is none elsewhere', async () => {
    await waybill.receive('FORK', 3);
    const orderId = await waybill.ordered({ FORK: 3 });
    const [{ fulfilmentOrderId }] = await waybill.fulfilmentsOf(orderId);
    await waybill.expect(200, `/fulfilment-orders/${fulfilmentOrderId}/report-short`, {
      lines: [{ sku: 'FORK', quantity: 1 }],
    });
    await waybill.settled();
    await waybill.warehouse(orderId, 'pick', 'pack', 'dispatch');
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({
      status: 'shipped',
      lines: [{ quantity: 3, cancelled: 1, shipped: 2 }],
    });
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ captured: { amount: 2000 } });
    expect(await waybill.stock('FORK')).toMatchObject({ onHand: 0 });
  });

  it('S14 a location that is suspended sends nothing more: its orders are sent from elsewhere', async () => {
    await waybill.located('east');
    await waybill.receive('BOWL', 1, 'east');
    const orderId = await waybill.ordered({ BOWL: 1 });
    await waybill.receive('BOWL', 1);
    await waybill.expect(200, '/locations/east/suspend', { reason: 'flooded' });
    await waybill.settled();
    const open = (await waybill.fulfilmentsOf(orderId)).filter(
      ({ status }: { readonly status: string }) => status !== 'cancelled',
    );
    expect(open).toMatchObject([{ location: 'main', status: 'released' }]);
  });

  it('the last unit goes to one of many', async () => {
    await waybill.receive('LAST', 1);
    const orders = await Promise.all(Array.from({ length: 10 }, () => waybill.placed({ LAST: 1 })));
    const statuses = await Promise.all(orders.map((orderId) => waybill.status(orderId)));
    expect(statuses.filter((status) => status === 'processing')).toHaveLength(1);
    expect(statuses.filter((status) => status === 'failed')).toHaveLength(9);
  });
});
