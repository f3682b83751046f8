import { describe, expect, it } from '@jest/globals';
import { ordersSamples, shippingSamples } from '@waybill/contracts';
import { NOW, whenProjected } from '@waybill/testing';
import type { OrderEvent } from '../domain/order.events.js';
import { orderSamples as event } from '../domain/order.samples.js';
import { OrderView } from './order-view.projection.js';
import { Timeline } from './timeline.projection.js';

const { orderId } = event.OrderPlaced;
const statusAfter = (...events: readonly OrderEvent[]) =>
  whenProjected(OrderView, event.OrderPlaced, ...events).documents.get(orderId)?.status;

describe('the public status of an order', () => {
  it.each<[string, readonly OrderEvent[]]>([
    ['pending', []],
    ['on_hold', [event.OrderHeld]],
    ['pending', [event.OrderHeld, event.OrderHoldReleased]],
    ['confirmed', [event.OrderConfirmed]],
    ['processing', [event.OrderConfirmed, event.OrderFulfilmentReleased]],
    ['shipped', [event.OrderConfirmed, event.OrderLinesShipped]],
    [
      'delivered',
      [event.OrderConfirmed, event.OrderLinesShipped, event.OrderLinesDelivered, event.OrderCompleted],
    ],
    ['confirmed', [event.OrderConfirmed, event.OrderCancellationRequested]],
    ['cancelled', [event.OrderConfirmed, event.OrderCancellationRequested, event.OrderCancelled]],
    ['failed', [event.OrderRejected]],
    ['expired', [event.OrderExpired]],
    ['cancelled', [event.OrderHeld, event.OrderCancelled]],
  ])('is %s after %j', (status, events) => expect(statusAfter(...events)).toBe(status));
});

describe('the view of an order', () => {
  it('tells when it was placed, when it changed, and at which revision it is', () => {
    const view = whenProjected(OrderView, event.OrderPlaced, event.OrderConfirmed).documents.get(orderId);
    expect(view).toMatchObject({
      orderId,
      lifecycle: 'confirmed',
      placedAt: NOW,
      updatedAt: NOW,
      revision: 1,
      totalAmount: 3070,
      shipments: [{ location: 'main', stage: 'planned' }],
    });
  });
});

describe('the timeline', () => {
  it('keeps each event once, with who and why, in the order of the log', () => {
    const placed = ordersSamples['orders.OrderPlaced'];
    const created = { ...shippingSamples['shipping.ShipmentCreated'], orderId };
    const { documents } = whenProjected(Timeline, placed, created);
    expect([...documents.keys()].toSorted()).toEqual([...documents.keys()]);
    expect([...documents.values()]).toMatchObject([
      { orderId, event: 'orders.OrderPlaced', by: { id: 'somebody' } },
      { orderId, event: 'shipping.ShipmentCreated', details: { location: 'main' } },
    ]);
  });

  it('has no place for events of no order', () => {
    whenProjected(Timeline, {
      type: 'inventory.ReservationConsumed',
      reservationId: 'r-1',
    } as never).then({});
  });
});
