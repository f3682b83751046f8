import { evolveWith } from '@waybill/kernel';
import type { OrderEvent } from './order.events.js';
import { count, evolve, type OrderState, type Placed } from './order.state.js';
import { goodsOf, totalsWithout } from './order.totals.js';

export function isOpen({ status }: Placed): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'cancelling';
}

/** The events, and the end of the order if its last parcel is delivered or its cancellation has the last answer. */
export function conclude(
  order: OrderState,
  orderId: string,
  events: readonly OrderEvent[],
): readonly OrderEvent[] {
  const after = events.reduce((before, event) => evolveWith(evolve, before, event), order);
  if (after.status === 'none' || !isOpen(after)) return events;
  if (after.status === 'cancelling') {
    if (after.awaiting.length > 0) return events;
    const gone = after.shipments.every(({ stage }) => stage === 'cancelled');
    if (gone) return [...events, { type: 'OrderCancelled', orderId, reason: after.reason }];
    const kept: OrderEvent = { type: 'OrderCancellationRejected', orderId, reason: 'shipped' };
    return [...events, ...conclude(after, orderId, [...cancelStoppedLines(after, orderId), kept])];
  }
  const closed = after.shipments.every(({ stage }) => stage === 'delivered' || stage === 'cancelled');
  return closed ? [...events, { type: 'OrderCompleted', orderId }] : events;
}

/** Cancels the lines of the shipments that were stopped. */
function cancelStoppedLines(order: Placed, orderId: string): readonly OrderEvent[] {
  const stopped = order.shipments.filter(({ stage }) => stage === 'cancelled');
  const lines = stopped.flatMap((shipment) => shipment.lines);
  if (lines.length === 0) return [];
  const kept = goodsOf(count(order.lines, 'cancelled', lines), order.totals.goods.currency);
  const totals = totalsWithout(order.totals, kept);
  return [{ type: 'OrderLinesCancelled', orderId, lines, reason: 'order-cancelled', totals }];
}
