import { describe, expect, it } from '@jest/globals';
import type { Named } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { CancelOrder, HoldOrder, PlaceOrder, ReleaseHold } from './order.commands.js';
import {
  CancelMissingLines,
  ConfirmOrder,
  EscalateCancellation,
  ExpireOrder,
  HoldForPayment,
  RecordDelivered,
  RecordRelease,
  RecordShipmentCancelled,
  RecordShipmentKept,
  RecordShipped,
  RejectOrder,
} from './order.saga-commands.js';
import type { OrderEvent, Totals } from './order.events.js';
import { Order } from './order.js';

const given = sentencesOf(Order);
const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const address = {
  name: 'Ada',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y',
  country: 'GB',
};
const totals = (goods: number, shipping: number, tax: number): Totals => ({
  goods: eur(goods),
  shipping: eur(shipping),
  tax: eur(tax),
  total: eur(goods + shipping + tax),
});

const placeOrder = new PlaceOrder({
  orderId,
  customerId: 'ada',
  currency: 'EUR',
  lines: [
    { sku: 'TEA', quantity: 2, unitPrice: 1000 },
    { sku: 'POT', quantity: 1, unitPrice: 3000 },
  ],
  shipping: 490,
  tax: 1000,
  shippingAddress: address,
  paymentMethod: 'tok_approve',
});
const placed: Named<OrderEvent, 'OrderPlaced'> = {
  type: 'OrderPlaced',
  orderId,
  customerId: 'ada',
  lines: [
    { sku: 'TEA', quantity: 2, unitPrice: eur(1000) },
    { sku: 'POT', quantity: 1, unitPrice: eur(3000) },
  ],
  totals: totals(5000, 490, 1000),
  shippingAddress: address,
  billingAddress: address,
  paymentMethod: 'tok_approve',
  allowPartial: false,
};
const tea = [{ sku: 'TEA', quantity: 2 }];
const pot = [{ sku: 'POT', quantity: 1 }];
const confirmed: OrderEvent = {
  type: 'OrderConfirmed',
  orderId,
  customerId: 'ada',
  shippingAddress: address,
  shipments: [
    { location: 'main', lines: tea, amount: eur(2596) },
    { location: 'south', lines: pot, amount: eur(3894) },
  ],
  holds: [],
};
const fromMain = { orderId, location: 'main', shipmentId: 's-main' };
const fromSouth = { orderId, location: 'south', shipmentId: 's-south' };
const held: OrderEvent = { type: 'OrderHeld', orderId, hold: 'fraud', locations: [] };
const rejected: OrderEvent = { type: 'OrderRejected', orderId, reason: 'out-of-stock', shortages: [] };
const expired: OrderEvent = { type: 'OrderExpired', orderId };
const cancelled: OrderEvent = { type: 'OrderCancelled', orderId, reason: 'customer' };
const cancellationRequested: OrderEvent = {
  type: 'OrderCancellationRequested',
  orderId,
  reason: 'customer',
  locations: ['main', 'south'],
};
const released: OrderEvent = { type: 'OrderFulfilmentReleased', ...fromMain };
const mainShipped: OrderEvent = { type: 'OrderLinesShipped', ...fromMain, lines: tea };
const southShipped: OrderEvent = { type: 'OrderLinesShipped', ...fromSouth, lines: pot };
const mainDelivered: OrderEvent = { type: 'OrderLinesDelivered', ...fromMain, lines: tea };
const southDelivered: OrderEvent = { type: 'OrderLinesDelivered', ...fromSouth, lines: pot };
const completed: OrderEvent = { type: 'OrderCompleted', orderId };

describe('placing an order', () => {
  it('computes the totals', () => given().when(placeOrder).then(placed));

  it('accepts a total that is right', () =>
    given()
      .when(new PlaceOrder({ ...placeOrder, total: 6490 }))
      .then(placed));

  it('refuses a total that is not', () =>
    given()
      .when(new PlaceOrder({ ...placeOrder, total: 6489 }))
      .thenRefused('totals-mismatch'));

  it('refuses a total that cannot be counted exactly', () =>
    given()
      .when(
        new PlaceOrder({
          ...placeOrder,
          lines: Array.from({ length: 500 }, () => ({
            sku: 'TEA',
            quantity: 100_000,
            unitPrice: 1_000_000_000,
          })),
        }),
      )
      .thenRefused('total-too-large'));

  it('places nothing twice', () => given(placed).when(placeOrder).thenNothing());

  it('refuses another order under the same id', () =>
    given(placed)
      .when(new PlaceOrder({ ...placeOrder, customerId: 'grace' }))
      .thenRefused('order-exists'));
});

