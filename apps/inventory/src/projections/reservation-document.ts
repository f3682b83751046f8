import type { Claim, Demand, Shortage } from '../domain/reservation.events.js';

export const STATUSES = [
  'requested',
  'held',
  'partially_held',
  'committing',
  'committed',
  'consumed',
  'rejected',
  'released',
  'expired',
] as const;

export type ReservationStatus = (typeof STATUSES)[number];

/** A reservation as clients see it. */
export interface ReservationDocument {
  readonly reservationId: string;
  readonly orderId?: string;
  readonly status: ReservationStatus;
  /** Why it was rejected or released. */
  readonly reason?: string;
  /** What was asked for, by SKU. With less than `required` it is rejected. */
  readonly demand: readonly Demand[];
  /** What is claimed for it now. */
  readonly claims: readonly Claim[];
  /** What could not be held. */
  readonly shortages: readonly Shortage[];
  /** Claimed stock that turned out not to be there and was not found elsewhere. */
  readonly lost: readonly Claim[];
  /** Until it has been committed or has ended; for committed stock without an order, when it is released. */
  readonly expiresAt?: string;
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}
