import type { Money, Named, Units } from '@waybill/kernel';
import type { Address, Totals } from './order-contents.events.js';
import type { OfOrder, OrderEvent } from './order.events.js';

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder: OfOrder = { orderId, subjectId: 'ada', number: '1001', channel: 'web', customerId: 'ada' };
const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
const contact = { email: 'ada@example.com', locale: 'en-GB' };
const shippingAddress: Address = {
  name: 'Ada Lovelace',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const units: readonly Units[] = [
  { lineId: '1', sku: 'TEA-EARL-100', first: 0, quantity: 2, unitAmount: eur(1535) },
];
const second: readonly Units[] = units.map((one) => ({ ...one, first: 1, quantity: 1 }));
const totals: Totals = {
  goods: eur(2500),
  discount: eur(0),
  shipping: eur(570),
  tax: eur(0),
  total: eur(3070),
};
const nothing: Totals = { goods: eur(0), discount: eur(0), shipping: eur(0), tax: eur(0), total: eur(0) };
const fulfilmentOrderId = '7c1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e70';
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';
const holdId = '5b1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e71';
const reservationId = '6c1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e72';
const captureId = '01930f70-0000-7000-8000-000000000003';
const refundId = '01930f70-0000-7000-8000-000000000001';
const paymentId = orderId;
const fulfilments = [{ fulfilmentOrderId, location: 'main', units }];
const parcel = { shipmentId, fulfilmentOrderId, units };
const workItemId = `hold/${holdId}`;

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const orderSamples: { readonly [T in OrderEvent['type']]: Named<OrderEvent, T> } = {
  OrderPlaced: {
    type: 'OrderPlaced',
    ...ofOrder,
    contact,
    currency: 'EUR',
    priceIncludesTax: true,
    lines: [
      {
        lineId: '1',
        sku: 'TEA-EARL-100',
        title: 'Earl Grey, 100 g',
        quantity: 2,
        unitPrice: eur(1250),
        taxes: [],
        discounts: [],
        policy: 'all_or_nothing',
        units: [
          {
            first: 0,
            quantity: 2,
            goods: 1250,
            discount: 0,
            tax: 0,
            shipping: 285,
            shippingTax: 0,
            amount: 1535,
          },
        ],
      },
    ],
    shipping: { method: 'standard', price: eur(570), taxes: [] },
    totals,
    shippingAddress,
    billingAddress: shippingAddress,
    paymentId,
    tags: ['gift'],
    metadata: { basket: '7' },
  },
  OrderLinesCancelled: {
    type: 'OrderLinesCancelled',
    ...ofOrder,
    units: second,
    reason: 'out_of_stock',
    totals: { ...totals, goods: eur(1250), shipping: eur(285), total: eur(1535) },
    fulfilmentOrderIds: [],
  },
  OrderConfirmed: {
    type: 'OrderConfirmed',
    ...ofOrder,
    contact,
    shippingAddress,
    shippingMethod: 'standard',
    fulfilments,
    holds: [],
  },
  FulfilmentPlanned: {
    type: 'FulfilmentPlanned',
    ...ofOrder,
    contact,
    shippingAddress,
    shippingMethod: 'standard',
    reason: 'reallocated',
    fulfilments: [{ fulfilmentOrderId: holdId, location: 'north', units }],
    holds: [],
    reservationId: orderId,
    insteadOf: fulfilmentOrderId,
  },
  OrderRejected: {
    type: 'OrderRejected',
    ...ofOrder,
    reason: 'out_of_stock',
    shortages: [{ sku: 'TEA-EARL-100', missing: 2 }],
    totals: nothing,
  },
  OrderExpired: { type: 'OrderExpired', ...ofOrder, totals: nothing },
  OrderAddressChanged: {
    type: 'OrderAddressChanged',
    ...ofOrder,
    shippingAddress: { ...shippingAddress, lines: ['13 St James Square'] },
    fulfilmentOrderIds: [fulfilmentOrderId],
  },
  OrderHeld: {
    type: 'OrderHeld',
    ...ofOrder,
    holdId,
    reason: 'manual',
    owner: 'grace',
    note: 'Call the customer.',
    since: '2026-11-22T10:00:00.000Z',
    until: '2026-11-25T10:00:00.000Z',
    fulfilmentOrderIds: [fulfilmentOrderId],
  },
  OrderHoldReleased: {
    type: 'OrderHoldReleased',
    ...ofOrder,
    holdId,
    reason: 'manual',
    holds: [],
    fulfilmentOrderIds: [fulfilmentOrderId],
  },
  OrderCancellationRequested: {
    type: 'OrderCancellationRequested',
    ...ofOrder,
    reason: 'customer',
    fulfilmentOrderIds: [fulfilmentOrderId],
  },
  OrderCancellationRejected: { type: 'OrderCancellationRejected', ...ofOrder, reason: 'shipped' },
  OrderCancelled: { type: 'OrderCancelled', ...ofOrder, reason: 'customer', units, totals: nothing },
  OrderFulfilmentReleased: { type: 'OrderFulfilmentReleased', orderId, fulfilmentOrderId },
  OrderFulfilmentKept: { type: 'OrderFulfilmentKept', orderId, fulfilmentOrderId, reason: 'warehouse' },
  OrderParcelLabelled: { type: 'OrderParcelLabelled', orderId, shipmentId, fulfilmentOrderId },
  OrderLinesShipped: { type: 'OrderLinesShipped', ...ofOrder, ...parcel },
  OrderLinesDelivered: { type: 'OrderLinesDelivered', ...ofOrder, ...parcel },
  OrderLinesLost: { type: 'OrderLinesLost', ...ofOrder, ...parcel },
  OrderParcelReturned: { type: 'OrderParcelReturned', orderId, shipmentId },
  ParcelWrittenOff: { type: 'ParcelWrittenOff', orderId, shipmentId, units },
  ReshipmentRequested: { type: 'ReshipmentRequested', ...ofOrder, shipmentId, reservationId, units },
  ReshipmentFailed: { type: 'ReshipmentFailed', orderId, shipmentId, reservationId },
  OrderPaymentRequested: {
    type: 'OrderPaymentRequested',
    ...ofOrder,
    paymentId: '01930f70-0000-7000-8000-000000000002',
    amount: eur(3070),
  },
  OrderPaymentRecorded: { type: 'OrderPaymentRecorded', orderId, paymentId, outcome: 'authorised' },
  OrderCaptureRecorded: {
    type: 'OrderCaptureRecorded',
    orderId,
    paymentId,
    captureId,
    shipmentId,
    units,
    amount: eur(3070),
  },
  OrderCaptureWaits: { type: 'OrderCaptureWaits', orderId, paymentId, shipmentId },
  OrderRefundRecorded: {
    type: 'OrderRefundRecorded',
    orderId,
    paymentId,
    refundId,
    units,
    amount: eur(3070),
  },
  OrderRefundDue: {
    type: 'OrderRefundDue',
    ...ofOrder,
    refundId,
    units,
    amount: eur(3070),
    reason: 'shipment_lost',
  },
  OrderNoteAdded: {
    type: 'OrderNoteAdded',
    orderId,
    subjectId: 'ada',
    noteId: '01930f70-0000-7000-8000-000000000004',
    text: 'The customer wants it before noon.',
    author: 'grace',
    at: '2026-11-22T10:00:00.000Z',
  },
  OrderTagged: { type: 'OrderTagged', orderId, tag: 'vip' },
  OrderUntagged: { type: 'OrderUntagged', orderId, tag: 'gift' },
  OrderCompleted: { type: 'OrderCompleted', ...ofOrder, totals },
  WorkItemOpened: {
    type: 'WorkItemOpened',
    orderId,
    workItemId,
    kind: 'hold_overdue',
    about: { type: 'order', id: orderId },
    reason: 'The hold (manual) of grace should have ended at 2026-11-25T10:00:00.000Z.',
    resolutions: [{ request: `POST /v1/orders/${orderId}/release-hold`, effect: 'releases the hold' }],
  },
  WorkItemClosed: { type: 'WorkItemClosed', orderId, workItemId, resolution: 'The hold is released.' },
};
