import { projection, type Apply, type Envelope, type Money } from '@waybill/kernel';
import type { Grant, OfOrder, PaymentEvent } from '../domain/payment.events.js';
import type { PaymentDocument } from './payment-document.js';
import {
  changeCapture,
  changeRefund,
  failed,
  pending,
  putCapture,
  putRefund,
  putShortRefund,
  putVoid,
} from './payment-entries.js';
import { settled } from './payment-status.js';

const rows: Required<Apply<PaymentDocument, PaymentEvent>> = {
  PaymentCreated: (known, { paymentId }, { revision, meta }) => {
    const payment = known ?? newPayment(paymentId, meta.occurredAt);
    return { ...payment, status: 'created', revision };
  },
  PaymentMethodDiscarded: () => undefined,
  PaymentExpected: (known, event, { revision, meta }) => {
    const payment = known ?? newPayment(event.paymentId, meta.occurredAt);
    return settled({ ...payment, ...orderOf(event), revision });
  },
  AuthorisationRequested: change(({ reason: _reason, retryable: _retryable, ...payment }, event) => ({
    ...payment,
    ...orderOf(event),
    status: 'authorising',
    attempt: event.attempt,
  })),
  PaymentAuthorised: (known, event, { revision, meta }) => {
    const { action: _action, ...payment } = known ?? newPayment(event.paymentId, meta.occurredAt);
    const { amount } = event;
    return settled({ amount, ...payment, ...grantOf(event), authorised: amount, revision });
  },
  AuthorisationArrivedLate: change(({ action: _action, ...payment }, event) => ({
    ...payment,
    ...grantOf(event),
    authorised: event.amount,
  })),
  AuthorisationRenewed: change(({ isExpired: _isExpired, ...payment }, event) => ({
    ...payment,
    ...grantOf(event),
  })),
  AuthorisationExpired: change((payment, { reason }) => ({ ...payment, isExpired: true, reason })),
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
  PaymentOutcomeUnresolved: change((payment) => ({ ...payment, status: 'unresolved' })),
  PaymentCancellationRequested: change((payment, { reason }) => ({ ...payment, reason })),
  PaymentCancelled: change((payment, { orderId, reason }) => {
    const { action: _action, retryable: _retryable, authorised: _authorised, ...rest } = payment;
    return { ...rest, orderId, status: 'cancelled', reason };
  }),
  PaymentClosed: change((payment) => payment),
  AuthorisationRefused: change((payment) => payment),
  ReconciliationRequested: change((payment) => payment),
  RenewalRequested: change((payment) => payment),
  RenewalFailed: change((payment) => payment),
  ParcelDropped: change((payment) => payment),
  CaptureWithdrawalRequested: change((payment) => payment),
  UnitsDueBack: change((payment) => payment),
  RedirectionRefused: change((payment) => payment),
  WorkItemOpened: change((payment) => payment),
  WorkItemClosed: change((payment) => payment),

  CaptureQueued: change((payment, event) => putCapture(payment, event, { status: 'pending' })),
  CaptureRequested: change((payment, event) => putCapture(payment, event, pending(event))),
  PaymentCaptured: change((payment, event) => putCapture(payment, event, { status: 'succeeded' })),
  CaptureDiscovered: change((payment, event) =>
    putCapture(payment, { ...event, units: [] }, { status: 'succeeded' }),
  ),
  CaptureFailed: change((payment, event) => putCapture(payment, event, failed(event))),
  CaptureCancelled: change((payment, event) =>
    putCapture(payment, event, { status: 'cancelled', failure: event.reason }),
  ),
  CaptureWithdrawn: change((payment, { key }) =>
    changeCapture(payment, key, { status: 'cancelled', failure: 'another_payment' }),
  ),

  VoidRequested: change((payment, event) => putVoid(payment, event, pending(event))),
  PaymentVoided: change((payment, event) => putVoid(payment, event, { status: 'succeeded' })),
  VoidFailed: change((payment, event) => putVoid(payment, event, failed(event))),

  RefundRequested: change(putRefund),
  RefundShort: change(putShortRefund),
  RefundSucceeded: change((payment, { key }) => changeRefund(payment, key, { status: 'succeeded' })),
  RefundFailed: change((payment, event) => changeRefund(payment, event.key, failed(event))),
  RefundDropped: change((payment, { key }) => changeRefund(payment, key, { status: 'cancelled' })),
  RefundRedirected: change((payment, { key, toPaymentId }) =>
    changeRefund(payment, key, { status: 'redirected', toPaymentId }),
  ),
  RefundSettledManually: change((payment, { key, evidence }) =>
    changeRefund(payment, key, { status: 'succeeded', evidence }),
  ),
};

export const PaymentView = projection<PaymentDocument, PaymentEvent>()({
  name: 'payment-view',
  version: 2,
  fields: { status: 'text', orderId: 'text', customerId: 'text' },
  keys: ({ paymentId }) => [paymentId],
  apply: rows,
});

/** A row that changes a payment that is there. Every event counts for its revision and may change its amounts. */
function change<E extends PaymentEvent>(next: (payment: PaymentDocument, event: E) => PaymentDocument) {
  return (payment: PaymentDocument | undefined, event: E, { revision }: Envelope) =>
    payment && settled({ ...next(payment, event), revision });
}

function newPayment(paymentId: string, createdAt: string): PaymentDocument {
  return {
    paymentId,
    status: 'expected',
    attempt: 0,
    captures: [],
    voids: [],
    refunds: [],
    createdAt,
    revision: 0,
  };
}

function orderOf({
  orderId,
  customerId,
  amount,
}: OfOrder & { readonly orderId: string; readonly amount: Money }) {
  return { orderId, ...(customerId !== undefined && { customerId }), amount };
}

type Granted = Grant & { readonly orderId: string; readonly amount: Money };

/** The amount is what the customer is to pay at first; a renewal authorises what is left of it. */
function grantOf({ orderId, provider, reference, expiresAt, card }: Granted) {
  return { orderId, provider, reference, expiresAt, ...(card && { card }) };
}