describe('the stock answers', () => {
  const claims = [
    { sku: 'TEA', location: 'main', quantity: 2 },
    { sku: 'POT', location: 'south', quantity: 1 },
  ];

  it('confirms with one shipment per location, whose amounts add up to the total', () =>
    given(placed).when(new ConfirmOrder({ orderId, claims })).then(confirmed));

  it('confirms a free order too', () => {
    const [event] = given({ ...placed, lines: [], totals: totals(0, 0, 0) })
      .when(new ConfirmOrder({ orderId, claims }))
      .decided();
    expect(event).toMatchObject({ shipments: [{ amount: eur(0) }, { amount: eur(0) }] });
  });

  it('rejects what is out of stock', () =>
    given(placed)
      .when(new RejectOrder({ orderId, reason: 'out-of-stock', shortages: [] }))
      .then(rejected));

  it('cancels missing lines and prices the rest again', () =>
    given(placed)
      .when(new CancelMissingLines({ orderId, shortages: [{ sku: 'POT', missing: 1 }] }))
      .then({
        type: 'OrderLinesCancelled',
        orderId,
        lines: pot,
        reason: 'out-of-stock',
        totals: totals(2000, 490, 400),
      }));

  it('rejects the order when nothing would be left', () =>
    given(placed)
      .when(
        new CancelMissingLines({
          orderId,
          shortages: [
            { sku: 'POT', missing: 1 },
            { sku: 'TEA', missing: 2 },
          ],
        }),
      )
      .then({
        ...rejected,
        shortages: [
          { sku: 'POT', missing: 1 },
          { sku: 'TEA', missing: 2 },
        ],
      }));

  it.each([
    ['cancelled', cancelled],
    ['rejected', rejected],
    ['expired', expired],
  ])('comes too late for an order that is %s', (_, end) => {
    given(placed, end).when(new ConfirmOrder({ orderId, claims })).thenNothing();
    given(placed, end)
      .when(new RejectOrder({ orderId, reason: 'out-of-stock', shortages: [] }))
      .thenNothing();
    given(placed, end).when(new ExpireOrder({ orderId })).thenNothing();
  });
});

describe('expiry', () => {
  it('ends an order that was never confirmed', () =>
    given(placed).when(new ExpireOrder({ orderId })).then(expired));
  it('leaves a confirmed one alone', () =>
    given(placed, confirmed).when(new ExpireOrder({ orderId })).thenNothing());
});

describe('holds', () => {
  it('are opened once each', () => {
    given(placed)
      .when(new HoldOrder({ orderId, hold: 'fraud' }))
      .then(held);
    given(placed, held)
      .when(new HoldOrder({ orderId, hold: 'fraud' }))
      .thenNothing();
  });

  it('are released, with the holds that are still open', () =>
    given(placed, confirmed, held, { type: 'OrderHeld', orderId, hold: 'manual', locations: ['main'] })
      .when(new ReleaseHold({ orderId, hold: 'fraud' }))
      .then({
        type: 'OrderHoldReleased',
        orderId,
        hold: 'fraud',
        holds: ['manual'],
        locations: ['main', 'south'],
      }));

  it('are not put on an order that has ended', () =>
    given(placed, cancelled)
      .when(new HoldOrder({ orderId, hold: 'fraud' }))
      .thenRefused('order-closed'));

  it('of a saga do nothing on an order that has ended', () => {
    const hold = new HoldForPayment({ orderId, hold: 'payment', note: 'declined' });
    given(placed, cancelled).when(hold).thenNothing();
    given().when(hold).thenNothing();
  });

  it('need an order', () => {
    given()
      .when(new HoldOrder({ orderId, hold: 'fraud' }))
      .thenRefused('order-unknown');
    given()
      .when(new ReleaseHold({ orderId, hold: 'fraud' }))
      .thenRefused('order-unknown');
  });
});

