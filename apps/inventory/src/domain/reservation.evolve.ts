import type { Evolve } from '@waybill/kernel';
import {
  ask,
  isClaim,
  plainClaims,
  settle,
  standing,
  without,
  withStage,
  type TrackedClaim,
} from './reservation.claims.state.js';
import { forOrder, type OwnClaim, type ReservationEvent } from './reservation.events.js';
import { isAsked, isKnown, type KnownReservation, type ReservationState } from './reservation.state.js';

const blank = {
  demand: [],
  requestedAt: '',
  expiresAt: '',
  extended: false,
  isPaid: false,
  attempt: 0,
  claims: [],
  expiredClaims: [],
  shipped: false,
  isHandedOver: false,
} as const;

type Change = Partial<Omit<KnownReservation, 'request' | 'orderId'>>;

/** Its first event may be its rejection or its release. */
function change<E extends ReservationEvent>(
  next: (reservation: KnownReservation, event: E) => Change,
): (reservation: ReservationState, event: E) => ReservationState {
  return (reservation, event) => {
    const known = isKnown(reservation) ? reservation : { ...blank, status: 'requested' as const };
    return { ...known, ...forOrder(event), ...next(known, event) };
  };
}

export const evolve: Evolve<ReservationState, ReservationEvent> = {
  ReservationRequested: (_, { demand, requestedAt, expiresAt }) => {
    const ttlMs = Date.parse(expiresAt) - Date.parse(requestedAt);
    return { ...blank, status: 'requested', demand, requestedAt, expiresAt, request: { demand, ttlMs } };
  },
  ReservationSourced: change(({ attempt }, { demand, requestedAt, expiresAt, isPaid, claims }) => ({
    ...blank,
    status: 'holding',
    demand,
    requestedAt,
    expiresAt,
    isPaid,
    claims: ask(claims),
    attempt: latestOf(claims, attempt),
  })),
  ReservationTakenOver: change((reservation, { demand, requestedAt, expiresAt, kept, claims }) => ({
    ...blank,
    status: 'holding',
    demand,
    requestedAt,
    expiresAt,
    claims: [...keep(reservation.claims, kept), ...ask(claims)],
    attempt: latestOf(claims, reservation.attempt),
  })),
  ReservationReplanned: change(({ claims, attempt }, { refused, instead, again }) => {
    const { tries = 1 } = claims.find((claim) => isClaim(claim, refused)) ?? {};
    // The claims of one attempt all stand for themselves, or all for the same other claim.
    const { origin } = claims.find((claim) => claim.attempt === refused.attempt) ?? {};
    const rest = claims.filter((claim) => claim.stage !== 'asked' || claim.attempt !== refused.attempt);
    return {
      claims: [...rest, ...ask(instead, tries + 1, origin), ...ask(again, 1, origin)],
      attempt: latestOf([...instead, ...again], attempt),
    };
  }),
  ReservationClaimsHeld: change(({ status, claims }, { claims: held, freed }) => {
    const after = without(withStage(claims, held, 'held'), freed);
    return { claims: status === 'committed' ? after : settle(after, held) };
  }),
  ReservationHeld: change(hold),
  ReservationPartiallyHeld: change(hold),
  ReservationRejected: change((_, { demand, reason, shortages }) => ({
    status: 'rejected',
    demand,
    claims: [],
    failure: { reason, shortages },
  })),
  ReservationExtended: change((_, { expiresAt }) => ({ expiresAt, extended: true })),
  ReservationExpired: change(({ claims }) => ({
    status: 'expired',
    claims: [],
    expiredClaims: plainClaims(standing(claims)),
  })),
  ReservationReholdRequested: change(({ attempt }, { claims, expiresAt, until }) => ({
    status: 'committing',
    ...(until !== undefined && { until }),
    expiresAt,
    claims: ask(claims),
    attempt: latestOf(claims, attempt),
  })),
  ReservationCommitRequested: change(({ claims }, { claims: held, allocated, expiresAt, until }) => ({
    status: 'committing',
    ...(until !== undefined && { until }),
    expiresAt,
    claims: withStage(withStage(claims, held, 'held'), allocated, 'allocated'),
  })),
  ReservationClaimsAllocated: change(({ claims }, { claims: allocated }) => ({
    claims: withStage(claims, allocated, 'allocated'),
  })),
  ReservationCommitted: change(({ claims }, { expiresAt = '' }) => ({
    status: 'committed',
    expiresAt,
    claims: settle(withStage(claims, claims, 'allocated'), claims),
  })),
  ReservationCommitRejected: change((reservation, { reason, shortages }) =>
    reservation.status === 'released'
      ? {}
      : { status: 'rejected', claims: [], failure: { reason, shortages } },
  ),
  ReservationReleased: change(() => ({ status: 'released', claims: [] })),
  ReservationPartiallyReleased: change(({ claims }, { claims: freed }) => ({
    claims: without(claims, freed),
  })),
  ReservationClaimsReturned: change(() => ({})),
  ReservationClaimBroken: change(({ claims, attempt }, { from, reason, instead }) => {
    const origin = claims.find((claim) => isClaim(claim, from))?.origin;
    return {
      claims: [...without(claims, [from]), ...ask(instead, 1, origin ?? { location: from.location, reason })],
      attempt: latestOf(instead, attempt),
    };
  }),
  ReservationMoveStarted: change(({ claims, attempt }, { from, instead }) => {
    const origin = { location: from.location, reason: 'location_closed', attempt: from.attempt } as const;
    return { claims: [...claims, ...ask(instead, 1, origin)], attempt: latestOf(instead, attempt) };
  }),
  ReservationMoveEnded: change(({ claims }, { claims: freed }) => ({ claims: without(claims, freed) })),
  ReservationReallocated: change(({ claims }, { claims: settled, freed }) => ({
    claims: settle(withStage(without(claims, freed), settled, 'allocated'), settled),
  })),
  ReservationShort: change(() => ({})),
  ReservationHandedOver: change(() => ({ isHandedOver: true, expiresAt: '' })),
  ReservationPartiallyConsumed: change(({ claims }, { claims: shipped }) => ({
    claims: without(claims, shipped),
    shipped: true,
  })),
  ReservationConsumed: change(() => ({ status: 'consumed', claims: [], shipped: true })),
};

function hold({ claims }: KnownReservation): Change {
  const held = claims.filter(isAsked(true));
  return { status: 'held', claims: settle(withStage(claims, held, 'held'), claims) };
}

function keep(claims: readonly TrackedClaim[], kept: readonly OwnClaim[]): readonly TrackedClaim[] {
  return claims.flatMap((claim) => {
    const part = kept.find((own) => isClaim(own, claim));
    return part ? settle([{ ...claim, quantity: part.quantity }], [claim]) : [];
  });
}

function latestOf(claims: readonly OwnClaim[], before: number): number {
  return claims.reduce((latest, { attempt }) => Math.max(latest, attempt), before);
}
