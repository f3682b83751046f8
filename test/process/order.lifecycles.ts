import { idFrom, type Command } from '@waybill/kernel';
import { Order, orders } from './apps.js';
import { processOf } from './transitions.js';

const orderId = 'o-1';
const paymentId = orderId;
const reservationId = orderId;
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const address = {
  name: 'Ada',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};
const place = new orders.PlaceOrder({
  orderId,
  number: '1001',
  customerId: 'ada',
  currency: 'EUR',
  lines: [{ sku: 'TEA', quantity: 2, unitPrice: 1000 }],
  shippingAddress: address,
  policy: 'partial',
  tags: ['gift'],
});
const unit = (first: number) => ({
  lineId: '1',
  sku: 'TEA',
  first,
  quantity: 1,
  unitAmount: eur(1000),
});
const shortages = (missing: number) => [{ sku: 'TEA', missing }];
const claim = (location: string, quantity: number) => ({ sku: 'TEA', location, quantity });
const fulfilments = [0, 1].map((index) => idFrom('fulfilment', orderId, index));
const parcelOf = (fulfilmentOrderId: string, index: number) => ({
  orderId,
  fulfilmentOrderId,
  shipmentId: `s-${index}`,
  units: [unit(index)],
});

/** A person's hold: the only one in these lifecycles whose id is made by this command. */
const holdId = 'HoldOrder-1';

/** Nothing that a person may repeat for ever changes what else can happen, so it makes no other state. */
const editing: readonly Command[] = [
  new orders.ChangeShippingAddress({ orderId, shippingAddress: { ...address, city: 'Ockham' } }),
  new orders.AddNote({ orderId, noteId: 'n-1', text: 'Before noon.' }),
  new orders.AddTag({ orderId, tag: 'vip' }),
  new orders.RemoveTag({ orderId, tag: 'gift' }),
];

/** An order of two units that leave from two locations, so that only one of them can be stopped. */
const afterPlacing: readonly Command[] = [
  ...editing,
  new orders.CancelMissingUnits({ orderId, shortages: shortages(1) }),
  new orders.CancelMissingUnits({ orderId, shortages: shortages(2) }),
  new orders.ConfirmOrder({ orderId, claims: [claim('main', 1), claim('south', 1)] }),
  new orders.RejectOrder({ orderId, reason: 'out_of_stock', shortages: shortages(2) }),
  new orders.ExpireOrder({ orderId }),
  new orders.CancelLostStock({ orderId, reservationId, lost: claim('south', 1) }),
  new orders.HoldOrder({ orderId, reason: 'manual' }),
  new orders.ReleaseHold({ orderId, holdId }),
  new orders.EscalateHold({ orderId, holdId }),
  new orders.CancelOrder({ orderId, reason: 'customer' }),
  new orders.EscalateCancellation({ orderId }),
  ...fulfilments.flatMap((fulfilmentOrderId, index) => {
    const parcel = parcelOf(fulfilmentOrderId, index);
    return [
      new orders.RecordRelease({ orderId, fulfilmentOrderId }),
      new orders.RecordShipped(parcel),
      new orders.RecordDelivered(parcel),
      new orders.CancelStoppedUnits(parcel),
      new orders.KeepFulfilment({ orderId, fulfilmentOrderId, reason: 'warehouse' }),
    ];
  }),
];

export const orderProcess = processOf({
  title: 'Order',
  aggregate: Order,
  statusOf: ({ status }) => status,
  commandsFor: ({ status }) => (status === 'none' ? [place] : afterPlacing),
  distinctBy: (order) =>
    order.status === 'none'
      ? order
      : [
          order.status,
          order.awaiting,
          order.cancelled,
          order.fulfilments,
          order.parcels,
          order.holds.length,
          order.releasedHolds.length > 0,
          order.workItems,
        ],
});

const [first = ''] = fulfilments;
const { shipmentId } = parcelOf(first, 0);
const both = { orderId, fulfilmentOrderId: first, shipmentId, units: [{ ...unit(0), quantity: 2 }] };
const taken = { orderId, paymentId, shipmentId, units: both.units, amount: eur(2000) };
const confirm = new orders.ConfirmOrder({ orderId, claims: [claim('main', 2)] });
const attempts = [[], [1]].map((attempt) => idFrom('reshipment', orderId, shipmentId, ...attempt));

/** What becomes of an order's only parcel. */
export const orderParcelProcess = processOf({
  title: 'Parcel of an order',
  isOfPart: true,
  aggregate: Order,
  statusOf: (order) => {
    const [parcel] = order.status === 'none' ? [] : order.parcels;
    return parcel?.resolution ?? parcel?.stage ?? 'none';
  },
  commandsFor: ({ status }) => {
    if (status === 'none') return [place];
    if (status === 'pending') return [confirm];
    return [
      new orders.MoveUnits({ orderId, reservationId, from: claim('main', 1), claims: [claim('north', 1)] }),
      new orders.RecordLabel(both),
      new orders.HoldForAddress({ orderId, shipmentId, reason: 'address_refused' }),
      new orders.RecordShipped(both),
      new orders.RecordDelivered(both),
      new orders.RecordLost(both),
      new orders.RecordReturned(both),
      new orders.ReshipParcel({ orderId, shipmentId }),
      new orders.RefundLostParcel({ orderId, shipmentId }),
      ...attempts.flatMap((reshipment) => [
        new orders.PlanReshipment({
          orderId,
          reservationId: reshipment,
          claims: [claim('main', 2)],
        }),
        new orders.FailReshipment({ orderId, reservationId: reshipment }),
      ]),
      new orders.RecordCapture({ ...taken, captureId: 'c-1' }),
      new orders.RecordRefund({ ...taken, refundId: 'r-1' }),
    ];
  },
  distinctBy: (order) =>
    order.status === 'none'
      ? order
      : [
          order.status,
          order.fulfilments.map(({ units, isLabelled }) => [units.length, isLabelled]),
          order.parcels.map(({ stage, resolution, reservations }) => [
            stage,
            resolution,
            Math.min(2, reservations.length),
          ]),
          order.payments,
          order.holds.length,
          order.refundsDue,
          order.workItems.length > 0,
        ],
});

const another = 'p-2';
const outcomes = [paymentId, another].flatMap((id) => {
  const about = { orderId, paymentId: id };
  return [
    new orders.RecordAuthorisation(about),
    new orders.RecordDecline({ ...about, reason: 'insufficient_funds', retryable: true }),
    new orders.RecordDecline({ ...about, reason: 'card_declined', retryable: false }),
    new orders.RecordUnresolvedPayment(about),
    new orders.RecordExpiredAuthorisation({ ...about, reason: 'not_renewable' }),
    new orders.RecordCancelledPayment(about),
    new orders.RecordVoid(about),
    new orders.RecordCaptureFailure({ ...about, shipmentId, reason: 'refused' }),
    new orders.RecordCapture({ ...taken, ...about, captureId: `c-${id}` }),
    new orders.PayForOrder(about),
  ];
});

/** What an order waits for that has no payment. Outcomes come in any order, so they make no diagram of their own. */
export const orderPaymentProcess = processOf({
  title: 'Hold of an order for its payment',
  isOfPart: true,
  aggregate: Order,
  statusOf: (order) => (order.status === 'none' ? undefined : order.holds[0]?.reason) ?? 'none',
  commandsFor: ({ status }) => (status === 'none' ? [place] : [confirm, ...outcomes]),
  distinctBy: (order) =>
    order.status === 'none'
      ? order
      : [order.status, order.payments, order.holds.map(({ reason, cause }) => [reason, cause])],
});
