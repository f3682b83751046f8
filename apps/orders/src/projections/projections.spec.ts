import { describe, expect, it } from '@jest/globals';
import { NOW, whenProjected } from '@waybill/testing';
import type { OrderEvent } from '../domain/order.events.js';
import { orderSamples as event } from '../domain/order.samples.js';
import { OrderView } from './order-view.projection.js';

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
  it('shows when it was placed, when it changed, and its revision', () => {
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

  it('shows who still has to answer a cancellation, until it is decided', () => {
    const { OrderPlaced, OrderConfirmed, OrderCancellationRequested: requested } = event;
    const after = (...events: readonly OrderEvent[]) =>
      whenProjected(OrderView, OrderPlaced, OrderConfirmed, requested, ...events).documents.get(orderId);
    expect(after()).toMatchObject({ lifecycle: 'cancelling', reason: 'customer', awaiting: ['main'] });
    expect(after(event.OrderShipmentCancelled)).toMatchObject({ awaiting: [] });
    const cancelled = after(event.OrderShipmentCancelled, event.OrderCancelled);
    expect(cancelled).toMatchObject({ lifecycle: 'cancelled', reason: 'customer' });
    expect(cancelled).not.toHaveProperty('awaiting');
    const kept = after(event.OrderShipmentKept, event.OrderCancellationRejected);
    expect(kept).toMatchObject({ lifecycle: 'confirmed', shipments: [{ stage: 'kept' }] });
    expect(kept).not.toHaveProperty('reason');
    expect(kept).not.toHaveProperty('awaiting');
  });
});
