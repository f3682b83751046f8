import type { Named } from '@waybill/kernel';
import type { ReservationEvent } from './reservation.events.js';

const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder = { reservationId, orderId: reservationId };
const at = { sku: 'TEA-EARL-100', location: 'main' };
const claims = [{ ...at, quantity: 2 }];
const shortages = [{ sku: 'TEA-EARL-100', missing: 1 }];
const demand = [{ sku: 'TEA-EARL-100', quantity: 3 }];
const expiresAt = '2026-11-22T10:30:00.000Z';
const asked = { demand, policy: 'partial', requestedAt: '2026-11-22T10:00:00.000Z', expiresAt } as const;
const freed = { ...ofOrder, claims, attempt: 1 };
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const reservationSamples: { readonly [T in ReservationEvent['type']]: Named<ReservationEvent, T> } = {
  ReservationRequested: { type: 'ReservationRequested', reservationId, ...asked },
  ReservationSourced: { type: 'ReservationSourced', ...ofOrder, ...asked, claims, attempt: 1 },
  ReservationLineHeld: { type: 'ReservationLineHeld', ...ofOrder, ...at },
  ReservationLineRefused: { type: 'ReservationLineRefused', ...ofOrder, ...at, available: 1 },
  ReservationResourced: {
    type: 'ReservationResourced',
    ...ofOrder,
    instead: { ...at, quantity: 2 },
    claims: [{ sku: 'TEA-EARL-100', location: 'north', quantity: 2 }],
    attempt: 2,
  },
  ReservationHeld: { type: 'ReservationHeld', ...ofOrder, claims, expiresAt },
  ReservationPartiallyHeld: { type: 'ReservationPartiallyHeld', ...ofOrder, claims, shortages, expiresAt },
  ReservationRejected: { type: 'ReservationRejected', ...freed, reason: 'out-of-stock', shortages, demand },
  ReservationExtended: { type: 'ReservationExtended', ...ofOrder, expiresAt: '2026-11-22T10:45:00.000Z' },
  ReservationExpired: { type: 'ReservationExpired', ...freed },
  ReservationReholdRequested: {
    type: 'ReservationReholdRequested',
    ...ofOrder,
    claims,
    attempt: 2,
    expiresAt: '2026-11-22T10:36:00.000Z',
  },
  ReservationCommitted: { type: 'ReservationCommitted', ...ofOrder, claims },
  ReservationCommitRejected: {
    type: 'ReservationCommitRejected',
    ...freed,
    reason: 'out-of-stock',
    shortages,
  },
  ReservationReleased: { type: 'ReservationReleased', ...freed, reason: 'order-cancelled' },
  ReservationPartiallyReleased: {
    type: 'ReservationPartiallyReleased',
    ...freed,
    location: 'main',
    reason: 'order-cancelled',
  },
  ReservationClaimReturned: { type: 'ReservationClaimReturned', ...freed },
  ReservationPartiallyConsumed: {
    type: 'ReservationPartiallyConsumed',
    ...ofOrder,
    location: 'main',
    shipmentId,
  },
  ReservationConsumed: { type: 'ReservationConsumed', ...ofOrder },
};
