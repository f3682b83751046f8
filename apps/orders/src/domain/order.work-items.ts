import { amountOfUnits, type Units } from '@waybill/kernel';
import type { OrderEvent } from './order.events.js';
import { pricedUnits } from './order.ledger.state.js';
import type { Hold, Parcel, Placed } from './order-parts.state.js';

/** The holds that should have been released by now. */
export function overdueHolds({ holds }: Placed, now: string): readonly Hold[] {
  return holds.filter(({ until }) => until <= now);
}

export function openHoldItem(order: Placed, { holdId, reason, until, owner }: Hold): OrderEvent {
  return open(order, `hold/${holdId}`, {
    kind: 'hold_overdue',
    reason: `The hold (${reason}) of ${owner} should have ended at ${until}.`,
    resolutions: [
      { request: request(order, 'release-hold'), effect: 'releases the hold; its owner sends it' },
      { request: request(order, 'cancel'), effect: 'cancels the order' },
    ],
  });
}

export function openCancellationItem(order: Placed): OrderEvent {
  return open(order, `cancellation/${order.placed.orderId}`, {
    kind: 'cancellation_overdue',
    reason: 'A warehouse has not said for four hours whether it can stop the cancelled order.',
    resolutions: order.awaiting.map((id) => ({
      request: `POST /v1/fulfilment-orders/${id}/cancel-answer`,
      effect: 'says whether it can be stopped',
    })),
  });
}

export function openLostItem(order: Placed, parcel: Pick<Parcel, 'shipmentId' | 'units'>): OrderEvent {
  return open(order, `lost/${parcel.shipmentId}`, {
    kind: 'shipment_lost',
    reason: 'A parcel is lost. The customer gets the goods again, or the money back.',
    ...ofParcel(order, parcel),
  });
}

export function openReshipmentItem(order: Placed, parcel: Pick<Parcel, 'shipmentId' | 'units'>): OrderEvent {
  return open(order, `reshipment/${parcel.shipmentId}`, {
    kind: 'stock_shortfall',
    reason: 'There is no stock to send the goods of a lost parcel again.',
    ...ofParcel(order, parcel),
  });
}

type Contents = Pick<
  Extract<OrderEvent, { readonly type: 'WorkItemOpened' }>,
  'kind' | 'reason' | 'resolutions' | 'amount'
>;

function open({ placed: { orderId } }: Placed, workItemId: string, contents: Contents): OrderEvent {
  return { type: 'WorkItemOpened', orderId, workItemId, about: { type: 'order', id: orderId }, ...contents };
}

function ofParcel(order: Placed, { units }: { readonly units: readonly Units[] }) {
  return {
    amount: amountOfUnits(order.placed.currency, pricedUnits(order, units)),
    resolutions: [
      { request: request(order, 'reship'), effect: 'sends the goods again' },
      { request: request(order, 'refund-lost'), effect: 'pays the goods back' },
    ],
  };
}

function request({ placed: { orderId } }: Placed, action: string): string {
  return `POST /v1/orders/${orderId}/${action}`;
}
