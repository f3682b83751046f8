import type { Named } from '@waybill/kernel';
import type { ReservationEvent } from './reservation.events.js';

const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder = { reservationId, orderId: reservationId };
const at = { sku: 'TEA-EARL-100', location: 'main', attempt: 1 };
const claim = { ...at, quantity: 2 };
const northern = { ...claim, location: 'north', attempt: 2 };
const claims = [claim];
const shortages = [{ sku: 'TEA-EARL-100', missing: 1 }];
const demand = [{ sku: 'TEA-EARL-100', quantity: 3, required: 0 }];
const expiresAt = '2026-11-22T10:30:00.000Z';
const until = '2026-12-22T10:00:00.000Z';
const asked = { demand, requestedAt: '2026-11-22T10:00:00.000Z', expiresAt };
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const reservationSamples: { readonly [T in ReservationEvent['type']]: Named<ReservationEvent, T> } = {
  ReservationRequested: { type: 'ReservationRequested', reservationId, ...asked },
  ReservationSourced: { type: 'ReservationSourced', ...ofOrder, ...asked, claims, isPaid: false },
  ReservationTakenOver: {
    type: 'ReservationTakenOver',
    ...ofOrder,
    ...asked,
    claims: [northern],
    kept: [{ ...claim, quantity: 1 }],
    freed: [{ ...claim, quantity: 1 }],
  },
  ReservationReplanned: {
    type: 'ReservationReplanned',
    ...ofOrder,
    refused: claim,
    available: 0,
    instead: [northern],
    again: [],
  },
  ReservationClaimsHeld: {
    type: 'ReservationClaimsHeld',
    ...ofOrder,
    claims: [northern],
    freed: [],
    isWantedNow: true,
  },
  ReservationHeld: { type: 'ReservationHeld', ...ofOrder, claims, expiresAt },
  ReservationPartiallyHeld: { type: 'ReservationPartiallyHeld', ...ofOrder, claims, shortages, expiresAt },
  ReservationRejected: {
    type: 'ReservationRejected',
    ...ofOrder,
    reason: 'out_of_stock',
    shortages,
    demand,
    claims,
  },
  ReservationExtended: { type: 'ReservationExtended', ...ofOrder, expiresAt: '2026-11-22T10:45:00.000Z' },
  ReservationExpired: { type: 'ReservationExpired', ...ofOrder, claims },
  ReservationReholdRequested: {
    type: 'ReservationReholdRequested',
    ...ofOrder,
    claims: [{ ...claim, attempt: 2 }],
    expiresAt: '2026-11-22T10:36:00.000Z',
    until,
  },
  ReservationCommitRequested: {
    type: 'ReservationCommitRequested',
    ...ofOrder,
    claims,
    allocated: [at],
    expiresAt: '2026-11-22T10:06:00.000Z',
    until,
  },
  ReservationClaimsAllocated: { type: 'ReservationClaimsAllocated', ...ofOrder, claims: [at] },
  ReservationCommitted: { type: 'ReservationCommitted', ...ofOrder, claims, expiresAt: until },
  ReservationCommitRejected: {
    type: 'ReservationCommitRejected',
    ...ofOrder,
    reason: 'out_of_stock',
    shortages,
    claims,
  },
  ReservationReleased: { type: 'ReservationReleased', ...ofOrder, claims, reason: 'order_cancelled' },
  ReservationPartiallyReleased: {
    type: 'ReservationPartiallyReleased',
    ...ofOrder,
    claims: [{ ...claim, quantity: 1 }],
    reason: 'order_cancelled',
  },
  ReservationClaimsReturned: { type: 'ReservationClaimsReturned', ...ofOrder, claims },
  ReservationClaimBroken: {
    type: 'ReservationClaimBroken',
    ...ofOrder,
    from: claim,
    reason: 'shortfall',
    instead: [northern],
  },
  ReservationMoveStarted: { type: 'ReservationMoveStarted', ...ofOrder, from: claim, instead: [northern] },
  ReservationMoveEnded: { type: 'ReservationMoveEnded', ...ofOrder, claims: [northern] },
  ReservationReallocated: {
    type: 'ReservationReallocated',
    ...ofOrder,
    from: { sku: 'TEA-EARL-100', location: 'main', quantity: 2 },
    claims: [northern],
    freed: [claim],
  },
  ReservationShort: {
    type: 'ReservationShort',
    ...ofOrder,
    lost: { sku: 'TEA-EARL-100', location: 'main', quantity: 1 },
    reason: 'shortfall',
  },
  ReservationHandedOver: { type: 'ReservationHandedOver', reservationId, claims, shipmentId },
  ReservationPartiallyConsumed: {
    type: 'ReservationPartiallyConsumed',
    ...ofOrder,
    claims: [{ ...claim, quantity: 1 }],
    shipmentId,
  },
  ReservationConsumed: { type: 'ReservationConsumed', ...ofOrder, claims, shipmentId },
};
