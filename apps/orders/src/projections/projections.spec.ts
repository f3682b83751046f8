import { describe, expect, it } from '@jest/globals';
import { NOW, whenProjected } from '@waybill/testing';
import type { OrderEvent } from '../domain/order.events.js';
import { orderSamples as event } from '../domain/order.samples.js';
import { OrderView } from './order-view.projection.js';
import { TaggedOrders } from './tagged-orders.projection.js';

const { orderId } = event.OrderPlaced;
const viewAfter = (...events: readonly OrderEvent[]) =>
  whenProjected(OrderView, event.OrderPlaced, ...events).documents.get(orderId);

describe('The public status of an order', () => {
  const { OrderConfirmed: confirmed, OrderLinesShipped: shipped, OrderLinesDelivered: delivered } = event;
  const { OrderCaptureRecorded: capture, OrderRefundRecorded: refund } = event;

  it.each<[string, readonly OrderEvent[]]>([
    ['pending', []],
    ['on_hold', [event.OrderHeld]],
    ['pending', [event.OrderHeld, event.OrderHoldReleased]],
    ['confirmed', [confirmed]],
    ['processing', [confirmed, event.OrderFulfilmentReleased]],
    ['shipped', [confirmed, shipped]],
    ['delivered', [confirmed, shipped, delivered, event.OrderCompleted]],
    ['refunded', [confirmed, shipped, delivered, event.OrderCompleted, capture, refund]],
    ['confirmed', [confirmed, event.OrderCancellationRequested]],
    ['cancelled', [confirmed, event.OrderCancellationRequested, event.OrderCancelled]],
    ['failed', [event.OrderRejected]],
    ['expired', [event.OrderExpired]],
    ['cancelled', [event.OrderHeld, event.OrderCancelled]],
    ['delivered', [event.OrderHeld, confirmed, shipped, delivered, event.OrderCompleted]],
  ])('is %s after %j', (status, events) => expect(viewAfter(...events)?.status).toBe(status));

  it('is not delivered when every unit is cancelled', () => {
    const { units } = event.OrderCancelled;
    expect(viewAfter(confirmed, { ...event.OrderLinesCancelled, units })).toMatchObject({
      status: 'confirmed',
      fulfilmentStatus: 'unfulfilled',
    });
  });
});

describe('The payment status of an order', () => {
  const { OrderConfirmed: confirmed, OrderCaptureRecorded: capture, OrderRefundRecorded: refund } = event;
  const [unit] = capture.units;
  const half = { amount: 1535, currency: 'EUR' };
  const halfUnits = unit ? [{ ...unit, quantity: 1 }] : [];
  const recorded = (outcome: (typeof event.OrderPaymentRecorded)['outcome']): OrderEvent => ({
    ...event.OrderPaymentRecorded,
    outcome,
  });

  it.each<[string, readonly OrderEvent[]]>([
    ['pending', []],
    ['authorised', [confirmed]],
    ['partially_captured', [confirmed, { ...capture, units: halfUnits, amount: half }]],
    ['captured', [confirmed, capture]],
    ['partially_refunded', [confirmed, capture, { ...refund, units: halfUnits, amount: half }]],
    ['refunded', [confirmed, capture, refund]],
    ['pending', [recorded('unresolved')]],
    ['failed', [recorded('declined')]],
    ['failed', [event.OrderRejected].map((one) => ({ ...one, reason: 'declined' as const }))],
    ['failed', [confirmed, recorded('expired')]],
    ['voided', [confirmed, event.OrderCancelled, recorded('voided')]],
    ['voided', [recorded('cancelled'), event.OrderExpired]],
    ['pending', [recorded('declined'), event.OrderPaymentRequested]],
  ])('is %s after %j', (status, events) => expect(viewAfter(...events)?.paymentStatus).toBe(status));

  it('is none when there is nothing to pay', () => {
    const nothing = event.OrderRejected.totals;
    const free = { ...event.OrderPlaced, totals: nothing, lines: [] };
    expect(whenProjected(OrderView, free).documents.get(orderId)?.paymentStatus).toBe('none');
  });
});

