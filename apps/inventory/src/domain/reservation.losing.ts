import { evolveWith, type Decide } from '@waybill/kernel';
import { aboutOf, planElsewhere } from './reservation.asking.js';
import { isClaim, standing, type Origin, type TrackedClaim } from './reservation.claims.state.js';
import { conclude, endOf, rejectionOf } from './reservation.concluding.js';
import type { HoldFailure, LossReason, OwnClaim, ReservationEvent } from './reservation.events.js';
import { MoveClaim, RecordBrokenClaim } from './reservation.saga-commands.js';
import { evolve } from './reservation.evolve.js';
import { hasEnded, isKnown, type ReservationState } from './reservation.state.js';
import { suffices } from './sourcing.js';

export const losses = { RecordBrokenClaim, MoveClaim };

/** What follows when claimed stock is not there, or should not be sent from where it is. */
export const losing: Decide<ReservationState, ReservationEvent, typeof losses> = {
  RecordBrokenClaim({ claim, reason, alternatives }, reservation, { id, now }) {
    const own = findOwn(reservation, claim);
    if (!own || !isKnown(reservation)) return [];
    const from = { ...claim, quantity: Math.min(claim.quantity, own.quantity) };
    const isMoving = own.origin?.attempt !== undefined;
    // What is handed over leaves from where it is.
    const elsewhere = reservation.isHandedOver ? [] : alternatives;
    const { instead, missing } = isMoving
      ? { instead: [], missing: 0 }
      : planElsewhere(from, elsewhere, reservation.attempt);
    const broken: ReservationEvent = {
      type: 'ReservationClaimBroken',
      ...aboutOf(id, reservation),
      from,
      reason,
      instead,
    };
    const origin = own.origin ?? { location: from.location, reason };
    return [
      broken,
      ...afterLoss(id, evolveWith(evolve, reservation, broken), { ...from, quantity: missing }, origin, now),
    ];
  },

  MoveClaim({ claim, alternatives }, reservation, { id }) {
    const own = findOwn(reservation, claim);
    if (!own || !isKnown(reservation) || own.stage === 'asked' || own.origin) return [];
    if (reservation.isHandedOver) return [];
    if (reservation.claims.some(({ sku, origin }) => isMoveOf(claim, sku, origin))) return [];
    const quantity = Math.min(claim.quantity, own.quantity);
    const { instead } = planElsewhere({ ...claim, quantity }, alternatives, reservation.attempt);
    if (instead.length === 0) return [];
    const from = { ...claim, quantity };
    return [{ type: 'ReservationMoveStarted', ...aboutOf(id, reservation), from, instead }];
  },
};

/** What follows from a claim that is lost and not found elsewhere, or whose replacement was refused. */
export function afterLoss(
  id: string,
  reservation: ReservationState,
  lost: OwnClaim,
  { location, reason }: Origin,
  now: string,
  failure: HoldFailure = 'out_of_stock',
): readonly ReservationEvent[] {
  if (!isKnown(reservation)) return [];
  const { status, demand, claims } = reservation;
  const about = aboutOf(id, reservation);
  const isLost = lost.quantity > 0 && reason !== 'location_closed';
  if (status === 'holding' || status === 'held' || status === 'committing') {
    if (isLost && (claims.length === 0 || !suffices(demand, standing(claims)))) {
      return [rejectionOf(id, reservation, failure)];
    }
  }
  if (status === 'holding') return conclude(id, reservation, now);
  const short = isLost ? [shortOf(about, { ...lost, location }, reason)] : [];
  if (claims.length > 0) return [...short, ...conclude(id, reservation, now)];
  return [...short, endOf(id, reservation, isLost ? reason : 'location_closed')];
}

function shortOf(
  about: ReturnType<typeof aboutOf>,
  { sku, location, quantity }: OwnClaim,
  reason: LossReason,
): ReservationEvent {
  return { type: 'ReservationShort', ...about, lost: { sku, location, quantity }, reason };
}

function findOwn(reservation: ReservationState, claim: OwnClaim): TrackedClaim | undefined {
  if (!isKnown(reservation) || hasEnded(reservation)) return undefined;
  return reservation.claims.find((own) => isClaim(own, claim));
}

function isMoveOf(claim: OwnClaim, sku: string, origin: Origin | undefined): boolean {
  return sku === claim.sku && origin?.location === claim.location && origin.attempt === claim.attempt;
}
