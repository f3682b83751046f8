import type { PaymentsPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import { ExpireOrder, HoldForPayment, RejectOrder, ReleaseHold } from '../domain/order.commands.js';

/** What the payment's fate means for its order. */
export const PaymentSaga = saga<PaymentsPublishedEvent>()({
  name: 'payment',
  on: {
    'payments.PaymentAuthorised': ({ orderId }) => [new ReleaseHold({ orderId, hold: 'payment-review' })],
    'payments.PaymentDeclined': ({ orderId, retryable, reason }) =>
      retryable
        ? [new HoldForPayment({ orderId, hold: 'payment-review', note: reason })]
        : [new RejectOrder({ orderId, reason: 'declined', shortages: [] })],
    'payments.PaymentOutcomeUnresolved': ({ orderId }) => [
      new HoldForPayment({
        orderId,
        hold: 'payment-review',
        note: 'The provider does not tell what became of it.',
      }),
    ],
    'payments.PaymentCancelled': ({ orderId }) => [new ExpireOrder({ orderId })],
    'payments.CaptureFailed': ({ orderId, retryable, reason }) =>
      retryable ? [] : [new HoldForPayment({ orderId, hold: 'payment', note: reason })],
    'payments.PaymentCaptured': ({ orderId }) => [new ReleaseHold({ orderId, hold: 'payment' })],
  },
});
