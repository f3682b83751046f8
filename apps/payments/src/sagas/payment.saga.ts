import type {
  InventoryPublishedEvent,
  OrdersPublishedEvent,
  ShippingPublishedEvent,
} from '@waybill/contracts';
import { saga, type Money } from '@waybill/kernel';
import { AssignRefund, BillParcel, CancelParcel } from '../domain/bill.saga-commands.js';
import {
  AbandonPayment,
  CancelPayment,
  ClosePayment,
  RequestAuthorisation,
} from '../domain/payment.saga-commands.js';
import type { OrderTerms } from '../projections/order-terms.projection.js';
import { paymentsOf, termsOf } from './terms-of-orders.js';

/** Authorises, captures, voids and refunds the payments of an order as the order, its stock and its parcels go on. */
export const PaymentSaga = saga<OrdersPublishedEvent | InventoryPublishedEvent | ShippingPublishedEvent>()({
  name: 'payment',
  on: {
    async 'inventory.ReservationHeld'({ orderId, reservationId }, context) {
      if (orderId === undefined || reservationId !== orderId) return [];
      const terms = await termsOf(orderId, context);
      return [authorise(terms, terms.amount)];
    },
    async 'orders.OrderLinesCancelled'({ orderId, totals }, context) {
      return [authorise(await termsOf(orderId, context), totals.total)];
    },
    'orders.OrderPaymentRequested': ({ orderId, customerId, paymentId, amount }) => [
      new RequestAuthorisation({
        paymentId,
        orderId,
        ...(customerId !== undefined && { customerId }),
        amount,
        replaces: true,
      }),
    ],
    async 'inventory.ReservationExpired'({ orderId, reservationId }, context) {
      if (orderId === undefined || reservationId !== orderId) return [];
      const payments = await paymentsOf(orderId, context);
      return payments.map((paymentId) => new AbandonPayment({ paymentId, orderId }));
    },
    async 'orders.OrderCancelled'({ orderId, reason, units, totals }, context) {
      const payments = await paymentsOf(orderId, context);
      const kept = totals.total.amount > 0 ? { units } : {};
      return payments.map((paymentId) => new CancelPayment({ paymentId, orderId, reason, ...kept }));
    },
    async 'orders.OrderRejected'({ orderId, reason }, context) {
      const payments = await paymentsOf(orderId, context);
      return payments.map((paymentId) => new CancelPayment({ paymentId, orderId, reason }));
    },
    async 'orders.OrderExpired'({ orderId }, context) {
      const payments = await paymentsOf(orderId, context);
      return payments.map((paymentId) => new CancelPayment({ paymentId, orderId, reason: 'expired' }));
    },
    async 'orders.OrderCompleted'({ orderId }, context) {
      const payments = await paymentsOf(orderId, context);
      return payments.map((paymentId) => new ClosePayment({ paymentId, orderId }));
    },
    'orders.OrderRefundDue': ({ orderId, refundId, units, reason }) => [
      new AssignRefund({ orderId, refundId, units, reason }),
    ],
    async 'shipping.ShipmentReadyForCapture'({ orderId, shipmentId, units, amount }, context) {
      const [paymentId = orderId] = (await termsOf(orderId, context)).payments;
      return [new BillParcel({ orderId, shipmentId, units, amount, paymentId })];
    },
    'shipping.ShipmentCancelled': ({ orderId, shipmentId, units, reason }) => [
      new CancelParcel({ orderId, shipmentId, units, reason }),
    ],
  },
});

/** The first payment pays what the order costs; the order asks for further ones with an amount of their own. */
function authorise({ orderId, customerId, payments: [paymentId = orderId] }: OrderTerms, amount: Money) {
  const customer = customerId === undefined ? {} : { customerId };
  return new RequestAuthorisation({ paymentId, orderId, ...customer, amount, replaces: false });
}
