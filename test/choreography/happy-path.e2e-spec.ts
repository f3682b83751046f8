import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '@waybill/event-store';
import { amountOfUnits, type Units } from '@waybill/kernel';
import { Waybill } from '../waybill.js';

/** What leads to the confirmation; numbers are claimed for a hundred orders together. */
const isOnTheWay = ({ stream, type }: StoredEvent) =>
  /^(order|reservation|stock|payment)-/.test(stream) && type !== 'OrderFulfilmentReleased';

describe('an order from placement to delivery, step by step', () => {
  let waybill: Waybill;
  let orderId: string;

  beforeAll(async () => {
    waybill = await Waybill.start();
    await waybill.receive('TEA', 10);
    orderId = await waybill.ordered({ TEA: 2 });
  });
  afterAll(() => waybill.stop());

  it('H1 OrderPlaced: inventory holds the stock', async () => {
    expect(await waybill.events(orderId)).toContain('inventory.ReservationHeld');
    expect(await waybill.stock('TEA')).toMatchObject({ onHand: 10, available: 8 });
  });

  it('H2 ReservationHeld: payments has the amount authorised', async () => {
    expect(await waybill.events(orderId)).toContain('payments.PaymentAuthorised');
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'authorised' });
  });

  it('H3 PaymentAuthorised: inventory commits the reservation', async () => {
    expect(await waybill.get(`/reservations/${orderId}`)).toMatchObject({ status: 'committed' });
    expect(await waybill.stock('TEA')).toMatchObject({ allocated: 2, held: 0 });
  });

  it('H4 ReservationCommitted: the order is confirmed', async () => {
    const events = await waybill.events(orderId);
    const chain = [
      'orders.OrderPlaced',
      'inventory.ReservationHeld',
      'payments.PaymentAuthorised',
      'inventory.ReservationCommitted',
      'orders.OrderConfirmed',
    ];
    expect(events.filter((event) => chain.includes(event))).toEqual(chain);
  });

  it('H5 OrderConfirmed: a fulfilment order per location is created', async () => {
    expect(await waybill.fulfilmentsOf(orderId)).toMatchObject([{ orderId, location: 'main' }]);
  });

  it('H6 FulfilmentOrderCreated: it is released, and the order is being processed', async () => {
    expect(await waybill.fulfilmentsOf(orderId)).toMatchObject([{ status: 'released' }]);
    expect(await waybill.status(orderId)).toBe('processing');
  });

  it('H7 ItemsPicked: the stock is picked', async () => {
    await waybill.warehouse(orderId, 'pick');
    expect(await waybill.events(orderId)).toContain('shipping.ItemsPicked');
    expect(await waybill.get('/stock/TEA/main')).toMatchObject({ picked: 2 });
  });

  it('H8 ItemsPacked: they are a parcel, and a label is bought for it', async () => {
    await waybill.warehouse(orderId, 'pack');
    expect(await waybill.events(orderId)).toContain('shipping.LabelPurchased');
  });

  it('H9 LabelPurchased: the parcel is ready, and what its units cost is captured', async () => {
    expect(await waybill.events(orderId)).toContain('shipping.ShipmentReadyForCapture');
    expect(await waybill.events(orderId)).toContain('payments.PaymentCaptured');
    expect(await waybill.get(`/payments/${orderId}`)).toMatchObject({ status: 'captured' });
  });

  it('H10 PaymentCaptured: dispatch is permitted, and an operator hands it over', async () => {
    expect(await waybill.events(orderId)).toContain('shipping.DispatchPermitted');
    await waybill.warehouse(orderId, 'dispatch');
    expect(await waybill.events(orderId)).toContain('shipping.ShipmentDispatched');
  });

  it('H11 ShipmentDispatched: the stock leaves, and the reservation is consumed', async () => {
    expect(await waybill.stock('TEA')).toMatchObject({ onHand: 8, available: 8 });
    expect(await waybill.get(`/reservations/${orderId}`)).toMatchObject({ status: 'consumed' });
  });

  it('H12 ShipmentDispatched: the order is shipped', async () => {
    expect(await waybill.events(orderId)).toContain('orders.OrderLinesShipped');
    expect(await waybill.status(orderId)).toBe('shipped');
  });

  it('H13 ShipmentDelivered: the order is delivered', async () => {
    await waybill.scanned(orderId, 'in_transit');
    await waybill.scanned(orderId, 'delivered');
    expect(await waybill.events(orderId)).toContain('orders.OrderLinesDelivered');
    expect(await waybill.status(orderId)).toBe('delivered');
  });

  it('H15 all delivered: the order is completed', async () => {
    expect(await waybill.events(orderId)).toContain('orders.OrderCompleted');
    expect(await waybill.get(`/orders/${orderId}`)).toMatchObject({ lifecycle: 'completed' });
  });

  it('is confirmed with nine appends, and two more for a further SKU', async () => {
    await waybill.receive('JAR', 10);
    const appends = async (lines: Readonly<Record<string, number>>) => {
      const before = await waybill.appends(isOnTheWay);
      await waybill.ordered(lines);
      return (await waybill.appends(isOnTheWay)) - before;
    };
    const paymentIsCreated = 1;
    expect(await appends({ TEA: 1 })).toBe(paymentIsCreated + 9);
    expect(await appends({ TEA: 1, JAR: 1 })).toBe(paymentIsCreated + 11);
  });

  it('an order from two locations becomes two fulfilment orders, whose amounts add up', async () => {
    await waybill.located('south');
    await waybill.receive('POT', 1, 'south');
    const shipping = { method: 'standard', price: 1 };
    const both = await waybill.ordered({ TEA: 1, POT: 1 }, { shipping, totals: { total: 2001 } });
    const fulfilments = await waybill.fulfilmentsOf(both);
    expect(fulfilments).toHaveLength(2);
    const units = fulfilments.flatMap((one: { units: Readonly<Record<string, readonly Units[]>> }) =>
      Object.values(one.units).flat(),
    );
    expect(amountOfUnits('EUR', units)).toEqual({ amount: 2001, currency: 'EUR' });
  });

  it('what a fulfilment order sends may leave in several parcels, each paid for when it is ready', async () => {
    const split = await waybill.ordered({ TEA: 3 });
    const [{ fulfilmentOrderId }] = await waybill.fulfilmentsOf(split);
    await waybill.warehouse(split, 'pick');
    await waybill.expect(201, `/fulfilment-orders/${fulfilmentOrderId}/pack`, {
      lines: [{ sku: 'TEA', quantity: 1 }],
    });
    expect(await waybill.get(`/payments/${split}`)).toMatchObject({ captured: { amount: 1000 } });
    await waybill.expect(201, `/fulfilment-orders/${fulfilmentOrderId}/pack`);
    expect(await waybill.get(`/payments/${split}`)).toMatchObject({ captured: { amount: 3000 } });
    expect(await waybill.shipmentsOf(split)).toHaveLength(2);
  });
});
