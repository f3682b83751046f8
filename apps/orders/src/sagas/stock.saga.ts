import type { InventoryPublishedEvent } from '@waybill/contracts';
import { saga, type Command } from '@waybill/kernel';
import {
  CancelLostStock,
  CancelMissingUnits,
  ConfirmOrder,
  FailReshipment,
  MoveUnits,
  PlanReshipment,
  RejectOrder,
} from '../domain/order.saga-commands.js';

/** Confirms, reduces or rejects an order by the answers of inventory. Reservations for no order are ignored. */
export const StockSaga = saga<InventoryPublishedEvent>()({
  name: 'stock',
  on: {
    'inventory.ReservationPartiallyHeld': ({ reservationId, orderId, shortages }) =>
      reservationId === orderId ? [new CancelMissingUnits({ orderId, shortages })] : [],
    'inventory.ReservationRejected': (event) =>
      forOrder(
        event,
        (orderId) => new RejectOrder({ orderId, reason: event.reason, shortages: event.shortages }),
      ),
    'inventory.ReservationCommitted': ({ reservationId, orderId, claims }) => {
      if (orderId === undefined) return [];
      if (reservationId === orderId) return [new ConfirmOrder({ orderId, claims })];
      return [new PlanReshipment({ orderId, reservationId, claims })];
    },
    'inventory.ReservationCommitRejected': (event) =>
      forOrder(
        event,
        (orderId) => new RejectOrder({ orderId, reason: event.reason, shortages: event.shortages }),
      ),
    'inventory.ReservationReallocated': ({ reservationId, orderId, from, claims }) =>
      orderId === undefined ? [] : [new MoveUnits({ orderId, reservationId, from, claims })],
    'inventory.ReservationShort': ({ reservationId, orderId, lost }) =>
      orderId === undefined ? [] : [new CancelLostStock({ orderId, reservationId, lost })],
  },
});

/** The order's own reservation has its id; any other one is of a reshipment. */
function forOrder(
  { reservationId, orderId }: { readonly reservationId: string; readonly orderId?: string },
  commandFor: (orderId: string) => Command,
): readonly Command[] {
  if (orderId === undefined) return [];
  return [reservationId === orderId ? commandFor(orderId) : new FailReshipment({ orderId, reservationId })];
}
