import type { Money, Named } from '@waybill/kernel';
import type { OrderEvent, Totals } from './order.events.js';

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const address = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const totals: Totals = { goods: eur(2500), shipping: eur(490), tax: eur(80), total: eur(3070) };
const lines = [{ sku: 'TEA-EARL-100', quantity: 2 }];
const ofShipment = { orderId, location: 'main', shipmentId: '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f' };

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const orderSamples: { readonly [T in OrderEvent['type']]: Named<OrderEvent, T> } = {
  OrderPlaced: {
    type: 'OrderPlaced',
    orderId,
    customerId: 'ada',
    lines: [{ sku: 'TEA-EARL-100', quantity: 2, unitPrice: eur(1250) }],
    totals,
    shippingAddress: address,
    billingAddress: address,
    paymentMethod: 'tok_approve',
    allowPartial: false,
  },
  OrderLinesCancelled: {
    type: 'OrderLinesCancelled',
    orderId,
    lines: [{ sku: 'TEA-EARL-100', quantity: 1 }],
    reason: 'out-of-stock',
    totals: { goods: eur(1250), shipping: eur(490), tax: eur(40), total: eur(1780) },
  },
  OrderConfirmed: {
    type: 'OrderConfirmed',
    orderId,
    customerId: 'ada',
    shippingAddress: address,
    shipments: [{ location: 'main', lines, amount: eur(3070) }],
    holds: [],
  },
  OrderRejected: {
    type: 'OrderRejected',
    orderId,
    reason: 'out-of-stock',
    shortages: [{ sku: 'TEA-EARL-100', missing: 2 }],
  },
  OrderExpired: { type: 'OrderExpired', orderId },
  OrderHeld: { type: 'OrderHeld', orderId, hold: 'manual', note: 'Call the customer.', locations: ['main'] },
  OrderHoldReleased: { type: 'OrderHoldReleased', orderId, hold: 'manual', holds: [], locations: ['main'] },
  OrderCancellationRequested: {
    type: 'OrderCancellationRequested',
    orderId,
    reason: 'customer',
    locations: ['main'],
  },
  OrderCancellationOverdue: { type: 'OrderCancellationOverdue', orderId, locations: ['main'] },
  OrderCancellationRejected: { type: 'OrderCancellationRejected', orderId, reason: 'shipped' },
  OrderCancelled: { type: 'OrderCancelled', orderId, reason: 'customer' },
  OrderFulfilmentReleased: { type: 'OrderFulfilmentReleased', ...ofShipment },
  OrderShipmentKept: { type: 'OrderShipmentKept', ...ofShipment },
  OrderShipmentCancelled: { type: 'OrderShipmentCancelled', ...ofShipment },
  OrderLinesShipped: { type: 'OrderLinesShipped', ...ofShipment, lines },
  OrderLinesDelivered: { type: 'OrderLinesDelivered', ...ofShipment, lines },
  OrderCompleted: { type: 'OrderCompleted', orderId },
};
