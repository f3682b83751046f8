import type { PaymentsPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import { ReleaseHold } from '../domain/order.commands.js';
import { ExpireOrder, HoldForPayment, RejectOrder } from '../domain/order.saga-commands.js';

/** Rejects, holds or releases an order by what became of its payment. */
export const PaymentOutcomeSaga = saga<PaymentsPublishedEvent>()({
  name: 'payment-outcome',
  // Its first name: under another id it would repeat its commands.
  id: 'payment',
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
        note: 'The payment provider does not say whether the payment was authorised.',
      }),
    ],
    'payments.PaymentCancelled': ({ orderId }) => [new ExpireOrder({ orderId })],
    'payments.CaptureFailed': ({ orderId, retryable, reason }) =>
      retryable ? [] : [new HoldForPayment({ orderId, hold: 'payment', note: reason })],
    'payments.PaymentCaptured': ({ orderId }) => [new ReleaseHold({ orderId, hold: 'payment' })],
  },
});
