import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, Waybill } from '../waybill.js';

describe('cancelling', () => {
  let waybill: Waybill;

  beforeAll(async () => {
    waybill = await Waybill.start();
    await waybill.receive('TEA', 1000);
  });
  afterAll(() => waybill.stop());

  const free = async () => (await waybill.stock('TEA')).available;
  /** The warehouse answers a cancellation that came after picking. */
  const answer = async (orderId: string, accept: boolean) => {
    const [{ fulfilmentOrderId }] = await waybill.fulfilmentsOf(orderId);
    await waybill.expect(200, `/fulfilment-orders/${fulfilmentOrderId}/cancel-answer`, { accept });
    await waybill.settled();
  };
  const cancel = (orderId: string) => waybill.post(`/orders/${orderId}/cancel`, { reason: 'customer' });

  it('C1 before the order is confirmed: its stock is released at once, nothing is charged', async () => {
    const before = await free();
    const orderId = await waybill.placed({ TEA: 3 });
    expect((await cancel(orderId)).status).toBe(200);
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await free()).toBe(before);
    expect(['voided', 'cancelled']).toContain((await waybill.get(`/payments/${orderId}`)).status);
  });

  it('C2 while nobody knows whether it is authorised: it is voided by its key', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 3 }, { method: 'tok_timeout' });
    await cancel(orderId);
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await free()).toBe(before);
    await waybill.skip(10_000);
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({
      status: 'cancelled',
      voids: [{ amount: { amount: 3000 }, status: 'succeeded' }],
    });
  });

  it('C3 once confirmed: the shipment is stopped, the stock freed, the payment voided', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 3 });
    await cancel(orderId);
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await waybill.fulfilmentsOf(orderId)).toMatchObject([{ status: 'cancelled' }]);
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'voided' });
    expect(await free()).toBe(before);
  });

  it('C4 after picking: the warehouse is asked, and puts the goods back', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 3 });
    await waybill.warehouse(orderId, 'pick');
    await cancel(orderId);
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({ lifecycle: 'cancelling' });
    await answer(orderId, true);
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await free()).toBe(before);
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'voided' });
  });

  it('C5 C6 after the label and the capture: the label is voided, and the money goes back', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 3 });
    await waybill.warehouse(orderId, 'pick', 'pack');
    await cancel(orderId);
    await answer(orderId, true);
    expect(await waybill.status(orderId)).toBe('cancelled');
    expect(await waybill.shipmentOf(orderId)).toMatchObject({ status: 'cancelled' });
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'refunded' });
    expect(await free()).toBe(before);
  });

  it('C8 when one of two parcels has left: only the other one is cancelled and paid back', async () => {
    const orderId = await waybill.ordered({ TEA: 3 });
    const [{ fulfilmentOrderId }] = await waybill.fulfilmentsOf(orderId);
    await waybill.warehouse(orderId, 'pick');
    await waybill.expect(201, `/fulfilment-orders/${fulfilmentOrderId}/pack`, {
      lines: [{ sku: 'TEA', quantity: 1 }],
    });
    await waybill.settled();
    await waybill.warehouse(orderId, 'dispatch');
    await waybill.expect(201, `/fulfilment-orders/${fulfilmentOrderId}/pack`);
    await waybill.settled();
    await cancel(orderId);
    await answer(orderId, true);
    const order = await waybill.get(`/orders/${orderId}`);
    expect(order).toMatchObject({ status: 'shipped', lines: [{ cancelled: 2, shipped: 1 }] });
    expect(order.totals.total.amount).toBe(1000);
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({
      captured: { amount: 3000 },
      refunded: { amount: 2000 },
    });
  });

  it('C14 when the warehouse does not answer: it waits for a person, and stays visible', async () => {
    const orderId = await waybill.ordered({ TEA: 1 });
    await waybill.warehouse(orderId, 'pick');
    await cancel(orderId);
    await waybill.settled();
    await waybill.skip(4 * HOUR);
    expect(await waybill.workItems(orderId)).toContain('cancellation_overdue');
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({ lifecycle: 'cancelling' });
    await answer(orderId, false);
    expect(await waybill.workItems(orderId)).toEqual([]);
    expect(await waybill.status(orderId)).toBe('processing');
  });

  it.each([1, 2, 3, 4, 5])('C12 racing the dispatch: exactly one of them wins (%i)', async () => {
    const before = await free();
    const orderId = await waybill.ordered({ TEA: 2 });
    await waybill.warehouse(orderId, 'pick', 'pack');
    const { shipmentId } = await waybill.shipmentOf(orderId);
    const [dispatched] = await Promise.all([
      waybill.post(`/shipments/${shipmentId}/dispatch`),
      cancel(orderId),
    ]);
    if (dispatched.status !== 200) await answer(orderId, true);
    const events = await waybill.events(orderId);
    const outcome = {
      dispatched: dispatched.status === 200,
      left: events.includes('shipping.ShipmentDispatched'),
      order: await waybill.status(orderId),
      payment: (await waybill.get(`/payments/${orderId}`)).status,
      gone: before - (await free()),
    };
    expect([
      { dispatched: true, left: true, order: 'shipped', payment: 'captured', gone: 2 },
      { dispatched: false, left: false, order: 'cancelled', payment: 'refunded', gone: 0 },
    ]).toContainEqual(outcome);
  });

  it('C7 comes too late for an order that has left', async () => {
    const orderId = await waybill.ordered({ TEA: 1 });
    await waybill.warehouse(orderId, 'pick', 'pack', 'dispatch');
    const { status, body } = await cancel(orderId);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'order-shipped' });
  });
});
