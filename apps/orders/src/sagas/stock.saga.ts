import type { InventoryPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import { CancelMissingLines, ConfirmOrder, RejectOrder } from '../domain/order.saga-commands.js';

/** Confirms, reduces or rejects an order by the answer of inventory. Reservations for no order are ignored. */
export const StockSaga = saga<InventoryPublishedEvent>()({
  name: 'stock',
  on: {
    'inventory.ReservationPartiallyHeld': ({ orderId, shortages }) =>
      orderId === undefined ? [] : [new CancelMissingLines({ orderId, shortages })],
    'inventory.ReservationRejected': ({ orderId, shortages }) =>
      orderId === undefined ? [] : [new RejectOrder({ orderId, reason: 'out-of-stock', shortages })],
    'inventory.ReservationCommitted': ({ orderId, claims }) =>
      orderId === undefined ? [] : [new ConfirmOrder({ orderId, claims })],
    'inventory.ReservationCommitRejected': ({ orderId, reason, shortages }) =>
      orderId === undefined ? [] : [new RejectOrder({ orderId, reason, shortages })],
  },
});
