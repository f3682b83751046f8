import { ensure } from '@waybill/kernel';
import type { KnownReservation } from './reservation.state.js';

/** The reservation of an order takes commands from its order only. `orderId`: for whom the command is sent. */
export function ensureOwner(reservation: KnownReservation, orderId: string | undefined): void {
  ensure(
    reservation.orderId === undefined || reservation.orderId === orderId,
    'reservation-of-order',
    'The reservation belongs to an order and follows it. Change or cancel the order.',
    { orderId: reservation.orderId, status: reservation.status },
  );
}
