import type { Named, Units } from '@waybill/kernel';
import type { PaymentEvent } from './payment.events.js';

const paymentId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e62';
const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const key = '8a6f2c1e-5d3b-5e4f-9a7c-2b1d0e9f8a76';
const captureKey = '1c9e7b3a-6f2d-5a8e-8b4c-7d6e5f4a3b2c';
const voidKey = '2d0f8c4b-7a3e-5b9f-9c5d-8e7f6a5b4c3d';
const refundKey = '3e1a9d5c-8b4f-5c0a-8d6e-9f8a7b6c5d4e';
const renewalKey = '4f2b0e6d-9c5a-5d1b-9e7f-0a9b8c7d6e5f';
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';
const refundId = '01930f70-0000-7000-8000-000000000001';
const otherPaymentId = '01930f70-0000-7000-8000-000000000002';
const amount = { amount: 3070, currency: 'EUR' };
const units: readonly Units[] = [
  { lineId: '1', sku: 'TEA-EARL-100', first: 0, quantity: 2, unitAmount: { amount: 1535, currency: 'EUR' } },
];
const method = 'tok_approve';
const answerBy = '2026-11-22T10:00:30.000Z';
const retryAt = '2026-11-22T10:01:00.000Z';
const keptUntil = '2026-11-29T10:00:00.000Z';
const ids = { paymentId, orderId };
const asked = { ...ids, key, amount, method, attempt: 1, answerBy };
const grant = {
  provider: 'sandbox',
  reference: 'sb_approve_8a6f2c1e',
  expiresAt: '2026-11-29T10:00:30.000Z',
  card: { brand: 'visa', last4: '4242' },
  capabilities: { captures: 'many', partialCaptures: true, voidAfterCapture: true, renewal: true },
} as const;
const granted = { ...ids, key, amount, ...grant, renewAt: '2026-11-28T10:00:30.000Z' };
const request = { ...ids, amount, authorisation: key, reference: grant.reference, attempt: 1, answerBy };
const operation = { ...ids, amount };
const parcel = { shipmentId, units };
const failure = { ...operation, reason: 'provider_busy', attempt: 1, next: 'retrying', retryAt } as const;
const refund = { refundId, units };

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const paymentSamples: { readonly [T in PaymentEvent['type']]: Named<PaymentEvent, T> } = {
  PaymentCreated: { type: 'PaymentCreated', paymentId, method, keptUntil },
  PaymentMethodDiscarded: { type: 'PaymentMethodDiscarded', paymentId },
  PaymentExpected: { type: 'PaymentExpected', ...ids, customerId: 'ada', replaces: false, amount, keptUntil },
  AuthorisationRequested: { type: 'AuthorisationRequested', ...asked, customerId: 'ada', replaces: false },
  AuthorisationRefused: {
    type: 'AuthorisationRefused',
    paymentId,
    orderId: otherPaymentId,
    reason: 'payment_of_another_order',
  },
  PaymentAuthorised: { type: 'PaymentAuthorised', ...granted, replaces: false },
  AuthorisationArrivedLate: { type: 'AuthorisationArrivedLate', ...granted, reason: 'customer' },
  PaymentDeclined: {
    type: 'PaymentDeclined',
    ...ids,
    key,
    reason: 'insufficient_funds',
    retryable: true,
    attempt: 1,
    keptUntil,
  },
  PaymentActionRequired: {
    type: 'PaymentActionRequired',
    ...ids,
    key,
    url: `/v1/payments/${paymentId}/complete-action`,
    expiresAt: '2026-11-22T10:30:00.000Z',
  },
  ActionCompleted: { type: 'ActionCompleted', ...asked },
  PaymentOutcomeUnknown: {
    type: 'PaymentOutcomeUnknown',
    ...ids,
    key,
    tries: 1,
    askAgainAt: '2026-11-22T10:00:10.000Z',
  },
  PaymentOutcomeUnresolved: {
    type: 'PaymentOutcomeUnresolved',
    ...ids,
    key,
    tries: 6,
    askAgainAt: '2026-11-23T10:00:00.000Z',
  },
  ReconciliationRequested: { type: 'ReconciliationRequested', ...asked, tries: 1 },
  RenewalRequested: { type: 'RenewalRequested', key: renewalKey, ...request, method },
  AuthorisationRenewed: { type: 'AuthorisationRenewed', ...granted, key: renewalKey },
  RenewalFailed: { type: 'RenewalFailed', key: renewalKey, ...failure, expiresAt: grant.expiresAt },
  AuthorisationExpired: { type: 'AuthorisationExpired', ...ids, reason: 'refused' },
  PaymentCancellationRequested: {
    type: 'PaymentCancellationRequested',
    ...ids,
    reason: 'customer',
    units,
  },
  PaymentCancelled: { type: 'PaymentCancelled', ...ids, reason: 'expired' },
  PaymentClosed: { type: 'PaymentClosed', ...ids },
  CaptureQueued: { type: 'CaptureQueued', key: captureKey, ...operation, ...parcel, attempt: 1 },
  CaptureRequested: { type: 'CaptureRequested', key: captureKey, ...request, ...parcel },
  PaymentCaptured: {
    type: 'PaymentCaptured',
    key: captureKey,
    ...operation,
    ...parcel,
    reference: 'sb_capture_1c9e7b3a',
  },
  CaptureFailed: { type: 'CaptureFailed', key: captureKey, ...failure, ...parcel },
  CaptureCancelled: {
    type: 'CaptureCancelled',
    key: captureKey,
    ...operation,
    ...parcel,
    reason: 'order_cancelled',
  },
  ParcelDropped: { type: 'ParcelDropped', ...ids, ...parcel, reason: 'order_cancelled' },
  CaptureWithdrawalRequested: { type: 'CaptureWithdrawalRequested', ...ids, key: captureKey },
  CaptureWithdrawn: { type: 'CaptureWithdrawn', ...ids, key: captureKey, shipmentId },
  VoidRequested: { type: 'VoidRequested', key: voidKey, ...request },
  PaymentVoided: { type: 'PaymentVoided', key: voidKey, ...operation },
  VoidFailed: { type: 'VoidFailed', key: voidKey, ...failure },
  CaptureDiscovered: {
    type: 'CaptureDiscovered',
    key: captureKey,
    ...operation,
    authorisation: key,
    reference: 'sb_capture_8a6f2c1e',
  },
  UnitsDueBack: { type: 'UnitsDueBack', ...ids, captureId: captureKey, ...refund, reason: 'shipment_lost' },
  RefundRequested: {
    type: 'RefundRequested',
    key: refundKey,
    ...request,
    ...refund,
    reason: 'shipment_cancelled',
    shipmentId,
  },
  RefundShort: {
    type: 'RefundShort',
    key: refundKey,
    ...operation,
    refundId,
    units: [],
    reason: 'shipment_cancelled',
    shipmentId,
  },
  RefundSucceeded: {
    type: 'RefundSucceeded',
    key: refundKey,
    ...operation,
    ...refund,
    reference: 'sb_refund_3e1a9d5c',
  },
  RefundFailed: {
    type: 'RefundFailed',
    key: refundKey,
    ...operation,
    ...refund,
    reason: 'refused',
    attempt: 1,
    next: 'waiting',
  },
  RefundDropped: { type: 'RefundDropped', key: refundKey, ...operation, ...refund },
  RefundRedirected: {
    type: 'RefundRedirected',
    key: refundKey,
    ...operation,
    ...refund,
    toPaymentId: otherPaymentId,
    reason: 'shipment_cancelled',
  },
  RedirectionRefused: {
    type: 'RedirectionRefused',
    ...ids,
    refundId,
    fromPaymentId: otherPaymentId,
    reason: 'exceeds_captured',
  },
  RefundSettledManually: {
    type: 'RefundSettledManually',
    key: refundKey,
    ...operation,
    ...refund,
    evidence: 'bank transfer 2026-11-23/17',
  },
  WorkItemOpened: {
    type: 'WorkItemOpened',
    ...ids,
    workItemId: `refund/${refundId}`,
    kind: 'refund_failed',
    about: { type: 'payment', id: paymentId },
    amount,
    reason: 'A refund failed (refused). The customer waits for the money.',
    resolutions: [
      {
        request: `POST /v1/payments/${paymentId}/refunds/${refundId}/retry`,
        effect: 'tries the refund again',
      },
    ],
  },
  WorkItemClosed: {
    type: 'WorkItemClosed',
    ...ids,
    workItemId: `refund/${refundId}`,
    resolution: 'The refund is done.',
  },
};
