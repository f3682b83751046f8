import type { PaymentsPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import {
  RecordAuthorisation,
  RecordCancelledPayment,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordExpiredAuthorisation,
  RecordRefund,
  RecordUnresolvedPayment,
  RecordVoid,
} from '../domain/order.saga-commands.js';

/** Records in an order what becomes of its payments. */
export const PaymentOutcomeSaga = saga<PaymentsPublishedEvent>()({
  name: 'payment-outcome',
  // Its first name: under another id it would repeat its commands.
  id: 'payment',
  on: {
    'payments.PaymentAuthorised': ({ orderId, paymentId }) => [
      new RecordAuthorisation({ orderId, paymentId }),
    ],
    'payments.PaymentDeclined': ({ orderId, paymentId, retryable, reason }) => [
      new RecordDecline({ orderId, paymentId, retryable, reason }),
    ],
    'payments.PaymentOutcomeUnresolved': ({ orderId, paymentId }) => [
      new RecordUnresolvedPayment({ orderId, paymentId }),
    ],
    'payments.AuthorisationExpired': ({ orderId, paymentId, reason }) => [
      new RecordExpiredAuthorisation({ orderId, paymentId, reason }),
    ],
    'payments.PaymentCancelled': ({ orderId, paymentId }) => [
      new RecordCancelledPayment({ orderId, paymentId }),
    ],
    'payments.PaymentVoided': ({ orderId, paymentId }) => [new RecordVoid({ orderId, paymentId })],
    'payments.CaptureFailed': ({ orderId, paymentId, shipmentId, reason, next }) =>
      next === 'retrying' ? [] : [new RecordCaptureFailure({ orderId, paymentId, shipmentId, reason })],
    'payments.PaymentCaptured': ({ orderId, paymentId, captureId, shipmentId, units, amount }) => [
      new RecordCapture({ orderId, paymentId, captureId, shipmentId, units, amount }),
    ],
    'payments.RefundSucceeded': ({ orderId, paymentId, refundId, units, amount }) => [
      new RecordRefund({ orderId, paymentId, refundId, units, amount }),
    ],
    'payments.RefundSettledManually': ({ orderId, paymentId, refundId, units, amount }) => [
      new RecordRefund({ orderId, paymentId, refundId, units, amount }),
    ],
  },
});
