import type { Evolve } from '@waybill/kernel';
import type { Claim, Policy, ReservationEvent, Shortage, SkuQuantity } from './reservation.events.js';

/** A claim that has been asked for, and whether the stock item has said yes. */
export interface AskedClaim extends Claim {
  readonly attempt: number;
  /** How many locations have been asked for this stock, this one included. */
  readonly tries: number;
  readonly held: boolean;
}

/** What every reservation has that was ever asked for. */
interface Request {
  readonly orderId?: string;
  readonly demand: readonly SkuQuantity[];
  readonly policy: Policy;
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly extended: boolean;
  /** The number of the latest attempt to hold. */
  readonly attempt: number;
}

/** A reservation whose holds are on their way: for the first time, or again for a commit after it had expired. */
export interface HoldingReservation extends Request {
  readonly status: 'holding' | 'reholding';
  readonly claims: readonly AskedClaim[];
}

export type ReservationState =
  | { readonly status: 'none' }
  | (Request & { readonly status: 'requested' })
  | HoldingReservation
  | (Request & { readonly status: 'held' | 'expired'; readonly claims: readonly Claim[] })
  | (Request & {
      readonly status: 'committed';
      /** What has neither been shipped nor released yet. */
      readonly claims: readonly Claim[];
      readonly shipped: boolean;
    })
  | { readonly status: 'consumed'; readonly orderId?: string }
  | {
      readonly status: 'rejected' | 'released';
      readonly orderId?: string;
      readonly reason: string;
      readonly shortages: readonly Shortage[];
    };

export const initial: ReservationState = { status: 'none' };

export const evolve: Evolve<ReservationState, ReservationEvent> = {
  ReservationRequested: (_, { orderId, demand, policy, requestedAt, expiresAt }) => ({
    status: 'requested',
    ...{ orderId, demand, policy, requestedAt, expiresAt, extended: false, attempt: 0 },
  }),
  ReservationSourced: (_, { orderId, demand, policy, requestedAt, expiresAt, claims, attempt }) => ({
    status: 'holding',
    ...{ orderId, demand, policy, requestedAt, expiresAt, extended: false, attempt },
    claims: claims.map((claim) => ({ ...claim, attempt, tries: 1, held: false })),
  }),
  ReservationLineHeld: (reservation, line) =>
    holding(reservation, (known) => ({
      ...known,
      claims: known.claims.map((claim) => (isAt(claim, line) ? { ...claim, held: true } : claim)),
    })),
  ReservationLineRefused: (reservation, line) =>
    holding(reservation, (known) => ({
      ...known,
      claims: known.claims.filter((claim) => !isAt(claim, line)),
    })),
  ReservationResourced: (reservation, { instead, claims, attempt }) =>
    holding(reservation, (known) => {
      const tries = (known.claims.find((claim) => isAt(claim, instead))?.tries ?? 0) + 1;
      const kept = known.claims.filter((claim) => !isAt(claim, instead));
      const asked = claims.map((claim) => ({ ...claim, attempt, tries, held: false }));
      return { ...known, attempt, claims: [...kept, ...asked] };
    }),
  ReservationHeld: (reservation, { claims }) =>
    requested(reservation, (known) => ({ ...known, status: 'held', claims })),
  ReservationPartiallyHeld: (reservation, { claims }) =>
    requested(reservation, (known) => ({ ...known, status: 'held', claims })),
  ReservationRejected: (_, { orderId, reason, shortages }) => ({ status: 'rejected', orderId, reason, shortages }),
  ReservationExtended: (reservation, { expiresAt }) =>
    reservation.status === 'held' ? { ...reservation, expiresAt, extended: true } : reservation,
  ReservationExpired: (reservation, { claims }) =>
    requested(reservation, (known) => ({ ...known, status: 'expired', claims })),
  ReservationReholdRequested: (reservation, { claims, attempt, expiresAt }) =>
    requested(reservation, (known) => ({
      ...known,
      status: 'reholding',
      attempt,
      expiresAt,
      claims: claims.map((claim) => ({ ...claim, attempt, tries: 1, held: false })),
    })),
  ReservationCommitted: (reservation, { claims }) =>
    requested(reservation, (known) => ({ ...known, status: 'committed', claims, shipped: false })),
  ReservationCommitRejected: (reservation, { orderId, reason, shortages }) =>
    reservation.status === 'released' ? reservation : { status: 'rejected', orderId, reason, shortages },
  ReservationReleased: (_, { orderId, reason }) => ({ status: 'released', orderId, reason, shortages: [] }),
  ReservationPartiallyReleased: (reservation, { location }) => without(reservation, location),
  ReservationClaimReturned: (reservation) => reservation,
  ReservationPartiallyConsumed: (reservation, { location }) => {
    const left = without(reservation, location);
    return left.status === 'committed' ? { ...left, shipped: true } : left;
  },
  ReservationConsumed: (_, { orderId }) => ({ status: 'consumed', orderId }),
};

export function isAt(
  claim: Omit<Claim, 'quantity'>,
  { sku, location }: { readonly sku: string; readonly location: string },
): boolean {
  return claim.sku === sku && claim.location === location;
}

function holding(
  reservation: ReservationState,
  next: (known: HoldingReservation) => ReservationState,
): ReservationState {
  const isHolding = reservation.status === 'holding' || reservation.status === 'reholding';
  return isHolding ? next(reservation) : reservation;
}

function requested(
  reservation: ReservationState,
  next: (known: Request) => ReservationState,
): ReservationState {
  return 'demand' in reservation ? next(reservation) : reservation;
}

function without(reservation: ReservationState, location: string): ReservationState {
  if (reservation.status !== 'committed') return reservation;
  return { ...reservation, claims: reservation.claims.filter((claim) => claim.location !== location) };
}
