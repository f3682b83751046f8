import type { PaymentsPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import type { PaymentEvent } from './domain/payment.events.js';

export const PaymentsPublications = publications<PaymentEvent, PaymentsPublishedEvent>()({
  PaymentAuthorised: ({ paymentId, amount }) => ({
    type: 'payments.PaymentAuthorised',
    ...idsOf(paymentId),
    amount,
  }),
  PaymentActionRequired: ({ paymentId, url, expiresAt }) => ({
    type: 'payments.PaymentActionRequired',
    ...idsOf(paymentId),
    url,
    expiresAt,
  }),
  PaymentDeclined: ({ paymentId, reason, retryable, attempt }) => ({
    type: 'payments.PaymentDeclined',
    ...idsOf(paymentId),
    reason,
    retryable,
    attempt,
  }),
  PaymentOutcomeUnknown: ({ paymentId, askAgainAt }) => ({
    type: 'payments.PaymentOutcomeUnknown',
    ...idsOf(paymentId),
    askAgainAt,
  }),
  PaymentOutcomeUnresolved: ({ paymentId }) => ({
    type: 'payments.PaymentOutcomeUnresolved',
    ...idsOf(paymentId),
  }),
  PaymentCancelled: ({ paymentId, reason }) => ({
    type: 'payments.PaymentCancelled',
    ...idsOf(paymentId),
    reason,
  }),
  PaymentCaptured: ({ paymentId, amount, shipmentId }) => ({
    type: 'payments.PaymentCaptured',
    ...idsOf(paymentId),
    amount,
    shipmentId,
  }),
  CaptureFailed: ({ paymentId, shipmentId, reason, retryable }) => ({
    type: 'payments.CaptureFailed',
    ...idsOf(paymentId),
    shipmentId,
    reason,
    retryable,
  }),
  PaymentVoided: ({ paymentId, amount }) => ({ type: 'payments.PaymentVoided', ...idsOf(paymentId), amount }),
  RefundRequested: ({ paymentId, refundId, amount, reason, attempt }) =>
    attempt > 1
      ? undefined
      : { type: 'payments.RefundRequested', ...idsOf(paymentId), refundId, amount, reason },
  RefundSucceeded: ({ paymentId, refundId, amount }) => ({
    type: 'payments.RefundSucceeded',
    ...idsOf(paymentId),
    refundId,
    amount,
  }),
  RefundFailed: ({ paymentId, refundId, amount, reason, retryable }) =>
    retryable ? undefined : { type: 'payments.RefundFailed', ...idsOf(paymentId), refundId, amount, reason },
});

/** A payment has the id of its order. */
function idsOf(paymentId: string) {
  return { paymentId, orderId: paymentId };
}
