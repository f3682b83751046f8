import { ensure, ensureKnown, ensureValid, evolveWith, type Decide } from '@waybill/kernel';
import { aboutOf, inAttempts } from './reservation.asking.js';
import { isAmong, plainClaims, shownClaims } from './reservation.claims.state.js';
import { CommitReservation } from './reservation.commands.js';
import { COMMIT_MS, commitmentOf, conclude } from './reservation.concluding.js';
import type { ClaimKey, ReservationEvent } from './reservation.events.js';
import { freedBy, isMoveOver } from './reservation.holding.js';
import { ensureOwner } from './reservation.owner.js';
import { RecordAllocated } from './reservation.saga-commands.js';
import { evolve } from './reservation.evolve.js';
import { isAsked, isKnown, type KnownReservation, type ReservationState } from './reservation.state.js';
import { DAY_MS, later } from './times.js';

const UNTIL_MAX_MS = 365 * DAY_MS;

export const commitments = { CommitReservation, RecordAllocated };

/** A reservation is committed once all of its stock is allocated. From then on it does not expire. */
export const committing: Decide<ReservationState, ReservationEvent, typeof commitments> = {
  CommitReservation({ orderId, until }, reservation, { id, now }) {
    ensureKnown(isKnown(reservation), 'reservation-unknown');
    ensureOwner(reservation, orderId);
    const { status } = reservation;
    ensure(
      status !== 'requested' && status !== 'holding',
      'reservation-not-held',
      'The reservation is not held yet.',
      { status },
    );
    const isKept = status === 'released' || status === 'rejected' || status === 'expired';
    ensure(
      orderId !== undefined || !isKept || reservation.expiredClaims.length > 0,
      `reservation-${status}`,
      `The reservation is ${status}.`,
      { status },
    );
    const end = until === undefined ? undefined : new Date(until).toISOString();
    ensureValid(
      end === undefined || (end > now && end <= later(now, UNTIL_MAX_MS)),
      'until-invalid',
      'The stock can be kept until a time in the future, at most a year from now.',
      { field: 'until' },
    );
    return commit(id, { ...reservation, ...(orderId !== undefined && { orderId }) }, [], now, end);
  },

  RecordAllocated({ claims }, reservation, { id, now }) {
    if (!isKnown(reservation)) return [];
    if (reservation.status === 'committed') {
      const events = reallocate(id, reservation, claims);
      const after = events.reduce<ReservationState>(
        (before, event) => evolveWith(evolve, before, event),
        reservation,
      );
      return events.length > 0 && isKnown(after) ? [...events, ...conclude(id, after, now)] : events;
    }
    return commit(id, reservation, claims, now);
  },
};

/** What a reservation answers when it is to be committed and some claims are allocated already. */
function commit(
  id: string,
  reservation: KnownReservation,
  answered: readonly ClaimKey[],
  now: string,
  until?: string,
): readonly ReservationEvent[] {
  const { status, orderId } = reservation;
  const about = aboutOf(id, reservation);
  const fresh = reservation.claims.filter((claim) => claim.stage === 'held' && isAmong(claim, answered));
  const allocated = fresh.map(({ sku, location, attempt }) => ({ sku, location, attempt }));
  switch (status) {
    case 'held': {
      const waiting = reservation.claims.filter(
        (claim) => claim.stage !== 'allocated' && !fresh.includes(claim),
      );
      if (waiting.length === 0) return [commitmentOf(id, reservation, now, until)];
      const claims = plainClaims(waiting.filter(isAsked(false)));
      const ending = until !== undefined && { until };
      const expiresAt = later(now, COMMIT_MS);
      return [{ type: 'ReservationCommitRequested', ...about, claims, allocated, expiresAt, ...ending }];
    }
    case 'committing': {
      if (fresh.length === 0) return [];
      const recorded: ReservationEvent = { type: 'ReservationClaimsAllocated', ...about, claims: allocated };
      const after = evolveWith(evolve, reservation, recorded);
      const conclusion = isKnown(after) ? conclude(id, after, now) : [];
      return conclusion.length > 0 ? conclusion : [recorded];
    }
    case 'expired': {
      const claims = inAttempts(shownClaims(reservation.expiredClaims), reservation.attempt);
      if (claims.length === 0) break;
      const ending = until !== undefined && { until };
      const expiresAt = later(now, COMMIT_MS);
      return [{ type: 'ReservationReholdRequested', ...about, claims, expiresAt, ...ending }];
    }
    case 'requested':
    case 'holding':
    case 'committed':
    case 'consumed':
      return [];
    case 'released':
    case 'rejected':
      break;
  }
  if (orderId === undefined) return [];
  const { reason, shortages } = (status === 'rejected' && reservation.failure) || {
    reason: status === 'expired' ? ('expired' as const) : ('released' as const),
    shortages: [],
  };
  return [{ type: 'ReservationCommitRejected', ...about, reason, shortages, claims: [] }];
}

/** Claims of a committed reservation that stand for others are allocated: they take their place. */
function reallocate(
  id: string,
  reservation: KnownReservation,
  answered: readonly ClaimKey[],
): readonly ReservationEvent[] {
  const about = aboutOf(id, reservation);
  return reservation.claims
    .filter((claim) => claim.stage === 'held' && isAmong(claim, answered))
    .map((claim) => {
      const claims = plainClaims([claim]);
      if (isMoveOver(reservation, claim)) return { type: 'ReservationMoveEnded', ...about, claims };
      const { sku, quantity, origin } = claim;
      const from = { sku, location: origin?.location ?? claim.location, quantity };
      return { type: 'ReservationReallocated', ...about, from, claims, freed: freedBy([claim]) };
    });
}
