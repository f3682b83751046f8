import { aggregate, ensure, ensureKnown } from '@waybill/kernel';
import {
  CommitReservation,
  ExpireReservation,
  ExtendReservation,
  RecordConsumed,
  RecordHold,
  RecordHoldRefusal,
  ReleaseReservation,
  ReleaseShipment,
  RequestReservation,
  SourceReservation,
} from './reservation.commands.js';
import type { ReservationEvent } from './reservation.events.js';
import { concluded, refused } from './reservation.holding.js';
import { evolve, initial, isAt, type ReservationState } from './reservation.state.js';
import { claimsOf, demandOf, planned, shortagesOf } from './sourcing.js';

const MINUTE = 60_000;
const TTL_SECONDS = 30 * 60;
const EXTENSION = 15 * MINUTE;
/** No stock is held longer than this without a commitment. */
const LONGEST = 60 * MINUTE;
const REHOLD = 5 * MINUTE;

/** What is kept for one order, or for whoever asked: it alone decides between expiry and commitment. */
export const Reservation = aggregate<ReservationState, ReservationEvent>()({
  name: 'reservation',
  initial,
  evolve,
  commands: {
    RequestReservation,
    SourceReservation,
    RecordHold,
    RecordHoldRefusal,
    ExtendReservation,
    CommitReservation,
    ReleaseReservation,
    ReleaseShipment,
    ExpireReservation,
    RecordConsumed,
  },
  idOf: ({ reservationId }) => reservationId,
  decide: {
    RequestReservation({ lines, policy = 'all-or-nothing', ttl = TTL_SECONDS }, reservation, { id, now }) {
      const demand = demandOf(lines);
      if (reservation.status !== 'none') {
        ensure(isSame(reservation, demand, policy), 'reservation-exists', 'Another reservation has this id.');
        return [];
      }
      const expiresAt = after(now, ttl * 1_000);
      return [{ type: 'ReservationRequested', reservationId: id, demand, policy, requestedAt: now, expiresAt }];
    },

    SourceReservation({ orderId, lines, policy, stock }, reservation, { id: reservationId, now }) {
      if (reservation.status !== 'none' && reservation.status !== 'requested') return [];
      const demand = demandOf(lines);
      const claims = planned(demand, stock);
      const shortages = shortagesOf(demand, claims);
      if (claims.length === 0 || (policy === 'all-or-nothing' && shortages.length > 0)) {
        const reason = 'out-of-stock';
        return [{ type: 'ReservationRejected', reservationId, orderId, demand, reason, shortages, claims: [] }];
      }
      const { requestedAt, expiresAt } =
        reservation.status === 'requested'
          ? reservation
          : { requestedAt: now, expiresAt: after(now, TTL_SECONDS * 1_000) };
      const asked = { reservationId, orderId, demand, policy, requestedAt, expiresAt };
      return [{ type: 'ReservationSourced', ...asked, claims, attempt: 1 }];
    },

    RecordHold({ sku, location, quantity, attempt }, reservation, { id: reservationId }) {
      const line = { sku, location };
      if (!ownedBy(reservation).some((claim) => isAt(claim, line))) {
        const { orderId } = ofOrder(reservation);
        const claims = [{ ...line, quantity }];
        return [{ type: 'ReservationClaimReturned', reservationId, orderId, claims }];
      }
      if (!isHolding(reservation)) return [];
      const asked = ...
    },
  },
});
