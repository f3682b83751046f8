import type { PaymentsPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import type { PaymentEvent } from './domain/payment.events.js';

export const PaymentsPublications = publications<PaymentEvent, PaymentsPublishedEvent>()({
  PaymentAuthorised: ({ paymentId, amount }) => ({
    type: 'payments.PaymentAuthorised',
    ...of(paymentId),
    amount,
  }),
  PaymentActionRequired: ({ paymentId, url, expiresAt }) => ({
    type: 'payments.PaymentActionRequired',
    ...of(paymentId),
    url,
    expiresAt,
  }),
  PaymentDeclined: ({ paymentId, reason, retryable, attempt }) => ({
    type: 'payments.PaymentDeclined',
    ...of(paymentId),
    reason,
    retryable,
    attempt,
  }),
  PaymentOutcomeUnknown: ({ paymentId, askAgainAt }) => ({
    type: 'payments.PaymentOutcomeUnknown',
    ...of(paymentId),
    askAgainAt,
  }),
  PaymentOutcomeUnresolved: ({ paymentId }) => ({
    type: 'payments.PaymentOutcomeUnresolved',
    ...of(paymentId),
  }),
  PaymentCancelled: ({ paymentId, reason }) => ({
    type: 'payments.PaymentCancelled',
    ...of(paymentId),
    reason,
  }),
  PaymentCaptured: ({ paymentId, amount, shipmentId }) => ({
    type: 'payments.PaymentCaptured',
    ...of(paymentId),
    amount,
    shipmentId,
  }),
  CaptureFailed: ({ paymentId, shipmentId, reason, retryable }) => ({
    type: 'payments.CaptureFailed',
    ...of(paymentId),
    shipmentId,
    reason,
    retryable,
  }),
  PaymentVoided: ({ paymentId, amount }) => ({ type: 'payments.PaymentVoided', ...of(paymentId), amount }),
  RefundRequested: ({ paymentId, refundId, amount, reason, attempt }) =>
    attempt > 1
      ? undefined
      : { type: 'payments.RefundRequested', ...of(paymentId), refundId, amount, reason },
  RefundSucceeded: ({ paymentId, refundId, amount }) => ({
    type: 'payments.RefundSucceeded',
    ...of(paymentId),
    refundId,
    amount,
  }),
  RefundFailed: ({ paymentId, refundId, amount, reason, retryable }) =>
    retryable ? undefined : { type: 'payments.RefundFailed', ...of(paymentId), refundId, amount, reason },
});

/** One payment per order, and by the order's id. */
function of(paymentId: string) {
  return { paymentId, orderId: paymentId };
}
