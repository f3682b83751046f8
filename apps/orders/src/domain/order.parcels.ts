import { ensure, ensureKnown, idFrom, type Decide, type Units } from '@waybill/kernel';
import { RefundLostParcel, ReshipParcel } from './order.commands.js';
import { about, conclude } from './order.ending.js';
import type { OrderEvent } from './order.events.js';
import { releaseHolds } from './order.holds.js';
import { isGone, pricedUnits } from './order.ledger.state.js';
import type { Fulfilment, Parcel, Placed } from './order-parts.state.js';
import {
  RecordDelivered,
  RecordLabel,
  RecordLost,
  RecordRelease,
  RecordReturned,
  RecordShipped,
} from './order.saga-commands.js';
import type { OrderState } from './order.state.js';
import { openLostItem } from './order.work-items.js';

export const parcelCommands = {
  RecordRelease,
  RecordLabel,
  RecordShipped,
  RecordDelivered,
  RecordLost,
  RecordReturned,
  ReshipParcel,
  RefundLostParcel,
};

/** What happens to the parcels of an order, each recorded once. A later event of a parcel implies the earlier ones. */
export const parcels: Decide<OrderState, OrderEvent, typeof parcelCommands> = {
  RecordRelease({ orderId, fulfilmentOrderId }, order) {
    if (fulfilmentOf(order, fulfilmentOrderId)?.stage !== 'planned') return [];
    return [{ type: 'OrderFulfilmentReleased', orderId, fulfilmentOrderId }];
  },

  RecordLabel({ orderId, fulfilmentOrderId, shipmentId }, order, context) {
    const fulfilment = fulfilmentOf(order, fulfilmentOrderId);
    if (order.status === 'none' || !fulfilment) return [];
    const labelled: OrderEvent = { type: 'OrderParcelLabelled', orderId, shipmentId, fulfilmentOrderId };
    return conclude(order, context, [
      ...(fulfilment.isLabelled ? [] : [labelled]),
      ...releaseHolds(order, ({ cause }) => cause === `label/${shipmentId}`),
    ]);
  },

  RecordShipped(parcel, order, context) {
    if (order.status === 'none') return [];
    return conclude(order, context, shippedFirst(order, parcel));
  },

  RecordDelivered(parcel, order, context) {
    if (order.status === 'none' || parcelOf(order, parcel.shipmentId)?.stage === 'delivered') return [];
    const events = shippedFirst(order, parcel);
    if (events.length === 0 && !parcelOf(order, parcel.shipmentId)) return [];
    return conclude(order, context, [...events, moved('OrderLinesDelivered', order, parcel)]);
  },

  RecordLost(parcel, order, context) {
    if (order.status === 'none' || !mayBeGone(order, parcel)) return [];
    return conclude(order, context, [
      ...shippedFirst(order, parcel),
      moved('OrderLinesLost', order, parcel),
      openLostItem(order, parcel),
    ]);
  },

  RecordReturned(parcel, order, context) {
    if (order.status === 'none' || !mayBeGone(order, parcel)) return [];
    const { orderId } = order.placed;
    const returned: OrderEvent = { type: 'OrderParcelReturned', orderId, shipmentId: parcel.shipmentId };
    return conclude(order, context, [...shippedFirst(order, parcel), returned]);
  },

  ReshipParcel({ shipmentId: given }, order, context) {
    const { parcel, orderId, ofOrder } = goneParcel(order, given);
    const { shipmentId, resolution, reservations, units } = parcel;
    if (resolution === 'reship_requested' || resolution === 'reshipped') return [];
    ensure(resolution !== 'refunded', 'parcel-refunded', 'The goods of the parcel are paid back.');
    const attempt = reservations.length === 0 ? [] : [reservations.length];
    const reservationId = idFrom('reshipment', orderId, shipmentId, ...attempt);
    return conclude(order, context, [
      { type: 'ReshipmentRequested', ...ofOrder, shipmentId, reservationId, units },
    ]);
  },

  RefundLostParcel({ shipmentId: given }, order, context) {
    const { parcel, orderId, priced } = goneParcel(order, given);
    const { shipmentId, resolution } = parcel;
    if (resolution === 'refunded') return [];
    ensure(resolution === undefined, 'parcel-reshipped', 'The goods of the parcel are sent again.');
    return conclude(order, context, [{ type: 'ParcelWrittenOff', orderId, shipmentId, units: priced }]);
  },
};

interface Given {
  readonly shipmentId: string;
  readonly fulfilmentOrderId: string;
  readonly units: readonly Units[];
}

/** A parcel that can be sent again or paid back: the order goes on, and the parcel is lost or has come back. */
function goneParcel(order: OrderState, given: string) {
  ensureKnown(order.status !== 'none', 'order-unknown');
  const parcel = parcelOf(order, given.toLowerCase());
  ensureKnown(parcel, 'parcel-unknown');
  const { status } = order;
  const { stage } = parcel;
  ensure(isGone(parcel), 'parcel-not-lost', 'The parcel is neither lost nor has it come back.', { stage });
  ensure(status === 'confirmed', 'order-closed', 'The order is being cancelled, or has ended.', { status });
  const { orderId } = order.placed;
  return { parcel, orderId, ofOrder: about(order), priced: pricedUnits(order, parcel.units) };
}

function fulfilmentOf(order: OrderState, id: string): Fulfilment | undefined {
  if (order.status === 'none') return undefined;
  return order.fulfilments.find(({ fulfilmentOrderId }) => fulfilmentOrderId === id);
}

function parcelOf(order: Placed, id: string): Parcel | undefined {
  return order.parcels.find(({ shipmentId }) => shipmentId === id);
}

/** Neither known as lost or returned already, nor delivered, which is final. */
function mayBeGone(order: Placed, { shipmentId, fulfilmentOrderId }: Given): boolean {
  const parcel = parcelOf(order, shipmentId);
  return parcel ? parcel.stage === 'shipped' : fulfilmentOf(order, fulfilmentOrderId) !== undefined;
}

/** The dispatch of a parcel, unless it is known. */
function shippedFirst(order: Placed, parcel: Given): readonly OrderEvent[] {
  if (parcelOf(order, parcel.shipmentId) || !fulfilmentOf(order, parcel.fulfilmentOrderId)) return [];
  return [moved('OrderLinesShipped', order, parcel)];
}

function moved(
  type: 'OrderLinesShipped' | 'OrderLinesDelivered' | 'OrderLinesLost',
  order: Placed,
  { shipmentId, fulfilmentOrderId, units }: Given,
): OrderEvent {
  return { type, ...about(order), shipmentId, fulfilmentOrderId, units };
}
