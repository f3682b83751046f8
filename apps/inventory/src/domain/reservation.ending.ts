import { ensure, ensureKnown, type Decide } from '@waybill/kernel';
import {
  CommitReservation,
  ExpireReservation,
  RecordConsumed,
  ReleaseReservation,
  ReleaseShipment,
} from './reservation.commands.js';
import type { ReservationEvent } from './reservation.events.js';
import { isHolding, orderOf, owned, plain, type ReservationState } from './reservation.state.js';
import { later, MINUTE } from './times.js';

const REHOLD = 5 * MINUTE;

export const endings = {
  CommitReservation,
  ReleaseReservation,
  ReleaseShipment,
  ExpireReservation,
  RecordConsumed,
};

/** How a reservation ends. Whoever comes first decides: a commitment, an expiry, a release. */
export const ending: Decide<ReservationState, ReservationEvent, typeof endings> = {
  CommitReservation({ orderId: waiting }, reservation, { id: reservationId, now }) {
    ensureKnown(reservation.status !== 'none', 'reservation-unknown');
    const { status } = reservation;
    if (status === 'committed' || status === 'consumed' || status === 'reholding') return [];
    ensure(status !== 'requested' && status !== 'holding', 'reservation-not-held', 'It is not held yet.');
    const { orderId } = reservation;
    if (status === 'held') {
      return [{ type: 'ReservationCommitted', reservationId, orderId, claims: plain(reservation.claims) }];
    }
    if (status === 'expired' && reservation.claims.length > 0) {
      const { claims } = reservation;
      const attempt = reservation.attempt + 1;
      const expiresAt = later(now, REHOLD);
      return [{ type: 'ReservationReholdRequested', reservationId, orderId, claims, attempt, expiresAt }];
    }
    ensure(waiting !== undefined, `reservation-${status}`, 'It has come to its end.');
    const { reason, shortages } = status === 'rejected' ? reservation : { reason: status, shortages: [] };
    return [
      {
        type: 'ReservationCommitRejected',
        reservationId,
        orderId: orderId ?? waiting,
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
        'What has been shipped can be returned, not released.',
      );
      return [];
    }
    const orderId = orderOf(reservation) ?? waiting;
    return [{ type: 'ReservationReleased', reservationId, orderId, ...everything(reservation), reason }];
  },

  ReleaseShipment({ location, reason }, reservation, { id: reservationId }) {
    if (reservation.status !== 'committed') return [];
    const { orderId, shipped, attempt } = reservation;
    const claims = plain(reservation.claims.filter((claim) => claim.location === location));
    if (claims.length === 0) return [];
    const isLast = claims.length === reservation.claims.length;
    const about = { reservationId, orderId, claims, attempt, reason };
    if (isLast && !shipped) return [{ type: 'ReservationReleased', ...about }];
    const freed: ReservationEvent = { type: 'ReservationPartiallyReleased', ...about, location };
    return isLast ? [freed, { type: 'ReservationConsumed', reservationId, orderId }] : [freed];
  },

  ExpireReservation({ expiresAt }, reservation, { id: reservationId, now }) {
    const { status } = reservation;
    if (status !== 'requested' && status !== 'held' && !isHolding(reservation)) return [];
    if (reservation.expiresAt !== expiresAt || now < expiresAt) return [];
    const about = { reservationId, orderId: reservation.orderId, ...everything(reservation) };
    if (status !== 'reholding') return [{ type: 'ReservationExpired', ...about }];
    return [{ type: 'ReservationCommitRejected', ...about, reason: 'expired', shortages: [] }];
  },

  RecordConsumed({ location, shipmentId }, reservation, { id: reservationId }) {
    if (reservation.status !== 'committed') return [];
    const { orderId, claims } = reservation;
    const left = claims.filter((claim) => claim.location !== location);
    if (left.length === claims.length) return [];
    if (left.length === 0) return [{ type: 'ReservationConsumed', reservationId, orderId }];
    return [{ type: 'ReservationPartiallyConsumed', reservationId, orderId, location, shipmentId }];
  },
};

/** What is freed where nothing is held. */
const nothing = { claims: [], attempt: 0 };

function everything(reservation: ReservationState) {
  const claims = plain(owned(reservation));
  return 'attempt' in reservation ? { claims, attempt: reservation.attempt } : nothing;
}
