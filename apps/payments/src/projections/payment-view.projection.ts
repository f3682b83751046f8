import { projection, zero, type Apply, type Envelope } from '@waybill/kernel';
import type { PaymentEvent } from '../domain/payment.events.js';
import type { PaymentDocument } from './payment-document.js';
import { statusOf, sumOf, type Entry } from './payment-status.js';

const rows: Required<Apply<PaymentDocument, PaymentEvent>> = {
  PaymentCreated: (_, { paymentId, orderId, customerId, amount }, { revision, meta }) => ({
    paymentId,
    orderId,
    customerId,
    status: 'created',
    amount,
    authorised: zero(amount.currency),
    captured: zero(amount.currency),
    refunded: zero(amount.currency),
    voided: zero(amount.currency),
    attempt: 0,
    captures: [],
    voids: [],
    refunds: [],
    createdAt: meta.occurredAt,
    revision,
  }),
  AuthorisationAwaited: change((payment) => payment),
  AuthorisationRequested: change(({ reason: _reason, retryable: _retryable, ...payment }, { attempt }) => ({
    ...payment,
    status: 'authorising',
    attempt,
  })),
  PaymentAuthorised: change(({ action: _action, ...payment }, { amount }) => ({
    ...payment,
    status: 'authorised',
    authorised: amount,
  })),
  AuthorisationArrivedLate: change(({ action: _action, ...payment }, { amount }) => ({
    ...payment,
    status: 'authorised',
    authorised: amount,
  })),
  PaymentDeclined: change(({ action: _action, ...payment }, { reason, retryable }) => ({
    ...payment,
    status: 'declined',
    reason,
    retryable,
  })),
  PaymentActionRequired: change((payment, { url, expiresAt }) => ({
    ...payment,
    status: 'action_required',
    action: { url, expiresAt },
  })),
  ActionCompleted: change(({ action: _action, ...payment }) => ({ ...payment, status: 'authorising' })),
  PaymentOutcomeUnknown: change((payment) => ({ ...payment, status: 'unknown' })),
  ReconciliationRequested: change((payment) => payment),
  PaymentOutcomeUnresolved: change((payment) => ({ ...payment, status: 'unknown' })),
  PaymentCancellationRequested: change((payment, { reason }) => ({ ...payment, reason })),
  PaymentCancelled: change(({ action: _action, retryable: _retryable, ...payment }, { reason }) => ({
    ...payment,
    status: 'cancelled',
    reason,
  })),
  PaymentClosed: change((payment) => payment),
  CaptureRequested: change((payment, { key, amount, shipmentId }) => ({
    ...payment,
    captures: put(payment.captures, { key, amount, shipmentId, status: 'pending' }),
  })),
  PaymentCaptured: change((payment, { key, amount, shipmentId }) => ({
    ...payment,
    captures: put(payment.captures, { key, amount, shipmentId, status: 'succeeded' }),
  })),
  CaptureFailed: change((payment, { key, amount, shipmentId, reason: failure, retryable }) => ({
    ...payment,
    captures: put(payment.captures, { key, amount, shipmentId, failure, status: statusAfter(retryable) }),
  })),
  CaptureAbandoned: change((payment, { key, amount, shipmentId, reason: failure }) => ({
    ...payment,
    captures: put(payment.captures, { key, amount, shipmentId, failure, status: 'failed' }),
  })),
  CaptureCancelled: change((payment) => payment),
  VoidRequested: change((payment, { key, amount }) => ({
    ...payment,
    voids: put(payment.voids, { key, amount, status: 'pending' }),
  })),
  PaymentVoided: change((payment, { key, amount }) => ({
    ...payment,
    voids: put(payment.voids, { key, amount, status: 'succeeded' }),
  })),
  VoidFailed: change((payment, { key, amount, reason: failure, retryable }) => ({
    ...payment,
    voids: put(payment.voids, { key, amount, failure, status: statusAfter(retryable) }),
  })),
  RefundRequested: change((payment, { key, amount, refundId, reason }) => ({
    ...payment,
    refunds: put(payment.refunds, { key, amount, refundId, reason, status: 'pending' }),
  })),
  RefundSucceeded: change((payment, event) => ({
    ...payment,
    refunds: payment.refunds.map(({ failure, ...refund }) => {
      if (refund.key === event.key) return { ...refund, status: 'succeeded' };
      return failure === undefined ? refund : { ...refund, failure };
    }),
  })),
  RefundFailed: change((payment, { key, reason: failure, retryable }) => ({
    ...payment,
    refunds: payment.refunds.map((refund) =>
      refund.key === key ? { ...refund, failure, status: statusAfter(retryable) } : refund,
    ),
  })),
};

export const PaymentView = projection<PaymentDocument, PaymentEvent>()({
  name: 'payment-view',
  fields: { status: 'text', orderId: 'text', customerId: 'text' },
  keys: ({ paymentId }) => [paymentId],
  apply: rows,
});

/** A row that changes a payment that is there. Every event counts for its revision and may change its amounts. */
function change<E extends PaymentEvent>(next: (payment: PaymentDocument, event: E) => PaymentDocument) {
  return (payment: PaymentDocument | undefined, event: E, { revision }: Envelope) => {
    if (payment === undefined) return undefined;
    const after = next(payment, event);
    const amounts = {
      captured: sumOf(after.captures, after.amount.currency),
      voided: sumOf(after.voids, after.amount.currency),
      refunded: sumOf(after.refunds, after.amount.currency),
    };
    return { ...after, ...amounts, status: statusOf({ ...after, ...amounts }), revision };
  };
}

function put<T extends Entry>(entries: readonly T[], entry: T): readonly T[] {
  const known = entries.some(({ key }) => key === entry.key);
  return known ? entries.map((other) => (other.key === entry.key ? entry : other)) : [...entries, entry];
}

function statusAfter(retryable: boolean): Entry['status'] {
  return retryable ? 'pending' : 'failed';
}
