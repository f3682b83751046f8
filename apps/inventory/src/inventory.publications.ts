import type { InventoryPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import { shownClaims } from './domain/reservation.claims.state.js';
import { forOrder, type Claim, type ReservationEvent } from './domain/reservation.events.js';
import type { StockItemEvent } from './domain/stock-item.events.js';
import type { TransferEvent } from './domain/transfer.events.js';

export const InventoryPublications = publications<
  ReservationEvent | StockItemEvent | TransferEvent,
  InventoryPublishedEvent
>()({
  ReservationHeld: (event) => ({
    type: 'inventory.ReservationHeld',
    ...withClaims(event),
    ...untilOf(event),
  }),
  ReservationPartiallyHeld: ({ shortages, ...event }) => ({
    type: 'inventory.ReservationPartiallyHeld',
    ...withClaims(event),
    ...untilOf(event),
    shortages,
  }),
  ReservationRejected: ({ reason, shortages, ...event }) => ({
    type: 'inventory.ReservationRejected',
    ...aboutOf(event),
    reason,
    shortages,
  }),
  ReservationExtended: (event) => ({ ...event, type: 'inventory.ReservationExtended' }),
  ReservationExpired: (event) => ({ type: 'inventory.ReservationExpired', ...aboutOf(event) }),
  ReservationCommitted: (event) => ({ type: 'inventory.ReservationCommitted', ...withClaims(event) }),
  ReservationCommitRejected: ({ reason, shortages, ...event }) => ({
    type: 'inventory.ReservationCommitRejected',
    ...aboutOf(event),
    reason,
    shortages,
  }),
  ReservationReleased: ({ reason, ...event }) => ({
    type: 'inventory.ReservationReleased',
    ...aboutOf(event),
    reason,
  }),
  ReservationPartiallyReleased: (event) => ({
    type: 'inventory.ReservationPartiallyReleased',
    ...withClaims(event),
  }),
  ReservationPartiallyConsumed: (event) => ({
    type: 'inventory.ReservationPartiallyConsumed',
    ...withClaims(event),
  }),
  ReservationConsumed: (event) => ({ type: 'inventory.ReservationConsumed', ...aboutOf(event) }),
  ReservationReallocated: ({ from, ...event }) => ({
    type: 'inventory.ReservationReallocated',
    ...withClaims(event),
    from,
  }),
  ReservationShort: (event) => ({ ...event, type: 'inventory.ReservationShort' }),
  StockReceived: ({ entry: _entry, balance: _balance, reference: _reference, ...event }) => ({
    ...event,
    type: 'inventory.StockReceived',
  }),
  StockAdjusted: ({ entry: _entry, balance: _balance, ...event }) => ({
    ...event,
    type: 'inventory.StockAdjusted',
  }),
  StockPicked: ({ sku, location, reservationId, quantity }) => ({
    type: 'inventory.StockPicked',
    sku,
    location,
    reservationId,
    quantity,
  }),
  StockShipped: ({ sku, location, reservationId, shipmentId, quantity }) => ({
    type: 'inventory.StockShipped',
    sku,
    location,
    reservationId,
    shipmentId,
    quantity,
  }),
  ReorderPointReached: (event) => ({ ...event, type: 'inventory.ReorderPointReached' }),
  WorkItemOpened: (event) => ({ ...event, type: 'inventory.WorkItemOpened' }),
  WorkItemClosed: (event) => ({ ...event, type: 'inventory.WorkItemClosed' }),
});

interface OfReservation {
  readonly reservationId: string;
  readonly orderId?: string;
}

function aboutOf({ reservationId, ...event }: OfReservation) {
  return { reservationId, ...forOrder(event) };
}

/** Attempts stay inside. */
function withClaims({ claims, ...event }: OfReservation & { readonly claims: readonly Claim[] }) {
  return { ...aboutOf(event), claims: shownClaims(claims) };
}

function untilOf({ expiresAt }: { readonly expiresAt: string }) {
  return { expiresAt };
}
