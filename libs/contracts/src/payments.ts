import type { Money, Named, Units } from '@waybill/kernel';
import type { ClosedWorkItem, Each, OpenedWorkItem } from './vocabulary.js';

interface OfPayment {
  readonly paymentId: string;
  readonly orderId: string;
}

interface OfCapture extends OfPayment {
  readonly shipmentId: string;
  /** Identifies the capture at the provider. */
  readonly captureId: string;
  readonly amount: Money;
}

interface OfRefund extends OfPayment {
  readonly refundId: string;
  readonly amount: Money;
  /** What is paid back; empty for goodwill. */
  readonly units: readonly Units[];
}

export type PaymentsPublishedEvent =
  | Each<
      'payments.PaymentAuthorised' | 'payments.AuthorisationRenewed',
      OfPayment & {
        readonly amount: Money;
        /** The provider's name, and its reference of the authorisation. */
        readonly provider: string;
        readonly reference: string;
        readonly expiresAt: string;
        readonly card?: { readonly brand: string; readonly last4: string };
      }
    >
  | (OfPayment & {
      readonly type: 'payments.PaymentActionRequired';
      /** Where the customer must go, and until when. */
      readonly url: string;
      readonly expiresAt: string;
    })
  | (OfPayment & {
      readonly type: 'payments.PaymentDeclined';
      /** The payment provider's word. */
      readonly reason: string;
      /** Whether the customer may try again, with this or another method. */
      readonly retryable: boolean;
      readonly attempt: number;
    })
  | (OfPayment & { readonly type: 'payments.PaymentOutcomeUnknown'; readonly askAgainAt: string })
  | (OfPayment & { readonly type: 'payments.PaymentOutcomeUnresolved' })
  | (OfPayment & {
      /** The authorisation has expired and could not be renewed: the order needs another payment. */
      readonly type: 'payments.AuthorisationExpired';
      readonly reason: string;
    })
  | (OfPayment & {
      readonly type: 'payments.PaymentCancelled';
      /** Why the order ended, `action_expired` or `expired`. */
      readonly reason: string;
    })
  | (OfCapture & { readonly type: 'payments.PaymentCaptured'; readonly units: readonly Units[] })
  | (OfCapture & {
      readonly type: 'payments.CaptureFailed';
      /** The payment provider's word, or `outcome_unknown`, `not_authorised`, `other_currency`, `exceeds_authorisation`. */
      readonly reason: string;
      /** `retrying`: it is tried again by itself. `waiting`: for a person or another payment. `ended`: for good. */
      readonly next: 'retrying' | 'waiting' | 'ended';
    })
  | (OfPayment & { readonly type: 'payments.PaymentVoided'; readonly amount: Money })
  | (OfPayment & { readonly type: 'payments.VoidFailed'; readonly amount: Money; readonly reason: string })
  | (OfRefund & {
      readonly type: 'payments.RefundRequested';
      /** What a person gave, why the order was cancelled, or `shipment_cancelled`. */
      readonly reason: string;
    })
  | (OfRefund & { readonly type: 'payments.RefundSucceeded'; readonly reference: string })
  | (OfRefund & {
      readonly type: 'payments.RefundFailed';
      /** The payment provider's word, or `outcome_unknown`. */
      readonly reason: string;
    })
  | (OfRefund & {
      readonly type: 'payments.RefundSettledManually';
      /** For example the number of a bank transfer. */
      readonly evidence: string;
    })
  | (OpenedWorkItem & { readonly type: 'payments.WorkItemOpened' })
  | (ClosedWorkItem & { readonly type: 'payments.WorkItemClosed' });

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofPayment = { paymentId: orderId, orderId };
const amount: Money = { amount: 3070, currency: 'EUR' };
const units: readonly Units[] = [
  { lineId: '1', sku: 'TEA-EARL-100', first: 0, quantity: 2, unitAmount: { amount: 1535, currency: 'EUR' } },
];
const authorisation = {
  ...ofPayment,
  amount,
  provider: 'sandbox',
  reference: 'sb_auth_1',
  expiresAt: '2026-11-29T10:00:00.000Z',
  card: { brand: 'visa', last4: '4242' },
};
const capture = {
  ...ofPayment,
  amount,
  shipmentId: '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f',
  captureId: '01930f70-0000-7000-8000-000000000003',
};
const refund = { ...ofPayment, refundId: '01930f70-0000-7000-8000-000000000001', amount, units };

/** One recorded sample of every event that payments publishes. */
export const paymentsSamples: {
  readonly [T in PaymentsPublishedEvent['type']]: Named<PaymentsPublishedEvent, T>;
} = {
  'payments.PaymentAuthorised': { type: 'payments.PaymentAuthorised', ...authorisation },
  'payments.AuthorisationRenewed': { type: 'payments.AuthorisationRenewed', ...authorisation },
  'payments.PaymentActionRequired': {
    type: 'payments.PaymentActionRequired',
    ...ofPayment,
    url: 'https://pay.example/3ds/01930f6e',
    expiresAt: '2026-11-22T10:30:00.000Z',
  },
  'payments.PaymentDeclined': {
    type: 'payments.PaymentDeclined',
    ...ofPayment,
    reason: 'insufficient_funds',
    retryable: true,
    attempt: 1,
  },
  'payments.PaymentOutcomeUnknown': {
    type: 'payments.PaymentOutcomeUnknown',
    ...ofPayment,
    askAgainAt: '2026-11-22T10:00:10.000Z',
  },
  'payments.PaymentOutcomeUnresolved': { type: 'payments.PaymentOutcomeUnresolved', ...ofPayment },
  'payments.AuthorisationExpired': {
    type: 'payments.AuthorisationExpired',
    ...ofPayment,
    reason: 'card_declined',
  },
  'payments.PaymentCancelled': { type: 'payments.PaymentCancelled', ...ofPayment, reason: 'expired' },
  'payments.PaymentCaptured': { type: 'payments.PaymentCaptured', ...capture, units },
  'payments.CaptureFailed': {
    type: 'payments.CaptureFailed',
    ...capture,
    reason: 'provider_busy',
    next: 'retrying',
  },
  'payments.PaymentVoided': { type: 'payments.PaymentVoided', ...ofPayment, amount },
  'payments.VoidFailed': { type: 'payments.VoidFailed', ...ofPayment, amount, reason: 'provider_busy' },
  'payments.RefundRequested': { type: 'payments.RefundRequested', ...refund, reason: 'goodwill' },
  'payments.RefundSucceeded': { type: 'payments.RefundSucceeded', ...refund, reference: 'sb_refund_1' },
  'payments.RefundFailed': { type: 'payments.RefundFailed', ...refund, reason: 'provider_busy' },
  'payments.RefundSettledManually': {
    type: 'payments.RefundSettledManually',
    ...refund,
    evidence: 'bank transfer 2026-11-23/17',
  },
  'payments.WorkItemOpened': {
    type: 'payments.WorkItemOpened',
    workItemId: 'capture/4a1f0f52',
    kind: 'capture_failed',
    orderId,
    about: { type: 'payment', id: orderId },
    amount,
    reason: 'The bank has refused to pay for a parcel that is ready.',
    resolutions: [{ request: 'POST /v1/payments/…/captures/…/retry', effect: 'tries the capture again' }],
  },
  'payments.WorkItemClosed': {
    type: 'payments.WorkItemClosed',
    workItemId: 'capture/4a1f0f52',
    resolution: 'The capture succeeded.',
  },
};
