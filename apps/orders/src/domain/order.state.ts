import { unitsWithin, unitsWithout, type Evolve } from '@waybill/kernel';
import {
  cancel,
  changeFulfilment,
  changeParcel,
  changePayment,
  end,
  newPayment,
  planned,
  presentPayment,
  setOutcome,
  union,
} from './order.changes.state.js';
import type { OrderEvent } from './order.events.js';
import type { OrderPayment, Placed } from './order-parts.state.js';

export type OrderState = { readonly status: 'none' } | Placed;

export const initial: OrderState = { status: 'none' };

export const evolve: Evolve<OrderState, OrderEvent> = {
  OrderPlaced: (_, event) => ({
    status: 'pending',
    placed: event,
    shippingAddress: event.shippingAddress,
    tags: event.tags,
    notes: [],
    awaiting: [],
    cancelled: [],
    short: [],
    refunded: [],
    refundsDue: [],
    fulfilments: [],
    parcels: [],
    payments: [newPayment(event.paymentId)],
    holds: [],
    releasedHolds: [],
    workItems: [],
  }),
  OrderLinesCancelled: known((order, { units, reason, fulfilmentOrderIds }) => ({
    ...cancel(order, units, fulfilmentOrderIds),
    short: reason === 'order_cancelled' ? order.short : [...order.short, ...units],
  })),
  OrderConfirmed: known((order, { fulfilments }) => ({
    ...setOutcome(order, presentPayment(order), 'authorised'),
    status: 'confirmed',
    fulfilments: fulfilments.map((one) => planned(one, order.placed.orderId)),
  })),
  FulfilmentPlanned: known((order, { fulfilments, insteadOf, reservationId }) => ({
    ...order,
    fulfilments: [
      ...order.fulfilments.map((one) =>
        one.fulfilmentOrderId === insteadOf
          ? {
              ...one,
              units: unitsWithout(
                one.units,
                fulfilments.flatMap(({ units }) => units),
              ),
            }
          : one,
      ),
      ...fulfilments.map((one) => planned(one, reservationId)),
    ],
    parcels: order.parcels.map((one) =>
      one.resolution === 'reship_requested' && one.reservations.at(-1) === reservationId
        ? { ...one, resolution: 'reshipped' }
        : one,
    ),
  })),
  OrderRejected: known((order, { reason, shortages }) => {
    const known = reason === 'declined' ? setOutcome(order, presentPayment(order), 'declined') : order;
    return { ...end(known, 'rejected'), rejection: { reason, shortages } };
  }),
  OrderExpired: known((order) => end(order, 'expired')),
  OrderAddressChanged: known((order, { shippingAddress }) => ({ ...order, shippingAddress })),
  OrderHeld: known((order, { holdId, reason, owner, cause, note, since, until }) => ({
    ...order,
    holds: [
      ...order.holds,
      {
        holdId,
        reason,
        owner,
        ...(cause !== undefined && { cause }),
        ...(note !== undefined && { note }),
        since,
        until,
      },
    ],
  })),
  OrderHoldReleased: known((order, { holdId }) => ({
    ...order,
    holds: order.holds.filter((hold) => hold.holdId !== holdId),
    releasedHolds: [...order.releasedHolds, holdId],
  })),
  OrderCancellationRequested: known((order, { reason, fulfilmentOrderIds }) => ({
    ...order,
    status: 'cancelling',
    reason,
    awaiting: [...order.awaiting, ...fulfilmentOrderIds],
  })),
  OrderCancellationRejected: known(({ reason: _reason, ...order }) => ({
    ...order,
    status: 'confirmed',
    awaiting: [],
  })),
  OrderCancelled: known((order, { reason, units }) => {
    const all = order.fulfilments.map(({ fulfilmentOrderId }) => fulfilmentOrderId);
    const short = reason === 'inventory' ? [...order.short, ...units] : order.short;
    return { ...end(cancel(order, units, all), 'cancelled'), reason, short };
  }),
  OrderFulfilmentReleased: known((order, { fulfilmentOrderId }) =>
    changeFulfilment(order, fulfilmentOrderId, { stage: 'released' }),
  ),
  OrderFulfilmentKept: known((order, { fulfilmentOrderId, reason }) => ({
    ...changeFulfilment(order, fulfilmentOrderId, { stage: 'kept', keptBecause: reason }),
    awaiting: order.awaiting.filter((id) => id !== fulfilmentOrderId),
  })),
  OrderParcelLabelled: known((order, { fulfilmentOrderId }) =>
    changeFulfilment(order, fulfilmentOrderId, { isLabelled: true }),
  ),
  OrderLinesShipped: known((order, { shipmentId, fulfilmentOrderId, units }) => ({
    ...order,
    parcels: [...order.parcels, { shipmentId, fulfilmentOrderId, units, stage: 'shipped', reservations: [] }],
  })),
  OrderLinesDelivered: known((order, { shipmentId }) =>
    changeParcel(order, shipmentId, () => ({ stage: 'delivered' })),
  ),
  OrderLinesLost: known((order, { shipmentId }) =>
    changeParcel(order, shipmentId, () => ({ stage: 'lost' })),
  ),
  OrderParcelReturned: known((order, { shipmentId }) =>
    changeParcel(order, shipmentId, () => ({ stage: 'returned' })),
  ),
  ParcelWrittenOff: known((order, { shipmentId, units }) => ({
    ...changeParcel(order, shipmentId, () => ({ resolution: 'refunded' })),
    refunded: union(order.refunded, units),
  })),
  ReshipmentRequested: known((order, { shipmentId, reservationId }) =>
    changeParcel(order, shipmentId, ({ reservations }) => ({
      resolution: 'reship_requested',
      reservations: [...reservations, reservationId],
    })),
  ),
  ReshipmentFailed: known((order, { shipmentId }) => ({
    ...order,
    parcels: order.parcels.map((parcel) => {
      if (parcel.shipmentId !== shipmentId) return parcel;
      const { resolution: _, ...open } = parcel;
      return open;
    }),
  })),
  OrderPaymentRequested: known((order, { paymentId }) => {
    const isThis = (payment: OrderPayment) => payment.paymentId === paymentId;
    const present = order.payments.find(isThis) ?? newPayment(paymentId);
    return { ...order, payments: [...order.payments.filter((one) => !isThis(one)), present] };
  }),
  OrderPaymentRecorded: known((order, { paymentId, outcome }) => setOutcome(order, paymentId, outcome)),
  OrderCaptureRecorded: known((order, { paymentId, captureId, shipmentId, units, amount }) => {
    const paying = changePayment(order, paymentId, ({ captures, paid }) => ({
      captures: [...captures, { captureId, shipmentId, amount }],
      paid: union(paid, units),
    }));
    const payments = paying.payments.map((payment) => ({
      ...payment,
      waiting: payment.waiting.filter((id) => id !== shipmentId),
    }));
    return { ...paying, payments };
  }),
  OrderCaptureWaits: known((order, { paymentId, shipmentId }) =>
    changePayment(order, paymentId, ({ waiting }) => ({ waiting: [...waiting, shipmentId] })),
  ),
  OrderRefundRecorded: known((order, { paymentId, refundId, units, amount }) => {
    const sent = unitsWithin(
      units,
      order.parcels.flatMap((parcel) => parcel.units),
    );
    return {
      ...changePayment(order, paymentId, (payment) => ({
        refunds: [...payment.refunds, { refundId, amount }],
        paid: unitsWithout(payment.paid, units),
      })),
      refunded: union(order.refunded, unitsWithout(sent, order.cancelled)),
    };
  }),
  OrderRefundDue: known((order, { units }) => ({
    ...order,
    refundsDue: [...order.refundsDue, ...units],
  })),
  OrderNoteAdded: known((order, { noteId, text, author, at }) => ({
    ...order,
    notes: [...order.notes, { noteId, text, author, at }],
  })),
  OrderTagged: known((order, { tag }) => ({ ...order, tags: [...order.tags, tag] })),
  OrderUntagged: known((order, { tag }) => ({ ...order, tags: order.tags.filter((one) => one !== tag) })),
  OrderCompleted: known((order) => end(order, 'completed')),
  WorkItemOpened: known((order, { workItemId }) => ({
    ...order,
    workItems: [...order.workItems, workItemId],
  })),
  WorkItemClosed: known((order, { workItemId }) => ({
    ...order,
    workItems: order.workItems.filter((id) => id !== workItemId),
  })),
};

/** A row that changes an order that was placed. */
function known<E extends OrderEvent>(row: (order: Placed, event: E) => Placed) {
  return (order: OrderState, event: E): OrderState => (order.status === 'none' ? order : row(order, event));
}
