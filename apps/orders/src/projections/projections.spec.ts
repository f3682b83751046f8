import { describe, expect, it } from '@jest/globals';
import { ordersSamples, shippingSamples } from '@waybill/contracts';
import { NOW, whenProjected } from '@waybill/testing';
import type { OrderEvent } from '../domain/order.events.js';
import { orderSamples as fact } from '../domain/order.samples.js';
import { OrderView } from './order-view.projection.js';
import { Timeline } from './timeline.projection.js';

const { orderId } = fact.OrderPlaced;
const statusAfter = (...facts: readonly OrderEvent[]) =>
  whenProjected(OrderView, fact.OrderPlaced, ...facts).documents.get(orderId)?.status;

describe('the public status of an order', () => {
  it.each<[string, readonly OrderEvent[]]>([
    ['pending', []],
    ['on_hold', [fact.OrderHeld]],
    ['pending', [fact.OrderHeld, fact.OrderHoldReleased]],
    ['confirmed', [fact.OrderConfirmed]],
    ['processing', [fact.OrderConfirmed, fact.OrderFulfilmentReleased]],
    ['shipped', [fact.OrderConfirmed, fact.OrderLinesShipped]],
    [
      'delivered',
      [fact.OrderConfirmed, fact.OrderLinesShipped, fact.OrderLinesDelivered, fact.OrderCompleted],
    ],
    ['confirmed', [fact.OrderConfirmed, fact.OrderCancellationRequested]],
    ['cancelled', [fact.OrderConfirmed, fact.OrderCancellationRequested, fact.OrderCancelled]],
    ['failed', [fact.OrderRejected]],
    ['expired', [fact.OrderExpired]],
    ['cancelled', [fact.OrderHeld, fact.OrderCancelled]],
  ])('is %s after %j', (status, facts) => expect(statusAfter(...facts)).toBe(status));
});

describe('the view of an order', () => {
  it('tells when it was placed, when it changed, and at which revision it is', () => {
    const view = whenProjected(OrderView, fact.OrderPlaced, fact.OrderConfirmed).documents.get(orderId);
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
  it('keeps each fact once, with who and why, in the order of the log', () => {
    const placed = ordersSamples['orders.OrderPlaced'];
    const created = { ...shippingSamples['shipping.ShipmentCreated'], orderId };
    const { documents } = whenProjected(Timeline, placed, created);
    expect([...documents.keys()].toSorted()).toEqual([...documents.keys()]);
    expect([...documents.values()]).toMatchObject([
      { orderId, fact: 'orders.OrderPlaced', by: { id: 'somebody' } },
      { orderId, fact: 'shipping.ShipmentCreated', details: { location: 'main' } },
    ]);
  });

  it('has no place for facts of no order', () => {
    whenProjected(Timeline, {
      type: 'inventory.ReservationConsumed',
      reservationId: 'r-1',
    } as never).then({});
  });
});
