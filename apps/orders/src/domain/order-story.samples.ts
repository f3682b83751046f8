import { idFrom, type Money, type Units } from '@waybill/kernel';
import { PlaceOrder } from './order.commands.js';
import type { Totals } from './order-contents.events.js';
import type { OfOrder, OrderEvent } from './order.events.js';
import { placedBy } from './order.placing.js';

/** The order of most tests: two units of TEA from `main` for 11.00 each, a POT from `south` for 33.00, shipping included. */
export const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
export const ofOrder: OfOrder = {
  orderId,
  subjectId: 'ada',
  number: '1001',
  channel: 'web',
  customerId: 'ada',
};
export const eur = (amount: number): Money => ({ amount, currency: 'EUR' });
export const london = {
  name: 'Ada Lovelace',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

export const placeOrder = new PlaceOrder({
  orderId,
  number: '1001',
  customerId: 'ada',
  contact: { email: 'ada@example.com' },
  currency: 'EUR',
  lines: [
    { sku: 'TEA', quantity: 2, unitPrice: 1000, policy: 'partial' },
    { sku: 'POT', quantity: 1, unitPrice: 3000, policy: 'partial' },
  ],
  shipping: { method: 'standard', price: 500 },
  shippingAddress: london,
});
export const placed = placedBy(placeOrder, orderId);

export const tea: readonly Units[] = [
  { lineId: '1', sku: 'TEA', first: 0, quantity: 2, unitAmount: eur(1100) },
];
export const firstTea = tea.map((one) => ({ ...one, quantity: 1 }));
export const secondTea = tea.map((one) => ({ ...one, first: 1, quantity: 1 }));
export const pot: readonly Units[] = [
  { lineId: '2', sku: 'POT', first: 0, quantity: 1, unitAmount: eur(3300) },
];

export const totals = (goods: number, shipping: number): Totals => ({
  goods: eur(goods),
  discount: eur(0),
  shipping: eur(shipping),
  tax: eur(0),
  total: eur(goods + shipping),
});
export const nothing = totals(0, 0);

export const claims = [
  { sku: 'TEA', location: 'main', quantity: 2 },
  { sku: 'POT', location: 'south', quantity: 1 },
];
export const main = idFrom('fulfilment', orderId, 0);
export const south = idFrom('fulfilment', orderId, 1);
export const third = idFrom('fulfilment', orderId, 2);
export const destination = {
  contact: { email: 'ada@example.com' },
  shippingAddress: london,
  shippingMethod: 'standard',
};
export const confirmed: OrderEvent = {
  type: 'OrderConfirmed',
  ...ofOrder,
  ...destination,
  fulfilments: [
    { fulfilmentOrderId: main, location: 'main', units: tea },
    { fulfilmentOrderId: south, location: 'south', units: pot },
  ],
  holds: [],
};
export const teaParcel = { orderId, fulfilmentOrderId: main, shipmentId: idFrom('tea'), units: tea };
export const potParcel = { orderId, fulfilmentOrderId: south, shipmentId: idFrom('pot'), units: pot };
export const shipped = (parcel: typeof teaParcel): OrderEvent => ({
  type: 'OrderLinesShipped',
  ...ofOrder,
  ...parcel,
});
export const delivered = (parcel: typeof teaParcel): OrderEvent => ({
  type: 'OrderLinesDelivered',
  ...ofOrder,
  ...parcel,
});
export const captured = (parcel: typeof teaParcel, amount: number, paymentId = orderId) => ({
  orderId,
  paymentId,
  captureId: idFrom('capture', parcel.shipmentId),
  shipmentId: parcel.shipmentId,
  units: parcel.units,
  amount: eur(amount),
});
