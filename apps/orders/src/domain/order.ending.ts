import {
  amountOfUnits,
  evolveWith,
  idFrom,
  unitsWithout,
  type DecisionContext,
  type Units,
} from '@waybill/kernel';
import type { CancellationReason } from './order-contents.events.js';
import type { OfOrder, OrderEvent } from './order.events.js';
import {
  isGone,
  keptUnits,
  noTotals,
  openFulfilments,
  owedUnits,
  totalsOf,
  unitsIn,
} from './order.ledger.state.js';
import type { Placed } from './order-parts.state.js';
import { evolve, type OrderState } from './order.state.js';
import { overdueHolds, openHoldItem } from './order.work-items.js';

/** What every published event says about the order. */
export function about({ placed }: Placed): OfOrder {
  const { orderId, subjectId, number, channel, customerId } = placed;
  return { orderId, subjectId, number, channel, ...(customerId !== undefined && { customerId }) };
}

export function isOpen({ status }: Placed): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'cancelling';
}

/** The events, and what follows from them in the order itself: its end, money that is due back, problems that are gone. */
export function conclude(
  order: OrderState,
  { now }: DecisionContext,
  events: readonly OrderEvent[],
): readonly OrderEvent[] {
  if (events.length === 0) return events;
  const all = [...events];
  let after = fold(order, events);
  for (;;) {
    const next = after.status === 'none' ? [] : followUp(after, now);
    if (next.length === 0) return all;
    all.push(...next);
    after = fold(after, next);
  }
}

/** Cancels units; the order itself, too, when nothing is left and nothing has been sent. */
export function cancelUnits(
  order: Placed,
  units: readonly Units[],
  reason: 'out_of_stock' | 'order_cancelled' | 'inventory',
  fulfilmentOrderIds: readonly string[],
): readonly OrderEvent[] {
  if (units.length === 0) return [];
  const left = unitsWithout(keptUnits(order), units);
  if (left.length === 0 && unitsIn(order, 'shipped', 'delivered').length === 0) {
    return [cancelled(order, units, reason === 'order_cancelled' ? (order.reason ?? 'other') : 'inventory')];
  }
  const totals = totalsOf(order, left);
  return [{ type: 'OrderLinesCancelled', ...about(order), units, reason, totals, fulfilmentOrderIds }];
}

export function cancelled(order: Placed, units: readonly Units[], reason: CancellationReason): OrderEvent {
  const totals = noTotals(order.placed.currency);
  return { type: 'OrderCancelled', ...about(order), reason, units, totals };
}

function fold(order: OrderState, events: readonly OrderEvent[]): OrderState {
  return events.reduce((before, event) => evolveWith(evolve, before, event), order);
}

function followUp(order: Placed, now: string): readonly OrderEvent[] {
  const { placed, status } = order;
  const owed = owedUnits(order);
  if (owed.length > 0) {
    const refundId = idFrom('order-refund', placed.orderId, order.refundsDue.length);
    const amount = amountOfUnits(placed.currency, owed);
    const reason =
      unitsWithout(owed, unitsIn(order, 'lost', 'returned')).length > 0 ? 'inventory' : 'shipment_lost';
    return [{ type: 'OrderRefundDue', ...about(order), refundId, units: owed, amount, reason }];
  }
  if (status === 'cancelling' && awaited(order).length === 0) {
    const isRefused = order.fulfilments.some(({ keptBecause }) => keptBecause === 'warehouse');
    const reason = isRefused ? 'warehouse' : 'shipped';
    const rejected: OrderEvent = { type: 'OrderCancellationRejected', ...about(order), reason };
    return [rejected, ...overdueHolds(order, now).map((hold) => openHoldItem(order, hold))];
  }
  const kept = keptUnits(order);
  if (status === 'confirmed' && unitsWithout(kept, unitsIn(order, 'delivered')).length === 0) {
    return [{ type: 'OrderCompleted', ...about(order), totals: totalsOf(order, kept) }];
  }
  return order.workItems.flatMap((workItemId): readonly OrderEvent[] => {
    const resolution = resolutionOf(order, workItemId);
    return resolution === undefined
      ? []
      : [{ type: 'WorkItemClosed', orderId: placed.orderId, workItemId, resolution }];
  });
}

/** The fulfilment orders that have been asked to stop, have something to send and have not answered. */
function awaited(order: Placed) {
  return openFulfilments(order).filter(({ fulfilmentOrderId }) => order.awaiting.includes(fulfilmentOrderId));
}

/** Why a problem is gone; undefined while it is not. */
function resolutionOf(order: Placed, workItemId: string): string | undefined {
  const [kind, id] = workItemId.split('/');
  if (!isOpen(order)) return 'The order has ended.';
  if (kind === 'hold')
    return order.holds.some(({ holdId }) => holdId === id) ? undefined : 'The hold is released.';
  if (kind === 'cancellation') return order.status === 'cancelling' ? undefined : 'Everybody has answered.';
  const parcel = order.parcels.find(({ shipmentId }) => shipmentId === id);
  if (parcel && !isGone(parcel)) return 'The parcel has been found.';
  if (parcel?.resolution === 'refunded') return 'The goods are paid back.';
  return parcel?.resolution === undefined ? undefined : 'The goods are sent again.';
}
