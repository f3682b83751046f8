import type { Placed } from '../domain/order.state.js';

/** The status that the public sees. Derived, never set. */
export type OrderStatus =
  | 'cancelled'
  | 'failed'
  | 'expired'
  | 'on_hold'
  | 'pending'
  | 'delivered'
  | 'shipped'
  | 'processing'
  | 'confirmed';

/** Where the order stands in its own terms: what it may still become. */
export type Lifecycle = Placed['status'];

/** The first that applies. */
export function statusOf(order: Placed): OrderStatus {
  if (order.status === 'cancelled') return 'cancelled';
  if (order.status === 'rejected') return 'failed';
  if (order.status === 'expired') return 'expired';
  if (order.holds.length > 0) return 'on_hold';
  if (order.status === 'pending') return 'pending';
  const wanted = order.lines.filter(({ quantity, cancelled }) => quantity > cancelled);
  if (wanted.every(({ quantity, cancelled, delivered }) => delivered >= quantity - cancelled))
    return 'delivered';
  if (wanted.every(({ quantity, cancelled, shipped }) => shipped >= quantity - cancelled)) return 'shipped';
  return order.shipments.some(({ stage }) => stage !== 'planned') ? 'processing' : 'confirmed';
}
