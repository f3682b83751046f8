import { lastUnits, unitsWithin, unitsWithout, type Decide, type Units } from '@waybill/kernel';
import type { Shortage } from './order-contents.events.js';
import { about, cancelUnits, conclude } from './order.ending.js';
import type { OrderEvent } from './order.events.js';
import { keptUnits, noTotals, pricedUnits } from './order.ledger.state.js';
import type { Parcel, Placed } from './order-parts.state.js';
import { destinationOf, leavingUnits, plan, planFulfilments, withoutPrice } from './order.plan.js';
import {
  CancelLostStock,
  CancelMissingUnits,
  ConfirmOrder,
  ExpireOrder,
  FailReshipment,
  MoveUnits,
  PlanReshipment,
  RejectOrder,
} from './order.saga-commands.js';
import type { OrderState } from './order.state.js';
import { openReshipmentItem } from './order.work-items.js';

export const stockCommands = {
  CancelMissingUnits,
  ConfirmOrder,
  RejectOrder,
  ExpireOrder,
  MoveUnits,
  CancelLostStock,
  PlanReshipment,
  FailReshipment,
};

/** What the order makes of inventory's answers. */
export const stock: Decide<OrderState, OrderEvent, typeof stockCommands> = {
  CancelMissingUnits({ shortages }, order, context) {
    if (order.status !== 'pending') return [];
    const missing = shortages.flatMap(({ sku, missing: quantity }) => lastToKeep(order, sku, quantity));
    if (unitsWithout(keptUnits(order), missing).length === 0)
      return conclude(order, context, [rejected(order, 'out_of_stock', shortages)]);
    return conclude(order, context, cancelUnits(order, missing, 'out_of_stock', []));
  },

  /** What its reservation does not hold is cancelled, so that nothing waits for stock that nobody has claimed. */
  ConfirmOrder({ claims }, order, context) {
    if (order.status !== 'pending') return [];
    const { fulfilments, left } = plan(context.id, order.fulfilments.length, keptUnits(order), claims);
    if (fulfilments.length === 0) return conclude(order, context, [rejected(order, 'out_of_stock', [])]);
    const confirmed: OrderEvent = {
      type: 'OrderConfirmed',
      ...about(order),
      ...destinationOf(order),
      fulfilments,
      holds: order.holds.map(({ holdId }) => holdId),
    };
    return conclude(order, context, [...cancelUnits(order, left, 'out_of_stock', []), confirmed]);
  },

  RejectOrder({ reason, shortages }, order, context) {
    if (order.status !== 'pending') return [];
    return conclude(order, context, [rejected(order, reason, shortages)]);
  },

  ExpireOrder(_, order, context) {
    return order.status === 'pending' ? conclude(order, context, [expired(order)]) : [];
  },

  /** While the order is being cancelled, the new fulfilment orders are asked to stop, too. */
  MoveUnits({ reservationId, from, claims }, order, context) {
    if (order.status !== 'confirmed' && order.status !== 'cancelling') return [];
    const ids: string[] = [];
    let unused = claims;
    const planned = leavingUnits(order, reservationId, from).flatMap(({ fulfilmentOrderId, units }) => {
      const next = plan(context.id, order.fulfilments.length + ids.length, units, unused);
      unused = next.unused;
      ids.push(...next.fulfilments.map((one) => one.fulfilmentOrderId));
      if (next.fulfilments.length === 0) return [];
      const event = planFulfilments(order, 'reallocated', next.fulfilments, reservationId);
      return [{ ...event, insteadOf: fulfilmentOrderId }];
    });
    if (planned.length === 0 || order.status === 'confirmed') return conclude(order, context, planned);
    const reason = order.reason ?? 'other';
    return conclude(order, context, [
      ...planned,
      { type: 'OrderCancellationRequested', ...about(order), reason, fulfilmentOrderIds: ids },
    ]);
  },

  CancelLostStock({ reservationId, lost }, order, context) {
    if (order.status === 'pending' && reservationId === context.id) {
      const units = lastToKeep(order, lost.sku, lost.quantity);
      return conclude(order, context, cancelUnits(order, units, 'inventory', []));
    }
    if (order.status !== 'confirmed' && order.status !== 'cancelling') return [];
    const leaving = leavingUnits(order, reservationId, lost);
    const units = pricedUnits(
      order,
      leaving.flatMap((one) => one.units),
    );
    const ids = leaving.map(({ fulfilmentOrderId }) => fulfilmentOrderId);
    return conclude(order, context, cancelUnits(order, units, 'inventory', ids));
  },

  PlanReshipment({ reservationId, claims }, order, context) {
    const parcel = awaitingReshipment(order, reservationId);
    if (order.status === 'none' || !parcel) return [];
    const again = withoutPrice(unitsWithin(parcel.units, keptUnits(order)));
    const { fulfilments, left } = plan(context.id, order.fulfilments.length, again, claims);
    return conclude(order, context, [
      planFulfilments(order, 'reshipped', fulfilments, reservationId),
      ...cancelUnits(order, pricedUnits(order, left), 'inventory', []),
    ]);
  },

  FailReshipment({ reservationId }, order, context) {
    const parcel = awaitingReshipment(order, reservationId);
    if (order.status === 'none' || !parcel) return [];
    const { orderId } = order.placed;
    const { shipmentId } = parcel;
    return conclude(order, context, [
      { type: 'ReshipmentFailed', orderId, shipmentId, reservationId },
      openReshipmentItem(order, parcel),
    ]);
  },
};

export function rejected(
  order: Placed,
  reason: Extract<OrderEvent, { readonly type: 'OrderRejected' }>['reason'],
  shortages: readonly Shortage[],
): OrderEvent {
  const totals = noTotals(order.placed.currency);
  return { type: 'OrderRejected', ...about(order), reason, shortages, totals };
}

export function expired(order: Placed): OrderEvent {
  return { type: 'OrderExpired', ...about(order), totals: noTotals(order.placed.currency) };
}

/** The last units of a SKU; those of lines that are sent whole or not at all come last to be given up. */
function lastToKeep(order: Placed, sku: string, quantity: number): readonly Units[] {
  const whole = new Set(
    order.placed.lines.filter(({ policy }) => policy === 'all_or_nothing').map(({ lineId }) => lineId),
  );
  const kept = keptUnits(order);
  const ofWhole = kept.filter(({ lineId }) => whole.has(lineId));
  const others = kept.filter(({ lineId }) => !whole.has(lineId));
  return lastUnits([...ofWhole, ...others], { sku, quantity });
}

function awaitingReshipment(order: OrderState, reservationId: string): Parcel | undefined {
  if (order.status !== 'confirmed' && order.status !== 'cancelling') return undefined;
  return order.parcels.find(
    ({ resolution, reservations }) =>
      resolution === 'reship_requested' && reservations.at(-1) === reservationId,
  );
}
