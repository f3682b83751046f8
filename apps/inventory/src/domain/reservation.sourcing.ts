import { ensure, ensureKnown, evolveWith, type Decide } from '@waybill/kernel';
import { aboutOf, inAttempts } from './reservation.asking.js';
import { plainClaims } from './reservation.claims.state.js';
import { ExtendReservation, RequestReservation } from './reservation.commands.js';
import { conclude } from './reservation.concluding.js';
import type { Demand, OwnClaim, ReservationEvent } from './reservation.events.js';
import { ensureOwner } from './reservation.owner.js';
import { SourceReservation } from './reservation.saga-commands.js';
import { evolve } from './reservation.evolve.js';
import { hasEnded, isKnown, type KnownReservation, type ReservationState } from './reservation.state.js';
import { demandOf, planClaims, shortagesOf, suffices } from './sourcing.js';
import { earlier, later, MINUTE_MS } from './times.js';

const TTL_MS = 30 * MINUTE_MS;
const EXTENSION_MS = 15 * MINUTE_MS;
/** No stock is held longer than this without a commitment. */
const HOLD_MAX_MS = 60 * MINUTE_MS;

export const requests = { RequestReservation, SourceReservation, ExtendReservation };

/** How a reservation comes into being: asked for by a client or an order, and planned over the locations. */
export const sourcing: Decide<ReservationState, ReservationEvent, typeof requests> = {
  RequestReservation({ lines, policy = 'all_or_nothing', ttl }, reservation, { id, now }) {
    const demand = demandOf(lines.map(({ sku, quantity }) => ({ sku, quantity, policy })));
    const ttlMs = ttl === undefined ? TTL_MS : ttl * 1_000;
    if (isKnown(reservation)) {
      ensure(isSame(reservation, demand, ttlMs), 'reservation-exists', 'Another reservation has this id.', {
        status: reservation.status,
      });
      return [];
    }
    const expiresAt = later(now, ttlMs);
    return [{ type: 'ReservationRequested', reservationId: id, demand, requestedAt: now, expiresAt }];
  },

  SourceReservation({ orderId, lines, isPaid, stock }, reservation, { id, now }) {
    const isTakenOver = orderId !== undefined && isKnown(reservation) && reservation.orderId === undefined;
    if (isKnown(reservation) && reservation.status !== 'requested' && !isTakenOver) return [];
    const demand = demandOf(lines);
    const before = isTakenOver && !hasEnded(reservation) ? keepFitting(reservation, demand) : nothingKept;
    const rest = shortagesOf(demand, before.kept).map(({ sku, missing }) => ({ sku, quantity: missing }));
    const latest = isKnown(reservation) ? reservation.attempt : 0;
    const claims = inAttempts(planClaims(rest, stock), latest);
    const about = aboutOf(id, { orderId });
    const all = [...before.kept, ...claims];
    if (all.length === 0 || !suffices(demand, all)) {
      const freed = [...before.kept, ...before.freed];
      const shortages = shortagesOf(demand, all);
      return [
        { type: 'ReservationRejected', ...about, demand, reason: 'out_of_stock', shortages, claims: freed },
      ];
    }
    const isFirst = isKnown(reservation) && reservation.status === 'requested';
    const requestedAt = isFirst ? reservation.requestedAt : now;
    const expiresAt = isFirst ? reservation.expiresAt : later(now, TTL_MS);
    const asked = { ...about, demand, requestedAt, expiresAt, claims };
    if (all.length === claims.length && before.freed.length === 0) {
      return [{ type: 'ReservationSourced', ...asked, isPaid }];
    }
    const taken: ReservationEvent = { type: 'ReservationTakenOver', ...asked, ...before };
    const after = evolveWith(evolve, reservation, taken);
    return [taken, ...(isKnown(after) ? conclude(id, after, now) : [])];
  },

  ExtendReservation({ orderId, until }, reservation, { id }) {
    ensureKnown(isKnown(reservation), 'reservation-unknown');
    ensureOwner(reservation, orderId);
    if (reservation.status !== 'held') {
      ensure(orderId !== undefined, 'reservation-not-held', 'Only a held reservation can be extended.', {
        status: reservation.status,
      });
      return [];
    }
    if (until === undefined && reservation.extended) {
      ensure(orderId !== undefined, 'reservation-extended', 'A reservation can be extended only once.');
      return [];
    }
    const wanted = until ?? later(reservation.expiresAt, EXTENSION_MS);
    const expiresAt = earlier(wanted, later(reservation.requestedAt, HOLD_MAX_MS));
    if (expiresAt <= reservation.expiresAt) return [];
    return [{ type: 'ReservationExtended', ...aboutOf(id, reservation), expiresAt }];
  },
};

interface Kept {
  readonly kept: readonly OwnClaim[];
  readonly freed: readonly OwnClaim[];
}

const nothingKept: Kept = { kept: [], freed: [] };

/**
 * The claims that the order can use, and those that it cannot. What is being handed over leaves anyway. A claim that is not
 * held yet is kept whole or not at all: a part of it could be given back before it is held.
 */
function keepFitting({ claims, isHandedOver }: KnownReservation, demand: readonly Demand[]): Kept {
  if (isHandedOver) return nothingKept;
  const wanted = new Map(demand.map(({ sku, quantity }) => [sku, quantity]));
  const kept: OwnClaim[] = [];
  const freed: OwnClaim[] = [];
  for (const { stage, ...own } of claims) {
    const [claim = own] = plainClaims([own]);
    const missing = wanted.get(claim.sku) ?? 0;
    const isWhole = stage !== 'asked' || claim.quantity <= missing;
    const quantity = isWhole ? Math.min(missing, claim.quantity) : 0;
    wanted.set(claim.sku, missing - quantity);
    if (quantity > 0) kept.push({ ...claim, quantity });
    if (quantity < claim.quantity) freed.push({ ...claim, quantity: claim.quantity - quantity });
  }
  return { kept, freed };
}

function isSame({ request }: KnownReservation, demand: readonly Demand[], ttlMs: number): boolean {
  if (request?.ttlMs !== ttlMs || request.demand.length !== demand.length) return false;
  return demand.every(({ sku, quantity, required }) =>
    request.demand.some(
      (known) => known.sku === sku && known.quantity === quantity && known.required === required,
    ),
  );
}
