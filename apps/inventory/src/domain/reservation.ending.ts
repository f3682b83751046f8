import { ensure, ensureKnown, type Decide } from '@waybill/kernel';
import { CommitReservation, ReleaseReservation } from './reservation.commands.js';
import { ExpireReservation, RecordConsumed, ReleaseShipment } from './reservation.saga-commands.js';
import { forOrder, type ReservationEvent } from './reservation.events.js';
import { isHolding, orderOf, ownClaimsOf, plainClaims, type ReservationState } from './reservation.state.js';
import { later, MINUTE_MS } from './times.js';

const REHOLD_MS = 5 * MINUTE_MS;

export const endings = {
  CommitReservation,
  ReleaseReservation,
  ReleaseShipment,
  ExpireReservation,
  RecordConsumed,
};

/** How a reservation ends: by commitment, expiry or release, whichever comes first. */
export const ending: Decide<ReservationState, ReservationEvent, typeof endings> = {
  CommitReservation({ orderId: waiting }, reservation, { id: reservationId, now }) {
    ensureKnown(reservation.status !== 'none', 'reservation-unknown');
    const { status } = reservation;
    if (status === 'committed' || status === 'consumed' || status === 'reholding') return [];
    ensure(
      status !== 'requested' && status !== 'holding',
      'reservation-not-held',
      'The reservation is not held yet.',
    );
    const about = { reservationId, ...forOrder(reservation) };
    if (status === 'held') {
      return [{ type: 'ReservationCommitted', ...about, claims: plainClaims(reservation.claims) }];
    }
    if (status === 'expired' && reservation.claims.length > 0) {
      const { claims } = reservation;
      const attempt = reservation.attempt + 1;
      const expiresAt = later(now, REHOLD_MS);
      return [{ type: 'ReservationReholdRequested', ...about, claims, attempt, expiresAt }];
    }
    ensure(waiting !== undefined, `reservation-${status}`, `The reservation is ${status}.`);
    const { reason, shortages } = status === 'rejected' ? reservation : { reason: status, shortages: [] };
    return [
      {
        type: 'ReservationCommitRejected',
        reservationId,
        orderId: reservation.orderId ?? waiting,
        reason,
        shortages,
        ...nothing,
      },
    ];
  },

  ReleaseReservation({ reason, orderId: waiting }, reservation, { id: reservationId }) {
    const { status } = reservation;
    ensureKnown(status !== 'none' || waiting !== undefined, 'reservation-unknown');
    if (status === 'released' || status === 'rejected') return [];
    if (status === 'consumed') {
      ensure(
        waiting !== undefined,
        'reservation-consumed',
        'The stock has been shipped. It can be returned, not released.',
      );
      return [];
    }
    const about = { reservationId, ...forOrder({ orderId: orderOf(reservation) ?? waiting }) };
    return [{ type: 'ReservationReleased', ...about, ...allClaimsOf(reservation), reason }];
  },

  ReleaseShipment({ location, reason }, reservation, { id: reservationId }) {
    if (reservation.status !== 'committed') return [];
    const { shipped, attempt } = reservation;
    const claims = plainClaims(reservation.claims.filter((claim) => claim.location === location));
    if (claims.length === 0) return [];
    const isLast = claims.length === reservation.claims.length;
    const about = { reservationId, ...forOrder(reservation) };
    const freed = { claims, attempt, reason };
    if (isLast && !shipped) return [{ type: 'ReservationReleased', ...about, ...freed }];
    const part: ReservationEvent = { type: 'ReservationPartiallyReleased', ...about, ...freed, location };
    return isLast ? [part, { type: 'ReservationConsumed', ...about }] : [part];
  },

  ExpireReservation({ expiresAt }, reservation, { id: reservationId, now }) {
    const { status } = reservation;
    if (status !== 'requested' && status !== 'held' && !isHolding(reservation)) return [];
    if (reservation.expiresAt !== expiresAt || now < expiresAt) return [];
    const about = { reservationId, ...forOrder(reservation), ...allClaimsOf(reservation) };
    if (status !== 'reholding') return [{ type: 'ReservationExpired', ...about }];
    return [{ type: 'ReservationCommitRejected', ...about, reason: 'expired', shortages: [] }];
  },

  RecordConsumed({ location, shipmentId }, reservation, { id: reservationId }) {
    if (reservation.status !== 'committed') return [];
    const { claims } = reservation;
    const left = claims.filter((claim) => claim.location !== location);
    if (left.length === claims.length) return [];
    const about = { reservationId, ...forOrder(reservation) };
    if (left.length === 0) return [{ type: 'ReservationConsumed', ...about }];
    return [{ type: 'ReservationPartiallyConsumed', ...about, location, shipmentId }];
  },
};

/** No claims are freed. */
const nothing = { claims: [], attempt: 0 };

function allClaimsOf(reservation: ReservationState) {
  const claims = plainClaims(ownClaimsOf(reservation));
  return 'attempt' in reservation ? { claims, attempt: reservation.attempt } : nothing;
}
