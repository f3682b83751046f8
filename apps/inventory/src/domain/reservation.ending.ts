import { ensure, ensureKnown, evolveWith, type Decide } from '@waybill/kernel';
import { aboutOf } from './reservation.asking.js';
import { isClaim, plainClaims } from './reservation.claims.state.js';
import { ReleaseReservation, ShipReservation } from './reservation.commands.js';
import { endOf } from './reservation.concluding.js';
import type { OwnClaim, ReservationEvent } from './reservation.events.js';
import { ensureOwner } from './reservation.owner.js';
import { ExpireReservation, RecordReleased, RecordShipped } from './reservation.saga-commands.js';
import { evolve } from './reservation.evolve.js';
import {
  hasEnded,
  isKnown,
  ownClaimsOf,
  type KnownReservation,
  type ReservationState,
} from './reservation.state.js';

export const endings = {
  ReleaseReservation,
  ShipReservation,
  RecordShipped,
  RecordReleased,
  ExpireReservation,
};

/** How a reservation ends: by shipping, release or expiry. */
export const ending: Decide<ReservationState, ReservationEvent, typeof endings> = {
  ReleaseReservation({ reason, orderId }, reservation, { id }) {
    if (!isKnown(reservation)) {
      ensureKnown(orderId !== undefined, 'reservation-unknown');
      return [{ type: 'ReservationReleased', ...aboutOf(id, { orderId }), claims: [], reason }];
    }
    ensureOwner(reservation, orderId);
    const { status } = reservation;
    if (status === 'released' || status === 'rejected') return [];
    ensure(
      status !== 'consumed' || orderId !== undefined,
      'reservation-consumed',
      'The stock has been shipped. It can be returned, not released.',
      { status },
    );
    ensure(
      !reservation.isHandedOver || orderId !== undefined,
      'reservation-handed-over',
      'The stock has been handed over. It can be returned, not released.',
      { status },
    );
    if (status === 'consumed') return [];
    const about = aboutOf(id, { orderId: reservation.orderId ?? orderId });
    const claims = plainClaims(ownClaimsOf(reservation));
    return [{ type: 'ReservationReleased', ...about, claims, reason }];
  },

  ShipReservation(_, reservation, context) {
    ensureKnown(isKnown(reservation), 'reservation-unknown');
    ensureOwner(reservation, undefined);
    if (reservation.status === 'consumed' || reservation.isHandedOver) return [];
    ensure(
      reservation.status === 'committed',
      'reservation-not-committed',
      'Only a committed reservation can be shipped.',
      { status: reservation.status },
    );
    ensure(
      reservation.claims.every(({ stage, origin }) => stage === 'allocated' && !origin),
      'reservation-reallocating',
      'Some of its stock is being claimed at another location. Try again in a moment.',
      { status: reservation.status },
    );
    const claims = plainClaims(reservation.claims);
    const about = aboutOf(context.id, reservation);
    return [{ type: 'ReservationHandedOver', ...about, claims, shipmentId: context.newId() }];
  },

  RecordShipped({ claim, shipmentId }, reservation, { id }) {
    const taken = takenOf(reservation, claim);
    if (!isKnown(reservation) || !taken) return [];
    const about = { ...aboutOf(id, reservation), claims: [taken], shipmentId };
    const part: ReservationEvent = { type: 'ReservationPartiallyConsumed', ...about };
    const isLast = ownClaimsOf(evolveWith(evolve, reservation, part)).length === 0;
    return [isLast ? { type: 'ReservationConsumed', ...about } : part];
  },

  RecordReleased({ claim, reason }, reservation, { id }) {
    const taken = takenOf(reservation, claim);
    if (!isKnown(reservation) || !taken) return [];
    const about = aboutOf(id, reservation);
    const part: ReservationEvent = {
      type: 'ReservationPartiallyReleased',
      ...about,
      claims: [taken],
      reason,
    };
    const isLast = ownClaimsOf(evolveWith(evolve, reservation, part)).length === 0;
    return isLast ? [part, endOf(id, reservation, reason)] : [part];
  },

  ExpireReservation({ expiresAt }, reservation, { id, now }) {
    if (!isKnown(reservation) || hasEnded(reservation)) return [];
    if (reservation.expiresAt !== expiresAt || now < expiresAt) return [];
    return [expiryOf(id, reservation)];
  },
};

function expiryOf(id: string, reservation: KnownReservation): ReservationEvent {
  const about = { ...aboutOf(id, reservation), claims: plainClaims(reservation.claims) };
  const { status, isPaid, demand } = reservation;
  if (status === 'committed') return { type: 'ReservationReleased', ...about, reason: 'hold_ended' };
  if (isPaid) {
    return { type: 'ReservationRejected', ...about, reason: 'contention', shortages: [], demand };
  }
  return status === 'committing'
    ? { type: 'ReservationCommitRejected', ...about, reason: 'expired', shortages: [] }
    : { type: 'ReservationExpired', ...about };
}

/** What the reservation still counts of a claim that is gone. */
function takenOf(reservation: ReservationState, claim: OwnClaim): OwnClaim | undefined {
  if (!isKnown(reservation) || hasEnded(reservation)) return undefined;
  const own = reservation.claims.find((each) => isClaim(each, claim));
  return own && { ...claim, quantity: Math.min(own.quantity, claim.quantity) };
}