describe('cancelling', () => {
  const cancelOrder = new CancelOrder({ orderId, reason: 'customer' });

  it('C1 C2 takes effect at once before the order is confirmed', () =>
    given(placed).when(cancelOrder).then(cancelled));
  it('C3 asks the warehouses once it is', () =>
    given(placed, confirmed).when(cancelOrder).then(cancellationRequested));
  it('asks only where nothing has left yet', () =>
    given(placed, confirmed, mainShipped)
      .when(cancelOrder)
      .then({ ...cancellationRequested, locations: ['south'] }));
  it('C7 refuses a shipped order', () =>
    given(placed, confirmed, mainShipped, southShipped).when(cancelOrder).thenRefused('order-shipped'));
  it('refuses an order that was rejected', () =>
    given(placed, rejected).when(cancelOrder).thenRefused('order-closed'));
  it('is already so', () => {
    given(placed, cancelled).when(cancelOrder).thenNothing();
    given(placed, confirmed, cancellationRequested).when(cancelOrder).thenNothing();
  });
  it('needs an order', () => given().when(cancelOrder).thenRefused('order-unknown'));

  it('waits for every warehouse', () =>
    given(placed, confirmed, cancellationRequested)
      .when(new RecordShipmentCancelled(fromMain))
      .then({ type: 'OrderShipmentCancelled', ...fromMain }));

  it('is done when all have stopped', () =>
    given(placed, confirmed, cancellationRequested, { type: 'OrderShipmentCancelled', ...fromMain })
      .when(new RecordShipmentCancelled(fromSouth))
      .then({ type: 'OrderShipmentCancelled', ...fromSouth }, cancelled));

  it('C12 goes on with the shipment that has left, and cancels the lines of the one that has not', () =>
    given(placed, confirmed, cancellationRequested, { type: 'OrderShipmentCancelled', ...fromMain })
      .when(new RecordShipmentKept(fromSouth))
      .then(
        { type: 'OrderShipmentKept', ...fromSouth },
        {
          type: 'OrderLinesCancelled',
          orderId,
          lines: tea,
          reason: 'order-cancelled',
          totals: totals(3000, 490, 600),
        },
        { type: 'OrderCancellationRejected', orderId, reason: 'shipped' },
      ));

  it('C7 is refused again for a shipment that could not be stopped, even before its dispatch is recorded', () => {
    const kept: OrderEvent[] = [
      { type: 'OrderShipmentCancelled', ...fromMain },
      { type: 'OrderShipmentKept', ...fromSouth },
      { type: 'OrderCancellationRejected', orderId, reason: 'shipped' },
    ];
    given(placed, confirmed, cancellationRequested, ...kept)
      .when(cancelOrder)
      .thenRefused('order-shipped');
    given(placed, confirmed, cancellationRequested, ...kept)
      .when(new RecordShipped({ ...fromSouth, lines: pot }))
      .then(southShipped);
  });

  it('is escalated while an answer is missing', () => {
    given(placed, confirmed, cancellationRequested)
      .when(new EscalateCancellation({ orderId }))
      .then({ type: 'OrderCancellationOverdue', orderId, locations: ['main', 'south'] });
    given(placed, cancelled).when(new EscalateCancellation({ orderId })).thenNothing();
  });
});

describe('shipping and delivery', () => {
  it('are recorded once each', () => {
    given(placed, confirmed).when(new RecordRelease(fromMain)).then(released);
    given(placed, confirmed, released).when(new RecordRelease(fromMain)).thenNothing();
    given(placed, confirmed, released)
      .when(new RecordShipped({ ...fromMain, lines: tea }))
      .then(mainShipped);
    given(placed, confirmed, mainShipped)
      .when(new RecordShipped({ ...fromMain, lines: tea }))
      .thenNothing();
    given(placed, confirmed, mainShipped)
      .when(new RecordDelivered({ ...fromMain, lines: tea }))
      .then(mainDelivered);
    given(placed, confirmed, mainShipped, mainDelivered)
      .when(new RecordDelivered({ ...fromMain, lines: tea }))
      .thenNothing();
  });

  it('H15 complete the order with the last parcel', () =>
    given(placed, confirmed, mainShipped, mainDelivered, southShipped)
      .when(new RecordDelivered({ ...fromSouth, lines: pot }))
      .then(southDelivered, completed));

  it('are both recorded when the delivery arrives before the dispatch', () =>
    given(placed, confirmed)
      .when(new RecordDelivered({ ...fromMain, lines: tea }))
      .then(mainShipped, mainDelivered));
});
