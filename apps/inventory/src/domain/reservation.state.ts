import type { TrackedClaim } from './reservation.claims.state.js';
import type { CommitFailure, Demand, OwnClaim, Shortage } from './reservation.events.js';

/** `holding`: waits for its holds. `committing`: is to be committed, and waits for its stock to be allocated. */
export type ActiveStatus = 'requested' | 'holding' | 'held' | 'committing' | 'committed';

export type EndStatus = 'consumed' | 'rejected' | 'released' | 'expired';

export interface KnownReservation {
  readonly status: ActiveStatus | EndStatus;
  readonly orderId?: string;
  /** What a client asked for by itself, so that the same request again changes nothing. */
  readonly request?: { readonly demand: readonly Demand[]; readonly ttlMs: number };
  readonly demand: readonly Demand[];
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly extended: boolean;
  /** When it is released once it is committed; for a reservation without an order. */
  readonly until?: string;
  readonly isPaid: boolean;
  /** The number of the latest attempt to hold something. */
  readonly attempt: number;
  /** What is neither shipped nor given back. */
  readonly claims: readonly TrackedClaim[];
  /** What it held when it expired. */
  readonly expiredClaims: readonly OwnClaim[];
  /** Whether something has been shipped. */
  readonly shipped: boolean;
  readonly isHandedOver: boolean;
  /** Why it was rejected. */
  readonly failure?: { readonly reason: CommitFailure; readonly shortages: readonly Shortage[] };
}

export type ReservationState = { readonly status: 'none' } | KnownReservation;

export const initial: ReservationState = { status: 'none' };

const ENDS: readonly string[] = ['consumed', 'rejected', 'released', 'expired'];

export function isKnown(reservation: ReservationState): reservation is KnownReservation {
  return reservation.status !== 'none';
}

export function hasEnded({ status }: ReservationState): boolean {
  return ENDS.includes(status);
}

export function isAsked(wanted: boolean): (claim: TrackedClaim) => boolean {
  return ({ stage }) => (stage === 'asked') === wanted;
}

/** What the reservation counts as its own, asked for or not. */
export function ownClaimsOf(reservation: ReservationState): readonly TrackedClaim[] {
  return isKnown(reservation) ? reservation.claims : [];
}

export function orderOf(reservation: ReservationState): string | undefined {
  return isKnown(reservation) ? reservation.orderId : undefined;
}
