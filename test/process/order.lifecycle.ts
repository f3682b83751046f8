import { Order, orders } from './apps.js';
import { processOf } from './transitions.js';

const orderId = 'o-1';
const address = {
  name: 'Ada',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y',
  country: 'GB',
};
const shortage = (missing: number) => [{ sku: 'TEA', missing }];
const at = (location: string) => ({ orderId, location, shipmentId: `s-${location}` });
const line = [{ sku: 'TEA', quantity: 1 }];
const place = new orders.PlaceOrder({
  orderId,
  customerId: 'ada',
  currency: 'EUR',
  lines: [{ sku: 'TEA', quantity: 2, unitPrice: 1000 }],
  shippingAddress: address,
  paymentMethod: 'tok_approve',
  allowPartial: true,
});

/** An order of two units that leave from two locations, so that only one of them can be stopped. */
const afterPlacing = [
  new orders.CancelMissingLines({ orderId, shortages: shortage(1) }),
  new orders.CancelMissingLines({ orderId, shortages: shortage(2) }),
  new orders.ConfirmOrder({
    orderId,
    claims: ['main', 'south'].map((location) => ({ sku: 'TEA', quantity: 1, location })),
  }),
  new orders.RejectOrder({ orderId, reason: 'declined', shortages: [] }),
  new orders.ExpireOrder({ orderId }),
  new orders.HoldOrder({ orderId, hold: 'manual' }),
  new orders.HoldForPayment({ orderId, hold: 'payment', note: 'card-declined' }),
  new orders.ReleaseHold({ orderId, hold: 'manual' }),
  new orders.ReleaseHold({ orderId, hold: 'payment' }),
  new orders.CancelOrder({ orderId, reason: 'customer' }),
  new orders.EscalateCancellation({ orderId }),
  ...['main', 'south'].flatMap((location) => [
    new orders.RecordRelease(at(location)),
    new orders.RecordShipped({ ...at(location), lines: line }),
    new orders.RecordDelivered({ ...at(location), lines: line }),
    new orders.RecordShipmentCancelled(at(location)),
    new orders.RecordShipmentKept(at(location)),
  ]),
];

export const orderProcess = processOf({
  title: 'Order',
  aggregate: Order,
  statusOf: ({ status }) => status,
  commandsFor: ({ status }) => (status === 'none' ? [place] : afterPlacing),
});
