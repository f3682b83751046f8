import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUR, shippingAddress, Waybill } from '../waybill.js';

const DAY = 24 * HOUR;

describe('when the delivery fails', () => {
  let waybill: Waybill;

  beforeAll(async () => {
    waybill = await Waybill.start();
    await waybill.receive('TEA', 1000);
  });
  afterAll(() => waybill.stop());

  /** An order to Belize, which has no postal codes of its own: here the code chooses what the sandbox carrier does. */
  const orderedTo = (postalCode: string) =>
    waybill.ordered({ TEA: 1 }, { shippingAddress: { ...shippingAddress, country: 'BZ', postalCode } });

  it('D1 an address that the carrier refuses holds the order until it is corrected', async () => {
    const orderId = await orderedTo('REFUSED');
    await waybill.warehouse(orderId, 'pick', 'pack');
    expect(await waybill.status(orderId)).toBe('on_hold');
    await waybill.expect(200, `/orders/${orderId}/change-shipping-address`, {
      shippingAddress: { ...shippingAddress, country: 'BZ', postalCode: 'ARRIVES' },
    });
    expect(await waybill.status(orderId)).toBe('processing');
    await waybill.warehouse(orderId, 'dispatch');
    expect(await waybill.status(orderId)).toBe('shipped');
  });

  it('D2 a label that cannot be bought waits for a person, who enters a tracking number by hand', async () => {
    const orderId = await orderedTo('FAIL');
    await waybill.warehouse(orderId, 'pick', 'pack');
    for (let times = 0; times < 4; times += 1) await waybill.skip(2 * 60_000);
    expect(await waybill.workItems(orderId)).toContain('label_failed');
    const { shipmentId } = await waybill.shipmentOf(orderId);
    await waybill.expect(200, `/shipments/${shipmentId}/manual-tracking`, {
      carrier: 'courier',
      trackingNumber: 'C-1',
    });
    expect(await waybill.workItems(orderId)).toEqual([]);
    await waybill.warehouse(orderId, 'dispatch');
    expect(await waybill.status(orderId)).toBe('shipped');
  });

  it('D3 D6 D7 a parcel that stays silent is presumed lost, and is sent again at no charge', async () => {
    const orderId = await orderedTo('SILENT');
    await waybill.warehouse(orderId, 'pick', 'pack', 'dispatch');
    const { shipmentId } = await waybill.shipmentOf(orderId);
    for (let day = 0; day < 23; day += 1) await waybill.skip(DAY);
    expect(await waybill.workItems(orderId)).toContain('shipment_presumed_lost');
    await waybill.expect(200, `/shipments/${shipmentId}/report-lost`, { reason: 'carrier_confirmed' });
    expect(await waybill.events(orderId)).toContain('orders.OrderLinesLost');
    await waybill.expect(200, `/orders/${orderId}/reship`, { shipmentId });
    const fulfilments = await waybill.fulfilmentsOf(orderId);
    expect(fulfilments).toHaveLength(2);
    const captured = (await waybill.get(`/payments/${orderId}`)).captured;
    const again = fulfilments.find(({ status }: { readonly status: string }) => status === 'released');
    await waybill.expect(200, `/fulfilment-orders/${again.fulfilmentOrderId}/pick`);
    await waybill.settled();
    await waybill.expect(201, `/fulfilment-orders/${again.fulfilmentOrderId}/pack`);
    const parcel = (await waybill.shipmentsOf(orderId)).find(
      (one: { readonly shipmentId: string }) => one.shipmentId !== shipmentId,
    );
    await waybill.expect(200, `/shipments/${parcel.shipmentId}/dispatch`);
    await waybill.settled();
    expect((await waybill.get(`/payments/${orderId}`)).captured).toEqual(captured);
  });

  it('D7 or its price is paid back', async () => {
    const orderId = await orderedTo('SILENT');
    await waybill.warehouse(orderId, 'pick', 'pack', 'dispatch');
    const { shipmentId } = await waybill.shipmentOf(orderId);
    await waybill.expect(200, `/shipments/${shipmentId}/report-lost`, { reason: 'carrier_confirmed' });
    await waybill.settled();
    await waybill.expect(200, `/orders/${orderId}/refund-lost`, { shipmentId });
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ refunded: { amount: 1000 } });
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({ paymentStatus: 'refunded' });
  });

  it('D4 D8 a parcel that nobody accepts comes back to the sender', async () => {
    const orderId = await orderedTo('NOBODY-HOME');
    await waybill.warehouse(orderId, 'pick', 'pack', 'dispatch');
    for (let day = 0; day < 12; day += 1) await waybill.skip(DAY);
    expect(await waybill.events(orderId)).toContain('shipping.ReturnToSenderStarted');
    const { shipmentId } = await waybill.shipmentOf(orderId);
    await waybill.expect(200, `/shipments/${shipmentId}/return-received`);
    expect(await waybill.events(orderId)).toContain('shipping.ReturnToSenderReceived');
    expect(await waybill.workItems(orderId)).toContain('shipment_returned');
  });
});
