import type { Named } from '@waybill/kernel';
import type { PaymentEvent } from './payment.events.js';

const paymentId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const key = '8a6f2c1e-5d3b-5e4f-9a7c-2b1d0e9f8a76';
const captureKey = '1c9e7b3a-6f2d-5a8e-8b4c-7d6e5f4a3b2c';
const voidKey = '2d0f8c4b-7a3e-5b9f-9c5d-8e7f6a5b4c3d';
const refundKey = '3e1a9d5c-8b4f-5c0a-8d6e-9f8a7b6c5d4e';
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';
const refundId = '01930f70-0000-7000-8000-000000000001';
const amount = { amount: 3070, currency: 'EUR' };
const method = 'tok_approve';
const answerBy = '2026-11-22T10:00:30.000Z';
const retryAt = '2026-11-22T10:00:10.000Z';
const asked = { paymentId, key, amount, method, attempt: 1, answerBy };
const request = { paymentId, amount, attempt: 1, authorisation: key, method, answerBy };
const operation = { paymentId, amount };
const failure = { ...operation, reason: 'provider-busy', attempt: 1, retryable: true, retryAt };

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const paymentSamples: { readonly [T in PaymentEvent['type']]: Named<PaymentEvent, T> } = {
  PaymentCreated: {
    type: 'PaymentCreated',
    paymentId,
    orderId: paymentId,
    customerId: 'ada',
    amount,
    method,
  },
  AuthorisationAwaited: { type: 'AuthorisationAwaited', paymentId, amount },
  AuthorisationRequested: { type: 'AuthorisationRequested', ...asked },
  PaymentAuthorised: { type: 'PaymentAuthorised', paymentId, key, amount, method },
  AuthorisationArrivedLate: {
    type: 'AuthorisationArrivedLate',
    paymentId,
    key,
    amount,
    method,
    reason: 'customer',
  },
  PaymentDeclined: {
    type: 'PaymentDeclined',
    paymentId,
    key,
    reason: 'insufficient-funds',
    retryable: true,
    attempt: 1,
  },
  PaymentActionRequired: {
    type: 'PaymentActionRequired',
    paymentId,
    key,
    url: '/v1/payments/01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61/complete-action',
    expiresAt: '2026-11-22T10:30:00.000Z',
  },
  ActionCompleted: { type: 'ActionCompleted', ...asked },
  PaymentOutcomeUnknown: { type: 'PaymentOutcomeUnknown', paymentId, key, tries: 1, askAgainAt: retryAt },
  ReconciliationRequested: { type: 'ReconciliationRequested', ...asked, tries: 1 },
  PaymentOutcomeUnresolved: { type: 'PaymentOutcomeUnresolved', paymentId, key, tries: 6 },
  PaymentCancellationRequested: { type: 'PaymentCancellationRequested', paymentId, reason: 'customer' },
  PaymentCancelled: { type: 'PaymentCancelled', paymentId, reason: 'expired' },
  PaymentClosed: { type: 'PaymentClosed', paymentId },
  CaptureRequested: { type: 'CaptureRequested', key: captureKey, ...request, shipmentId },
  PaymentCaptured: { type: 'PaymentCaptured', key: captureKey, ...operation, shipmentId },
  CaptureFailed: { type: 'CaptureFailed', key: captureKey, ...failure, shipmentId },
  CaptureAbandoned: {
    type: 'CaptureAbandoned',
    key: captureKey,
    ...operation,
    shipmentId,
    reason: 'shipment-cancelled',
  },
  CaptureCancelled: { type: 'CaptureCancelled', paymentId, shipmentId, reason: 'customer' },
  VoidRequested: { type: 'VoidRequested', key: voidKey, ...request },
  PaymentVoided: { type: 'PaymentVoided', key: voidKey, ...operation },
  VoidFailed: { type: 'VoidFailed', key: voidKey, ...failure },
  RefundRequested: {
    type: 'RefundRequested',
    key: refundKey,
    ...request,
    refundId,
    reason: 'goodwill',
    shipmentId,
  },
  RefundSucceeded: { type: 'RefundSucceeded', key: refundKey, ...operation, refundId },
  RefundFailed: {
    type: 'RefundFailed',
    key: refundKey,
    ...operation,
    refundId,
    reason: 'provider-busy',
    attempt: 4,
    retryable: false,
  },
};
