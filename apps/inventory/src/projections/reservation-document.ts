import type { Claim, Policy, Shortage, SkuQuantity } from '../domain/reservation.events.js';

export const STATUSES = [
  'requested',
  'held',
  'partially-held',
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
  /** What was asked for. */
  readonly lines: readonly SkuQuantity[];
  readonly policy?: Policy;
  /** What is claimed for it now. */
  readonly claims: readonly Claim[];
  /** What could not be held. */
  readonly shortages: readonly Shortage[];
  /** Until it has been committed or has ended. */
  readonly expiresAt?: string;
  readonly updatedAt: string;
  readonly revision: number;
}
