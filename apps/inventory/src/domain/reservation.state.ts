import type { Evolve, Named } from '@waybill/kernel';
import {
  forOrder,
  type Claim,
  type CommitFailure,
  type Policy,
  type ReservationEvent,
  type Shortage,
  type SkuQuantity,
} from './reservation.events.js';

/** A claim and the attempt that made it. Answers to other attempts do not concern it. */
export interface OwnClaim extends Claim {
  readonly attempt: number;
}

/** A claim that was requested, and whether the stock item has accepted it. */
export interface AskedClaim extends OwnClaim {
  /** How many locations were asked for this stock, this one included. */
  readonly tries: number;
  readonly held: boolean;
}

/** What every requested reservation has. */
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

/** A reservation that waits for its holds: `reholding` when it had expired and is to be committed after all. */
export interface HoldingReservation extends Request {
  readonly status: 'holding' | 'reholding';
  readonly claims: readonly AskedClaim[];
}

export type ReservationState =
  | { readonly status: 'none' }
  | (Request & { readonly status: 'requested' })
  | HoldingReservation
  | (Request & { readonly status: 'held'; readonly claims: readonly OwnClaim[] })
  | (Request & { readonly status: 'expired'; readonly claims: readonly Claim[] })
  | (Request & {
      readonly status: 'committed';
      /** The claims that are neither shipped nor released. */
      readonly claims: readonly OwnClaim[];
      readonly shipped: boolean;
    })
  | { readonly status: 'consumed'; readonly orderId?: string }
  | {
      readonly status: 'rejected';
      readonly orderId?: string;
      readonly reason: CommitFailure;
      readonly shortages: readonly Shortage[];
    }
  | { readonly status: 'released'; readonly orderId?: string; readonly reason: string };

export const initial: ReservationState = { status: 'none' };

export const evolve: Evolve<ReservationState, ReservationEvent> = {
  ReservationRequested: (_, { type: _type, reservationId: _id, ...asked }) => ({
    ...asked,
    status: 'requested',
    extended: false,
    attempt: 0,
  }),
  ReservationSourced: (_, { type: _type, reservationId: _id, ...sourced }) => ({
    ...sourced,
    status: 'holding',
    extended: false,
    claims: askClaims(sourced),
  }),
  ReservationLineHeld: (reservation, line) =>
    whileHolding(reservation, (known) => ({
      ...known,
      claims: known.claims.map((claim) => (isAt(claim, line) ? { ...claim, held: true } : claim)),
    })),
  ReservationLineRefused: (reservation, line) =>
    whileHolding(reservation, (known) => ({
      ...known,
      claims: known.claims.filter((claim) => !isAt(claim, line)),
    })),
  ReservationResourced: (reservation, { instead, claims, attempt }) =>
    whileHolding(reservation, (known) => {
      const tries = (known.claims.find((claim) => isAt(claim, instead))?.tries ?? 0) + 1;
      const kept = known.claims.filter((claim) => !isAt(claim, instead));
      return { ...known, attempt, claims: [...kept, ...askClaims({ claims, attempt, tries })] };
    }),
  ReservationHeld: hold,
  ReservationPartiallyHeld: hold,
  ReservationRejected: (_, event) => reject(event),
  ReservationExtended: (reservation, { expiresAt }) =>
    reservation.status === 'held' ? { ...reservation, expiresAt, extended: true } : reservation,
  ReservationExpired: (reservation, { claims }) =>
    onceRequested(reservation, (known) => ({ ...known, status: 'expired', claims })),
  ReservationReholdRequested: (reservation, { claims, attempt, expiresAt }) =>
    onceRequested(reservation, (known) => ({
      ...known,
      status: 'reholding',
      attempt,
      expiresAt,
      claims: askClaims({ claims, attempt }),
    })),
  ReservationCommitted: (reservation, { claims }) =>
    onceRequested(reservation, (known) => ({
      ...known,
      status: 'committed',
      claims: keepAttempts(reservation, claims),
      shipped: false,
    })),
  ReservationCommitRejected: (reservation, event) =>
    reservation.status === 'released' ? reservation : reject(event),
  ReservationReleased: (_, event) => ({
    status: 'released',
    ...forOrder(event),
    reason: event.reason,
  }),
  ReservationPartiallyReleased: (reservation, { location }) => removeClaimsAt(reservation, location),
  ReservationClaimReturned: (reservation) => reservation,
  ReservationPartiallyConsumed: (reservation, { location }) => {
    const left = removeClaimsAt(reservation, location);
    return left.status === 'committed' ? { ...left, shipped: true } : left;
  },
  ReservationConsumed: (_, event) => ({ status: 'consumed', ...forOrder(event) }),
};

export function isAt(
  claim: Omit<Claim, 'quantity'>,
  { sku, location }: { readonly sku: string; readonly location: string },
): boolean {
  return claim.sku === sku && claim.location === location;
}

export function isHolding(reservation: ReservationState): reservation is HoldingReservation {
  return reservation.status === 'holding' || reservation.status === 'reholding';
}

/** The claims that the reservation has requested and not freed. */
export function ownClaimsOf(reservation: ReservationState): readonly OwnClaim[] {
  return isHolding(reservation) || reservation.status === 'held' || reservation.status === 'committed'
    ? reservation.claims
    : [];
}

export function orderOf(reservation: ReservationState): string | undefined {
  return reservation.status === 'none' ? undefined : reservation.orderId;
}

/** The claims without their attempts and holds. */
export function plainClaims(claims: readonly Claim[]): readonly Claim[] {
  return claims.map(({ sku, location, quantity }) => ({ sku, location, quantity }));
}

type Rejection = Named<ReservationEvent, 'ReservationRejected' | 'ReservationCommitRejected'>;

function reject({ reason, shortages, ...event }: Rejection): ReservationState {
  return { status: 'rejected', ...forOrder(event), reason, shortages };
}

function hold(
  reservation: ReservationState,
  { claims }: { readonly claims: readonly Claim[] },
): ReservationState {
  return onceRequested(reservation, (known) => ({
    ...known,
    status: 'held',
    claims: keepAttempts(reservation, claims),
  }));
}

function keepAttempts(reservation: ReservationState, claims: readonly Claim[]): readonly OwnClaim[] {
  return claims.map((claim) => {
    const attempt = ownClaimsOf(reservation).find((known) => isAt(known, claim))?.attempt ?? 0;
    return { ...claim, attempt };
  });
}

function askClaims({
  claims,
  attempt,
  tries = 1,
}: {
  readonly claims: readonly Claim[];
  readonly attempt: number;
  readonly tries?: number;
}): readonly AskedClaim[] {
  return claims.map((claim) => ({ ...claim, attempt, tries, held: false }));
}

function whileHolding(
  reservation: ReservationState,
  next: (known: HoldingReservation) => ReservationState,
): ReservationState {
  return isHolding(reservation) ? next(reservation) : reservation;
}

function onceRequested(
  reservation: ReservationState,
  next: (known: Request) => ReservationState,
): ReservationState {
  return 'demand' in reservation ? next(reservation) : reservation;
}

function removeClaimsAt(reservation: ReservationState, location: string): ReservationState {
  if (reservation.status !== 'committed') return reservation;
  return { ...reservation, claims: reservation.claims.filter((claim) => claim.location !== location) };
}
