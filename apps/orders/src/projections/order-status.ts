import { amountOfUnits, unitsWithin, unitsWithout } from '@waybill/kernel';
import {
  capturedAmount,
  isGone,
  keptUnits,
  openFulfilments,
  refundedAmount,
  unitsIn,
} from '../domain/order.ledger.state.js';
import type { Placed } from '../domain/order-parts.state.js';

/** The status that clients see. Derived, never set. */
export type OrderStatus =
  | 'cancelled'
  | 'failed'
  | 'expired'
  | 'on_hold'
  | 'pending'
  | 'refunded'
  | 'delivered'
  | 'shipped'
  | 'processing'
  | 'confirmed';

/** `none`: there is nothing to pay. */
export type PaymentStatus =
  | 'none'
  | 'pending'
  | 'authorised'
  | 'partially_captured'
  | 'captured'
  | 'partially_refunded'
  | 'refunded'
  | 'voided'
  | 'failed';

/** `exception`: a parcel is lost or has come back, and nothing has been decided about it. */
export type FulfilmentStatus =
  | 'unfulfilled'
  | 'allocated'
  | 'partially_shipped'
  | 'shipped'
  | 'partially_delivered'
  | 'delivered'
  | 'exception';

const ENDED = { cancelled: 'cancelled', rejected: 'failed', expired: 'expired' } as const;

/** The first status that applies. */
export function statusOf(order: Placed, payment: PaymentStatus, fulfilment: FulfilmentStatus): OrderStatus {
  const { status } = order;
  if (status === 'cancelled' || status === 'rejected' || status === 'expired') return ENDED[status];
  if (order.holds.length > 0) return 'on_hold';
  if (status === 'pending') return 'pending';
  if (payment === 'refunded' && openFulfilments(order).length === 0) return 'refunded';
  if (fulfilment === 'delivered') return 'delivered';
  if (fulfilment === 'shipped' || (fulfilment === 'partially_delivered' && isAllSent(order)))
    return 'shipped';
  const isStarted = order.fulfilments.some(({ stage }) => stage !== 'planned') || order.parcels.length > 0;
  return isStarted ? 'processing' : 'confirmed';
}

export function paymentStatusOf(order: Placed): PaymentStatus {
  const captured = capturedAmount(order).amount;
  const refunded = refundedAmount(order).amount;
  if (captured > 0 && refunded >= captured) return 'refunded';
  if (refunded > 0) return 'partially_refunded';
  const total = amountOfUnits(order.placed.currency, keptUnits(order)).amount;
  if (captured > 0) return captured >= total ? 'captured' : 'partially_captured';
  if (order.placed.totals.total.amount === 0) return 'none';
  const outcome = order.payments.at(-1)?.outcome ?? 'pending';
  if (outcome === 'authorised') return 'authorised';
  if (outcome === 'declined' || outcome === 'expired') return 'failed';
  return outcome === 'voided' || outcome === 'cancelled' ? 'voided' : 'pending';
}

export function fulfilmentStatusOf(order: Placed): FulfilmentStatus {
  const kept = keptUnits(order);
  if (order.parcels.some((parcel) => isGone(parcel) && parcel.resolution === undefined)) return 'exception';
  const delivered = unitsWithin(unitsIn(order, 'delivered'), kept);
  const sent = unitsWithin(unitsIn(order, 'shipped', 'delivered'), kept);
  if (delivered.length > 0) {
    return unitsWithout(kept, delivered).length === 0 ? 'delivered' : 'partially_delivered';
  }
  if (sent.length > 0) return unitsWithout(kept, sent).length === 0 ? 'shipped' : 'partially_shipped';
  return order.fulfilments.length > 0 && kept.length > 0 ? 'allocated' : 'unfulfilled';
}

function isAllSent(order: Placed): boolean {
  return unitsWithout(keptUnits(order), unitsIn(order, 'shipped', 'delivered')).length === 0;
}
