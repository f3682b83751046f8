export const FULFILMENT_STATUSES = [
  'created',
  'on_hold',
  'released',
  'picking',
  'picked',
  'packed',
  'cancel_requested',
  'closed',
  'cancelled',
] as const;

export type FulfilmentStatus = (typeof FULFILMENT_STATUSES)[number];

/** What the status of a fulfilment order follows from. */
export interface Progress {
  readonly isReleased: boolean;
  readonly isHeld: boolean;
  readonly isCancelling: boolean;
  /** How many units are still to pick, are picked, are packed, and have left. */
  readonly unpicked: number;
  readonly picked: number;
  readonly packed: number;
  readonly shipped: number;
}

export function statusOf(order: Progress): FulfilmentStatus {
  const { unpicked, picked, packed, shipped } = order;
  if (unpicked + picked + packed === 0) return shipped > 0 ? 'closed' : 'cancelled';
  if (order.isCancelling) return 'cancel_requested';
  if (order.isHeld) return 'on_hold';
  if (!order.isReleased) return 'created';
  if (unpicked === 0) return picked > 0 ? 'picked' : 'packed';
  return picked + packed + shipped > 0 ? 'picking' : 'released';
}
