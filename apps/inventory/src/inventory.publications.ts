import type { InventoryPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import type { ReservationEvent } from './domain/reservation.events.js';
import type { StockItemEvent } from './domain/stock-item.events.js';

export const InventoryPublications = publications<
  ReservationEvent | StockItemEvent,
  InventoryPublishedEvent
>()({
  ReservationHeld: (event) => ({ ...event, type: 'inventory.ReservationHeld' }),
  ReservationPartiallyHeld: (event) => ({ ...event, type: 'inventory.ReservationPartiallyHeld' }),
  ReservationRejected: ({ reservationId, orderId, reason, shortages }) => ({
    type: 'inventory.ReservationRejected',
    reservationId,
    orderId,
    reason,
    shortages,
  }),
  ReservationExtended: (event) => ({ ...event, type: 'inventory.ReservationExtended' }),
  ReservationExpired: ({ reservationId, orderId }) => ({
    type: 'inventory.ReservationExpired',
    reservationId,
    orderId,
  }),
  ReservationCommitted: (event) => ({ ...event, type: 'inventory.ReservationCommitted' }),
  ReservationCommitRejected: ({ reservationId, orderId, reason, shortages }) => ({
    type: 'inventory.ReservationCommitRejected',
    reservationId,
    orderId,
    reason,
    shortages,
  }),
  ReservationReleased: ({ reservationId, orderId, reason }) => ({
    type: 'inventory.ReservationReleased',
    reservationId,
    orderId,
    reason,
  }),
  ReservationConsumed: (event) => ({ ...event, type: 'inventory.ReservationConsumed' }),
  ReorderPointReached: (event) => ({ ...event, type: 'inventory.ReorderPointReached' }),
});
