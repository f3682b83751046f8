import { aboutOf } from './reservation.asking.js';
import { plainClaims, standing } from './reservation.claims.state.js';
import type { HoldFailure, ReservationEvent, SkuQuantity } from './reservation.events.js';
import { isAsked, type KnownReservation } from './reservation.state.js';
import { shortagesOf, suffices } from './sourcing.js';
import { DAY_MS, later, MINUTE_MS } from './times.js';

/** A reservation that is to be committed has this long until its stock must be allocated. */
export const COMMIT_MS = 5 * MINUTE_MS;

/** Stock is kept for a customer without an order this long, unless somebody says how long. */
const HOLD_MS = 30 * DAY_MS;

/**
 * The event that concludes what the reservation waits for; none while an answer is missing. One that was held ends when
 * nothing is left of it.
 */
export function conclude(
  id: string,
  reservation: KnownReservation,
  now: string,
): readonly ReservationEvent[] {
  const { status, claims } = reservation;
  if (status === 'holding') return concludeHolding(id, reservation, now);
  if (claims.length === 0) return [endOf(id, reservation, 'location_closed')];
  return status === 'committing' ? concludeCommitting(id, reservation, now) : [];
}

/**
 * The rejection of a reservation that cannot have what is required. Its claims are freed. `found`: what else there was; it
 * does not count as missing.
 */
export function rejectionOf(
  id: string,
  reservation: KnownReservation,
  reason: HoldFailure,
  found: readonly SkuQuantity[] = [],
): ReservationEvent {
  const about = aboutOf(id, reservation);
  const { demand, status, isPaid } = reservation;
  const claims = plainClaims(reservation.claims);
  const shortages = shortagesOf(demand, [...standing(reservation.claims), ...found]);
  return status === 'committing' && !isPaid
    ? { type: 'ReservationCommitRejected', ...about, reason, shortages, claims }
    : { type: 'ReservationRejected', ...about, reason, shortages, demand, claims };
}

/** The end of a reservation that keeps nothing any more. */
export function endOf(id: string, reservation: KnownReservation, reason: string): ReservationEvent {
  const about = { ...aboutOf(id, reservation), claims: [] };
  return reservation.shipped
    ? { type: 'ReservationConsumed', ...about }
    : { type: 'ReservationReleased', ...about, reason };
}

/** The commitment. Stock that is kept for no order is released one day. */
export function commitmentOf(
  id: string,
  reservation: KnownReservation,
  now: string,
  until?: string,
): ReservationEvent {
  const claims = plainClaims(reservation.claims);
  const isFree = reservation.orderId === undefined;
  const end = isFree && { expiresAt: until ?? later(now, HOLD_MS) };
  return { type: 'ReservationCommitted', ...aboutOf(id, reservation), claims, ...end };
}

function concludeHolding(
  id: string,
  reservation: KnownReservation,
  now: string,
): readonly ReservationEvent[] {
  if (reservation.claims.some(isAsked(true))) return [];
  const about = aboutOf(id, reservation);
  const { expiresAt, demand, isPaid } = reservation;
  const claims = plainClaims(reservation.claims);
  const shortages = shortagesOf(demand, claims);
  if (claims.length === 0 || !suffices(demand, claims)) return [rejectionOf(id, reservation, 'out_of_stock')];
  if (isPaid) {
    const expiry = later(now, COMMIT_MS);
    return [{ type: 'ReservationCommitRequested', ...about, claims, allocated: [], expiresAt: expiry }];
  }
  if (shortages.length === 0) return [{ type: 'ReservationHeld', ...about, claims, expiresAt }];
  return [{ type: 'ReservationPartiallyHeld', ...about, claims, shortages, expiresAt }];
}

function concludeCommitting(
  id: string,
  reservation: KnownReservation,
  now: string,
): readonly ReservationEvent[] {
  const { claims, until } = reservation;
  const isDone = claims.length > 0 && claims.every(({ stage }) => stage === 'allocated');
  return isDone ? [commitmentOf(id, reservation, now, until)] : [];
}
