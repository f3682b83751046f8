import type { InventoryPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import { forOrder, type ReservationEvent } from './domain/reservation.events.js';
import type { StockItemEvent } from './domain/stock-item.events.js';

export const InventoryPublications = publications<
  ReservationEvent | StockItemEvent,
  InventoryPublishedEvent
>()({
  ReservationHeld: (event) => ({ ...event, type: 'inventory.ReservationHeld' }),
  ReservationPartiallyHeld: (event) => ({ ...event, type: 'inventory.ReservationPartiallyHeld' }),
  ReservationRejected: ({ reservationId, reason, shortages, ...event }) => ({
    type: 'inventory.ReservationRejected',
    reservationId,
    ...forOrder(event),
    reason,
    shortages,
  }),
  ReservationExtended: (event) => ({ ...event, type: 'inventory.ReservationExtended' }),
  ReservationExpired: ({ reservationId, ...event }) => ({
    type: 'inventory.ReservationExpired',
    reservationId,
    ...forOrder(event),
  }),
  ReservationCommitted: (event) => ({ ...event, type: 'inventory.ReservationCommitted' }),
  ReservationCommitRejected: ({ reservationId, reason, shortages, ...event }) => ({
    type: 'inventory.ReservationCommitRejected',
    reservationId,
    ...forOrder(event),
    reason,
    shortages,
  }),
  ReservationReleased: ({ reservationId, reason, ...event }) => ({
    type: 'inventory.ReservationReleased',
    reservationId,
    ...forOrder(event),
    reason,
  }),
  ReservationConsumed: (event) => ({ ...event, type: 'inventory.ReservationConsumed' }),
  ReorderPointReached: (event) => ({ ...event, type: 'inventory.ReorderPointReached' }),
});
