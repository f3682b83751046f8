/** The status that clients see. Derived, never set. */
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

/** The state of the order regardless of holds and shipments. */
export type Lifecycle =
  'pending' | 'confirmed' | 'cancelling' | 'cancelled' | 'rejected' | 'expired' | 'completed';

interface Progress {
  readonly lifecycle: Lifecycle;
  readonly holds: readonly string[];
  readonly lines: readonly {
    readonly quantity: number;
    readonly cancelled: number;
    readonly shipped: number;
    readonly delivered: number;
  }[];
  readonly shipments: readonly { readonly stage: string }[];
}

/** The first status that applies. */
export function statusOf({ lifecycle, holds, lines, shipments }: Progress): OrderStatus {
  if (lifecycle === 'cancelled') return 'cancelled';
  if (lifecycle === 'rejected') return 'failed';
  if (lifecycle === 'expired') return 'expired';
  if (holds.length > 0) return 'on_hold';
  if (lifecycle === 'pending') return 'pending';
  const wanted = lines.filter(({ quantity, cancelled }) => quantity > cancelled);
  if (wanted.every(({ quantity, cancelled, delivered }) => delivered >= quantity - cancelled))
    return 'delivered';
  if (wanted.every(({ quantity, cancelled, shipped }) => shipped >= quantity - cancelled)) return 'shipped';
  return shipments.some(({ stage }) => stage !== 'planned') ? 'processing' : 'confirmed';
}
