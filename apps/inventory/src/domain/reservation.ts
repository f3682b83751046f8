import { aggregate, ensure, ensureKnown } from '@waybill/kernel';
import { ExtendReservation, RequestReservation } from './reservation.commands.js';
import { RecordHold, RecordHoldRefusal, SourceReservation } from './reservation.saga-commands.js';
import { ending, endings } from './reservation.ending.js';
import { forOrder, type Policy, type ReservationEvent, type SkuQuantity } from './reservation.events.js';
import { acceptHold, findAskedClaim, refuseHold } from './reservation.holding.js';
import {
  evolve,
  initial,
  isAt,
  isHolding,
  orderOf,
  ownClaimsOf,
  type ReservationState,
} from './reservation.state.js';
import { demandOf, planClaims, shortagesOf } from './sourcing.js';
import { earlier, later, MINUTE_MS } from './times.js';

const TTL_MS = 30 * MINUTE_MS;
const EXTENSION_MS = 15 * MINUTE_MS;
/** No stock is held longer than this without a commitment. */
const HOLD_MAX_MS = 60 * MINUTE_MS;

/** Stock that is kept for one order or another client. It alone decides between expiry and commitment. */
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
    ...endings,
  },
  idOf: ({ reservationId }) => reservationId,
  decide: {
    RequestReservation({ lines, policy = 'all-or-nothing', ttl }, reservation, { id, now }) {
      const demand = demandOf(lines);
      if (reservation.status !== 'none') {
        ensure(isSame(reservation, demand, policy), 'reservation-exists', 'Another reservation has this id.');
        return [];
      }
      const expiresAt = later(now, ttl === undefined ? TTL_MS : ttl * 1_000);
      return [
        { type: 'ReservationRequested', reservationId: id, demand, policy, requestedAt: now, expiresAt },
      ];
    },

    SourceReservation({ orderId, lines, policy, stock }, reservation, { id: reservationId, now }) {
      if (reservation.status !== 'none' && reservation.status !== 'requested') return [];
      const demand = demandOf(lines);
      const claims = planClaims(demand, stock);
      const shortages = shortagesOf(demand, claims);
      if (claims.length === 0 || (policy === 'all-or-nothing' && shortages.length > 0)) {
        const reason = 'out-of-stock';
        return [
          {
            type: 'ReservationRejected',
            reservationId,
            ...forOrder({ orderId }),
            demand,
            reason,
            shortages,
            claims: [],
            attempt: 0,
          },
        ];
      }
      const { requestedAt, expiresAt } =
        reservation.status === 'requested'
          ? reservation
          : { requestedAt: now, expiresAt: later(now, TTL_MS) };
      const asked = { reservationId, ...forOrder({ orderId }), demand, policy, requestedAt, expiresAt };
      return [{ type: 'ReservationSourced', ...asked, claims, attempt: 1 }];
    },

    RecordHold({ sku, location, quantity, attempt }, reservation, { id: reservationId }) {
      const line = { sku, location };
      const asked = findAskedClaim(reservation, { ...line, attempt });
      if (asked && isHolding(reservation)) return [acceptHold(reservationId, reservation, asked)];
      if (ownClaimsOf(reservation).some((claim) => isAt(claim, line) && claim.attempt === attempt)) return [];
      const claims = [{ ...line, quantity }];
      const about = { reservationId, ...forOrder({ orderId: orderOf(reservation) }) };
      return [{ type: 'ReservationClaimReturned', ...about, claims, attempt }];
    },

    RecordHoldRefusal(refusal, reservation, { id: reservationId }) {
      const asked = findAskedClaim(reservation, refusal);
      return asked && isHolding(reservation) ? [refuseHold(reservationId, reservation, asked, refusal)] : [];
    },

    ExtendReservation({ orderId, until }, reservation, { id: reservationId }) {
      ensureKnown(reservation.status !== 'none', 'reservation-unknown');
      if (reservation.status !== 'held') {
        ensure(orderId !== undefined, 'reservation-not-held', 'Only a held reservation can be extended.');
        return [];
      }
      if (until === undefined && reservation.extended) {
        ensure(orderId !== undefined, 'reservation-extended', 'A reservation can be extended only once.');
        return [];
      }
      const wanted = until ?? later(reservation.expiresAt, EXTENSION_MS);
      const expiresAt = earlier(wanted, later(reservation.requestedAt, HOLD_MAX_MS));
      if (expiresAt <= reservation.expiresAt) return [];
      return [{ type: 'ReservationExtended', reservationId, ...forOrder(reservation), expiresAt }];
    },

    ...ending,
  },
});

function isSame(reservation: ReservationState, demand: readonly SkuQuantity[], policy: Policy): boolean {
  if (!('demand' in reservation)) return false;
  return reservation.policy === policy && JSON.stringify(reservation.demand) === JSON.stringify(demand);
}
