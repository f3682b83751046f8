import type {
  OrdersPublishedEvent,
  PaymentsPublishedEvent,
  ShippingPublishedEvent,
} from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import { CommitReservation, ExtendReservation, ReleaseReservation } from '../domain/reservation.commands.js';
import { RecordConsumed, ReleaseShipment } from '../domain/reservation.saga-commands.js';
import { PickStock, ShipStock } from '../domain/stock-item.saga-commands.js';

/** Commits, extends, consumes or frees the stock of an order. Its reservation has the order's id. */
export const OrderSaga = saga<OrdersPublishedEvent | PaymentsPublishedEvent | ShippingPublishedEvent>()({
  name: 'order',
  on: {
    'payments.PaymentAuthorised': ({ orderId }) => [
      new CommitReservation({ reservationId: orderId, orderId }),
    ],
    'payments.PaymentDeclined': ({ orderId, retryable }) =>
      retryable ? [new ExtendReservation({ reservationId: orderId, orderId })] : [],
    'payments.PaymentActionRequired': ({ orderId, expiresAt }) => [
      new ExtendReservation({ reservationId: orderId, orderId, until: expiresAt }),
    ],
    'orders.OrderCancelled': ({ orderId }) => [release(orderId, 'order-cancelled')],
    'orders.OrderRejected': ({ orderId }) => [release(orderId, 'order-rejected')],
    'orders.OrderExpired': ({ orderId }) => [release(orderId, 'order-expired')],
    'shipping.ItemsPicked': ({ orderId, location, lines }) =>
      lines.map(({ sku }) => new PickStock({ sku, location, reservationId: orderId })),
    'shipping.ShipmentDispatched': ({ orderId, location, shipmentId, lines }) => [
      ...lines.map(({ sku }) => new ShipStock({ sku, location, reservationId: orderId, shipmentId })),
      new RecordConsumed({ reservationId: orderId, location, shipmentId }),
    ],
    'shipping.ShipmentCancelled': ({ orderId, location, reason }) => [
      new ReleaseShipment({ reservationId: orderId, location, reason }),
    ],
  },
});

function release(orderId: string, reason: string): ReleaseReservation {
  return new ReleaseReservation({ reservationId: orderId, orderId, reason });
}
