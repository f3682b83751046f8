import { describe, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import { whenProjected } from '@waybill/testing';
import { OrderTerms } from './order-terms.projection.js';

const { 'orders.OrderPlaced': placed, 'orders.OrderLinesCancelled': cancelled } = ordersSamples;
const { 'orders.OrderPaymentRequested': again } = ordersSamples;
const { orderId } = placed;

describe('The terms of an order', () => {
  it('say what it costs and which payment pays', () =>
    whenProjected(OrderTerms, placed).then({
      [orderId]: { orderId, customerId: 'ada', amount: placed.totals.total, payments: [placed.paymentId] },
    }));
  it('say what it costs after lines were cancelled, and which payments it has asked for', () =>
    whenProjected(OrderTerms, placed, cancelled, again, again).then({
      [orderId]: {
        orderId,
        customerId: 'ada',
        amount: cancelled.totals.total,
        payments: [placed.paymentId, again.paymentId],
      },
    }));
  it('have no customer when a guest has ordered', () => {
    const { customerId: _customerId, ...guest } = placed;
    whenProjected(OrderTerms, guest).then({
      [orderId]: { orderId, amount: placed.totals.total, payments: [placed.paymentId] },
    });
  });
});