describe('The fulfilment status of an order', () => {
  const { OrderConfirmed: confirmed, OrderLinesShipped: parcel, OrderLinesDelivered: delivered } = event;
  const [unit] = parcel.units;
  const part = { ...parcel, units: unit ? [{ ...unit, quantity: 1 }] : [] };
  const partDelivered = { ...part, type: 'OrderLinesDelivered' } as const;
  const rest = { ...parcel, shipmentId: 's-2', units: unit ? [{ ...unit, first: 1, quantity: 1 }] : [] };

  it.each<[string, readonly OrderEvent[]]>([
    ['unfulfilled', []],
    ['allocated', [confirmed]],
    ['partially_shipped', [confirmed, part]],
    ['shipped', [confirmed, parcel]],
    ['partially_delivered', [confirmed, part, partDelivered]],
    ['delivered', [confirmed, parcel, delivered]],
    ['exception', [confirmed, part, { ...part, type: 'OrderLinesLost' }, rest]],
    ['exception', [confirmed, parcel, event.OrderParcelReturned]],
    [
      'partially_shipped',
      [confirmed, part, { ...part, type: 'OrderLinesLost' }, rest, event.ReshipmentRequested],
    ],
    ['unfulfilled', [event.OrderCancelled]],
  ])('is %s after %j', (status, events) => expect(viewAfter(...events)?.fulfilmentStatus).toBe(status));
});

describe('The view of an order', () => {
  it('shows what was placed, when, and what changed since', () => {
    const { OrderPlaced: placed } = event;
    expect(viewAfter(event.OrderConfirmed, event.OrderAddressChanged, event.OrderNoteAdded)).toMatchObject({
      orderId,
      number: '1001',
      sequence: 1001,
      channel: 'web',
      email: 'ada@example.com',
      lifecycle: 'confirmed',
      placedAt: NOW,
      updatedAt: NOW,
      revision: 3,
      totals: placed.totals,
      totalAmount: 3070,
      toPay: { amount: 3070, currency: 'EUR' },
      captured: { amount: 0, currency: 'EUR' },
      shippingAddress: { lines: ['13 St James Square'] },
      billingAddress: placed.billingAddress,
      fulfilments: [{ location: 'main', stage: 'planned' }],
      notes: [{ author: 'grace', text: 'The customer wants it before noon.' }],
      tags: ['gift'],
      metadata: { basket: '7' },
      lines: [{ lineId: '1', quantity: 2, cancelled: 0, shipped: 0, delivered: 0 }],
    });
  });

  it('counts the units of each line, and shows what the rest costs', () => {
    expect(viewAfter(event.OrderLinesCancelled, event.OrderConfirmed, event.OrderLinesShipped)).toMatchObject(
      {
        totals: event.OrderLinesCancelled.totals,
        placedTotals: event.OrderPlaced.totals,
        lines: [{ quantity: 2, cancelled: 1, shipped: 2, delivered: 0 }],
      },
    );
    expect(viewAfter(event.OrderRejected)).toMatchObject({
      totalAmount: 0,
      rejection: { reason: 'out_of_stock', shortages: [{ sku: 'TEA-EARL-100', missing: 2 }] },
    });
  });

  it('shows since when it is on hold', () => {
    expect(viewAfter(event.OrderHeld)).toMatchObject({ heldSince: event.OrderHeld.since });
    expect(viewAfter(event.OrderHeld, event.OrderHoldReleased)).not.toHaveProperty('heldSince');
  });

  it('shows which fulfilment orders still have to answer a cancellation, until it is decided', () => {
    const { OrderConfirmed, OrderCancellationRequested: requested, OrderFulfilmentKept: kept } = event;
    const { fulfilmentOrderId } = kept;
    expect(viewAfter(OrderConfirmed, requested)).toMatchObject({
      lifecycle: 'cancelling',
      reason: 'customer',
      awaiting: [fulfilmentOrderId],
    });
    const continued = viewAfter(OrderConfirmed, requested, kept, event.OrderCancellationRejected);
    expect(continued).toMatchObject({
      lifecycle: 'confirmed',
      awaiting: [],
      fulfilments: [{ stage: 'kept' }],
    });
    expect(continued).not.toHaveProperty('reason');
  });

  it('is found by its number, its reference, its customer, a tag and a SKU', () => {
    const view = viewAfter(event.OrderTagged);
    const words = view ? OrderView.search?.(view) : '';
    for (const word of ['1001', 'ada@example.com', 'Lovelace', 'London', 'gift', 'vip', 'TEA-EARL-100'])
      expect(words).toContain(word);
  });
});

describe('Tagged orders', () => {
  it('are a document per tag and order', () => {
    whenProjected(TaggedOrders, event.OrderPlaced, event.OrderTagged).then({
      [`gift/${orderId}`]: { orderId, tag: 'gift', taggedAt: NOW },
      [`vip/${orderId}`]: { orderId, tag: 'vip', taggedAt: NOW },
    });
    whenProjected(TaggedOrders, event.OrderPlaced, event.OrderUntagged).then({});
  });
});
