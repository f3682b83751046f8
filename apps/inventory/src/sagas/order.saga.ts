import type {
  OrdersPublishedEvent,
  PaymentsPublishedEvent,
  ShippingPublishedEvent,
} from '@waybill/contracts';
import { saga, skusOfUnits } from '@waybill/kernel';
import { CommitReservation, ExtendReservation, ReleaseReservation } from '../domain/reservation.commands.js';
import {
  PickStock,
  ReleaseUnits,
  ReportShortPick,
  ShipStock,
  UnpickStock,
} from '../domain/stock-item.saga-commands.js';
import { Reservations } from '../projections/reservations.projection.js';
import { allocateClaims, PLACES_MAX } from './allocation.js';

/** Allocates, extends, ships or frees the stock of an order. Its reservation has the order's id. */
export const OrderSaga = saga<OrdersPublishedEvent | PaymentsPublishedEvent | ShippingPublishedEvent>()({
  name: 'order',
  on: {
    /**
     * Goes straight to the stock that the read model shows. The reservation is committed by the last answer; it sees
     * what the read model did not show yet, and asks for that itself.
     */
    'payments.PaymentAuthorised': async ({ orderId }, context) => {
      const reservation = await context.read(Reservations, orderId);
      const isHeld = reservation?.status === 'held' || reservation?.status === 'partially_held';
      const claims = isHeld ? reservation.claims : [];
      return claims.length > 0 && claims.length <= PLACES_MAX
        ? allocateClaims({ reservationId: orderId, orderId }, claims)
        : [new CommitReservation({ reservationId: orderId, orderId })];
    },
    'payments.PaymentDeclined': ({ orderId, retryable }) =>
      retryable ? [new ExtendReservation({ reservationId: orderId, orderId })] : [],
    'payments.PaymentActionRequired': ({ orderId, expiresAt }) => [
      new ExtendReservation({ reservationId: orderId, orderId, until: expiresAt }),
    ],
    'orders.OrderCancelled': ({ orderId }) => [release(orderId, 'order_cancelled')],
    'orders.OrderRejected': ({ orderId }) => [release(orderId, 'order_rejected')],
    'orders.OrderExpired': ({ orderId }) => [release(orderId, 'order_expired')],
    'orders.OrderCompleted': ({ orderId }) => [release(orderId, 'order_completed')],
    'shipping.ItemsPicked': (event) => placesOf(event).map((at) => new PickStock(at)),
    'shipping.ShortPickReported': (event) => placesOf(event).map((at) => new ReportShortPick(at)),
    'shipping.ShipmentDispatched': (event) => {
      const { shipmentId } = event;
      return placesOf(event).map((at) => new ShipStock({ ...at, shipmentId }));
    },
    'shipping.ShipmentCancelled': (event) => placesOf(event).map((at) => new UnpickStock(at)),
    'shipping.FulfilmentCancelled': (event) => {
      const { reason } = event;
      return placesOf(event).map((at) => new ReleaseUnits({ ...at, reason }));
    },
  },
});

function release(orderId: string, reason: string): ReleaseReservation {
  return new ReleaseReservation({ reservationId: orderId, orderId, reason });
}

/** The stock items and quantities that an event is about. */
function placesOf({
  orderId: claimant,
  location,
  units,
}: {
  readonly orderId: string;
  readonly location: string;
  readonly units: Parameters<typeof skusOfUnits>[0];
}) {
  return skusOfUnits(units).map(({ sku, quantity }) => ({ sku, location, claimant, quantity }));
}
