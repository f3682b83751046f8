import { ensure, ensureKnown, unitsWithin, type Decide } from '@waybill/kernel';
import { CancelOrder } from './order.commands.js';
import type { CancellationReason } from './order-contents.events.js';
import { about, cancelled, cancelUnits, conclude } from './order.ending.js';
import type { OrderEvent } from './order.events.js';
import { keptUnits, openFulfilments, openUnits, pricedUnits } from './order.ledger.state.js';
import type { Placed } from './order-parts.state.js';
import { CancelStoppedUnits, EscalateCancellation, KeepFulfilment } from './order.saga-commands.js';
import type { OrderState } from './order.state.js';
import { openCancellationItem } from './order.work-items.js';

export const cancellingCommands = { CancelOrder, CancelStoppedUnits, KeepFulfilment, EscalateCancellation };

/** Before it is confirmed an order is cancelled at once; afterwards every warehouse is asked whether it can stop. */
export const cancelling: Decide<OrderState, OrderEvent, typeof cancellingCommands> = {
  CancelOrder({ reason }, order, context) {
    ensureKnown(order.status !== 'none', 'order-unknown');
    const { status } = order;
    if (status === 'cancelled' || status === 'cancelling') return [];
    ensure(
      status === 'pending' || status === 'confirmed' || status === 'completed',
      'order-closed',
      'The order has ended without being confirmed.',
      { status },
    );
    const events = status === 'completed' ? [] : requestCancellation(order, reason);
    ensure(events.length > 0, 'order-shipped', 'A shipped order can be returned, not cancelled.', { status });
    return conclude(order, context, events);
  },

  CancelStoppedUnits({ fulfilmentOrderId, units }, order, context) {
    if (order.status === 'none') return [];
    const fulfilment = order.fulfilments.find((one) => one.fulfilmentOrderId === fulfilmentOrderId);
    if (!fulfilment || (order.status !== 'cancelling' && order.status !== 'confirmed')) return [];
    const stopped = pricedUnits(order, unitsWithin(openUnits(order, fulfilment), units));
    return conclude(order, context, cancelUnits(order, stopped, 'order_cancelled', [fulfilmentOrderId]));
  },

  KeepFulfilment({ fulfilmentOrderId, reason }, order, context) {
    if (order.status !== 'cancelling' || !order.awaiting.includes(fulfilmentOrderId)) return [];
    const { orderId } = order.placed;
    return conclude(order, context, [{ type: 'OrderFulfilmentKept', orderId, fulfilmentOrderId, reason }]);
  },

  EscalateCancellation(_, order) {
    if (order.status !== 'cancelling') return [];
    const item = openCancellationItem(order);
    const isOpen = item.type === 'WorkItemOpened' && order.workItems.includes(item.workItemId);
    return isOpen ? [] : [item];
  },
};

/** The cancellation of whatever can still be stopped; nothing when everything has left. */
export function requestCancellation(order: Placed, reason: CancellationReason): readonly OrderEvent[] {
  if (order.status === 'pending') return [cancelled(order, keptUnits(order), reason)];
  const stoppable = openFulfilments(order).filter(({ stage }) => stage !== 'kept');
  const fulfilmentOrderIds = stoppable.map(({ fulfilmentOrderId }) => fulfilmentOrderId);
  if (fulfilmentOrderIds.length === 0) return [];
  return [{ type: 'OrderCancellationRequested', ...about(order), reason, fulfilmentOrderIds }];
}
