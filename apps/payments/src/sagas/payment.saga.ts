import type {
  InventoryPublishedEvent,
  OrdersPublishedEvent,
  ShippingPublishedEvent,
} from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import {
  AbandonPayment,
  CancelCapture,
  CancelPayment,
  ClosePayment,
  CreatePayment,
  RequestAuthorisation,
  RequestCapture,
} from '../domain/payment.saga-commands.js';

/** Creates, authorises, captures or cancels the payment of an order. It has the order's id. */
export const PaymentSaga = saga<OrdersPublishedEvent | InventoryPublishedEvent | ShippingPublishedEvent>()({
  name: 'payment',
  on: {
    'orders.OrderPlaced': ({ orderId, customerId, total, paymentMethod }) => [
      new CreatePayment({ orderId, customerId, amount: total, method: paymentMethod }),
    ],
    'inventory.ReservationHeld': ({ orderId: paymentId }) =>
      paymentId === undefined ? [] : [new RequestAuthorisation({ paymentId })],
    'orders.OrderLinesCancelled': ({ orderId: paymentId, total }) => [
      new RequestAuthorisation({ paymentId, amount: total }),
    ],
    'inventory.ReservationExpired': ({ orderId: paymentId }) =>
      paymentId === undefined ? [] : [new AbandonPayment({ paymentId })],
    'orders.OrderCancelled': ({ orderId: paymentId, reason }) => [new CancelPayment({ paymentId, reason })],
    'orders.OrderRejected': ({ orderId: paymentId, reason }) => [new CancelPayment({ paymentId, reason })],
    'orders.OrderExpired': ({ orderId: paymentId }) => [new CancelPayment({ paymentId, reason: 'expired' })],
    'orders.OrderCompleted': ({ orderId: paymentId }) => [new ClosePayment({ paymentId })],
    'shipping.LabelPurchased': ({ orderId: paymentId, shipmentId, amount }) => [
      new RequestCapture({ paymentId, shipmentId, amount }),
    ],
    'shipping.ShipmentCancelled': ({ orderId: paymentId, shipmentId, reason }) => [
      new CancelCapture({ paymentId, shipmentId, reason }),
    ],
  },
});
