import type { PaymentsPublishedEvent } from '@waybill/contracts';
import { publications, type Money } from '@waybill/kernel';
import type { Grant, PaymentEvent } from './domain/payment.events.js';

/** A refund in place of a void is a void to everybody else: nobody has heard of its capture. */
export const PaymentsPublications = publications<PaymentEvent, PaymentsPublishedEvent>()({
  PaymentAuthorised: (event) => ({ type: 'payments.PaymentAuthorised', ...authorisationOf(event) }),
  AuthorisationRenewed: (event) => ({ type: 'payments.AuthorisationRenewed', ...authorisationOf(event) }),
  PaymentActionRequired: ({ paymentId, orderId, url, expiresAt }) => ({
    type: 'payments.PaymentActionRequired',
    paymentId,
    orderId,
    url,
    expiresAt,
  }),
  PaymentDeclined: ({ paymentId, orderId, reason, retryable, attempt }) => ({
    type: 'payments.PaymentDeclined',
    paymentId,
    orderId,
    reason,
    retryable,
    attempt,
  }),
  AuthorisationRefused: ({ paymentId, orderId, reason }) => ({
    type: 'payments.PaymentDeclined',
    paymentId,
    orderId,
    reason,
    retryable: false,
    attempt: 1,
  }),
  PaymentOutcomeUnknown: ({ paymentId, orderId, askAgainAt }) => ({
    type: 'payments.PaymentOutcomeUnknown',
    paymentId,
    orderId,
    askAgainAt,
  }),
  PaymentOutcomeUnresolved: ({ paymentId, orderId }) => ({
    type: 'payments.PaymentOutcomeUnresolved',
    paymentId,
    orderId,
  }),
  AuthorisationExpired: (event) => ({ ...event, type: 'payments.AuthorisationExpired' }),
  PaymentCancelled: (event) => ({ ...event, type: 'payments.PaymentCancelled' }),
  PaymentCaptured: (event) => ({
    type: 'payments.PaymentCaptured',
    ...captureOf(event),
    units: event.units,
  }),
  CaptureFailed: (event) => ({
    type: 'payments.CaptureFailed',
    ...captureOf(event),
    reason: event.reason,
    next: event.next,
  }),
  PaymentVoided: ({ paymentId, orderId, amount }) => ({
    type: 'payments.PaymentVoided',
    paymentId,
    orderId,
    amount,
  }),
  VoidFailed: ({ paymentId, orderId, amount, reason, next }) =>
    next === 'waiting' ? { type: 'payments.VoidFailed', paymentId, orderId, amount, reason } : undefined,
  RefundRequested: (event) =>
    event.attempt > 1 || event.insteadOfVoid !== undefined
      ? undefined
      : { type: 'payments.RefundRequested', ...refundOf(event), reason: event.reason },
  RefundSucceeded: (event) => {
    const { paymentId, orderId, amount, reference, insteadOfVoid } = event;
    if (insteadOfVoid !== undefined) return { type: 'payments.PaymentVoided', paymentId, orderId, amount };
    return { type: 'payments.RefundSucceeded', ...refundOf(event), reference };
  },
  RefundFailed: (event) =>
    event.next !== 'waiting' || event.insteadOfVoid !== undefined
      ? undefined
      : { type: 'payments.RefundFailed', ...refundOf(event), reason: event.reason },
  RefundShort: (event) => ({
    type: 'payments.RefundFailed',
    ...refundOf(event),
    reason: 'exceeds_captured',
  }),
  RefundSettledManually: (event) => {
    const { paymentId, orderId, amount, evidence, insteadOfVoid } = event;
    if (insteadOfVoid !== undefined) return { type: 'payments.PaymentVoided', paymentId, orderId, amount };
    return { type: 'payments.RefundSettledManually', ...refundOf(event), evidence };
  },
  WorkItemOpened: ({ paymentId: _paymentId, ...item }) => ({ ...item, type: 'payments.WorkItemOpened' }),
  WorkItemClosed: ({ workItemId, resolution }) => ({
    type: 'payments.WorkItemClosed',
    workItemId,
    resolution,
  }),
});

interface OfPayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
}

type Authorised = OfPayment & Omit<Grant, 'capabilities'>;

function authorisationOf({ paymentId, orderId, amount, provider, reference, expiresAt, card }: Authorised) {
  return { paymentId, orderId, amount, provider, reference, expiresAt, ...(card && { card }) };
}

function captureOf({
  paymentId,
  orderId,
  shipmentId,
  key: captureId,
  amount,
}: OfPayment & { readonly shipmentId: string; readonly key: string }) {
  return { paymentId, orderId, shipmentId, captureId, amount };
}

type Refund = OfPayment &
  Pick<Extract<PaymentEvent, { readonly type: 'RefundRequested' }>, 'refundId' | 'units'>;

function refundOf({ paymentId, orderId, refundId, amount, units }: Refund) {
  return { paymentId, orderId, refundId, amount, units };
}
