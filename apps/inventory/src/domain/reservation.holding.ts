import type { RecordHoldRefusal } from './reservation.saga-commands.js';
import { forOrder, type HoldFailure, type ReservationEvent, type Shortage } from './reservation.events.js';
import {
  isAt,
  isHolding,
  plainClaims,
  type AskedClaim,
  type HoldingReservation,
  type ReservationState,
} from './reservation.state.js';
import { planClaims, shortagesOf } from './sourcing.js';

/** How many locations are asked for the same stock before the reservation gives up. */
const TRIES = 5;

/** The claim that waits for this answer. Answers to earlier attempts are for no claim. */
export function findAskedClaim(
  reservation: ReservationState,
  answer: { readonly sku: string; readonly location: string; readonly attempt: number },
): AskedClaim | undefined {
  if (!isHolding(reservation)) return undefined;
  return reservation.claims.find(
    (claim) => isAt(claim, answer) && claim.attempt === answer.attempt && !claim.held,
  );
}

/** Records that a claim is held. The last one concludes the reservation. */
export function acceptHold(
  reservationId: string,
  reservation: HoldingReservation,
  asked: AskedClaim,
): ReservationEvent {
  const { sku, location } = asked;
  const claims = reservation.claims.map((claim) => (claim === asked ? { ...claim, held: true } : claim));
  return (
    conclude(reservationId, { ...reservation, claims }) ?? {
      type: 'ReservationLineHeld',
      reservationId,
      ...forOrder(reservation),
      sku,
      location,
    }
  );
}

/** Asks other locations for a claim that was refused. Without any, the reservation holds less or is rejected. */
export function refuseHold(
  reservationId: string,
  reservation: HoldingReservation,
  asked: AskedClaim,
  { available, alternatives }: RecordHoldRefusal,
): ReservationEvent {
  const about = { reservationId, ...forOrder(reservation) };
  const { sku, location, quantity, tries } = asked;
  const others = reservation.claims.filter((claim) => claim !== asked);
  const elsewhere = alternatives.filter((supply) => !others.some((claim) => isAt(claim, { ...supply, sku })));
  const stock = [{ location, available }, ...elsewhere.filter((supply) => supply.location !== location)];
  const claims = planClaims(
    [{ sku, quantity }],
    stock.map((supply) => ({ ...supply, sku })),
  );
  const short = shortagesOf([{ sku, quantity }], claims);
  const needsAll = reservation.status === 'reholding' || reservation.policy === 'all-or-nothing';
  if (tries < TRIES && claims.length > 0 && !(needsAll && short.length > 0)) {
    const instead = { sku, location, quantity };
    const attempt = reservation.attempt + 1;
    return { type: 'ReservationResourced', ...about, instead, claims, attempt };
  }
  const rest = { ...reservation, claims: others };
  if (needsAll) {
    const reason = short.length > 0 ? 'out-of-stock' : 'contention';
    return fail(reservationId, rest, reason, short.length > 0 ? short : [{ sku, missing: quantity }]);
  }
  return (
    conclude(reservationId, rest) ?? {
      type: 'ReservationLineRefused',
      ...about,
      sku,
      location,
      available,
    }
  );
}

/** The event that concludes the reservation; undefined while an answer is missing. */
function conclude(reservationId: string, reservation: HoldingReservation): ReservationEvent | undefined {
  if (!reservation.claims.every(({ held }) => held)) return undefined;
  const about = { reservationId, ...forOrder(reservation) };
  const { expiresAt, demand } = reservation;
  const claims = plainClaims(reservation.claims);
  const shortages = shortagesOf(demand, claims);
  if (reservation.status === 'reholding') return { type: 'ReservationCommitted', ...about, claims };
  if (claims.length === 0) return fail(reservationId, reservation, 'out-of-stock', shortages);
  if (shortages.length === 0) return { type: 'ReservationHeld', ...about, claims, expiresAt };
  return { type: 'ReservationPartiallyHeld', ...about, claims, shortages, expiresAt };
}

function fail(
  reservationId: string,
  reservation: HoldingReservation,
  reason: HoldFailure,
  shortages: readonly Shortage[],
): ReservationEvent {
  const { status, demand, attempt } = reservation;
  const claims = plainClaims(reservation.claims);
  const about = { reservationId, ...forOrder(reservation), reason, shortages, claims, attempt };
  return status === 'holding'
    ? { type: 'ReservationRejected', ...about, demand }
    : { type: 'ReservationCommitRejected', ...about };
}
