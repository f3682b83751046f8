import type { Money, Named } from '@waybill/kernel';

interface OfPayment {
  readonly paymentId: string;
  readonly orderId: string;
}

export type PaymentsPublishedEvent =
  | (OfPayment & { readonly type: 'payments.PaymentAuthorised'; readonly amount: Money })
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
      readonly type: 'payments.PaymentCancelled';
      /** Why the order ended, `action-expired` or `expired`. */
      readonly reason: string;
    })
  | (OfPayment & {
      readonly type: 'payments.PaymentCaptured';
      readonly amount: Money;
      readonly shipmentId: string;
    })
  | (OfPayment & {
      readonly type: 'payments.CaptureFailed';
      readonly shipmentId: string;
      /** The payment provider's word, or `outcome-unknown`, `not-authorised`, `other-currency`, `exceeds-authorisation`. */
      readonly reason: string;
      readonly retryable: boolean;
    })
  | (OfPayment & { readonly type: 'payments.PaymentVoided'; readonly amount: Money })
  | (OfPayment & {
      readonly type: 'payments.RefundRequested';
      readonly refundId: string;
      readonly amount: Money;
      /** What a person gave, why the order was cancelled, or `shipment-cancelled`. */
      readonly reason: string;
    })
  | (OfPayment & {
      readonly type: 'payments.RefundSucceeded';
      readonly refundId: string;
      readonly amount: Money;
    })
  | (OfPayment & {
      readonly type: 'payments.RefundFailed';
      readonly refundId: string;
      readonly amount: Money;
      /** The payment provider's word, or `outcome-unknown`. */
      readonly reason: string;
    });

const ofPayment = {
  paymentId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
  orderId: '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61',
};
const amount: Money = { amount: 3070, currency: 'EUR' };
const refundId = '01930f70-0000-7000-8000-000000000001';

/** One recorded sample of every event that payments publishes. */
export const paymentsSamples: {
  readonly [T in PaymentsPublishedEvent['type']]: Named<PaymentsPublishedEvent, T>;
} = {
  'payments.PaymentAuthorised': { type: 'payments.PaymentAuthorised', ...ofPayment, amount },
  'payments.PaymentActionRequired': {
    type: 'payments.PaymentActionRequired',
    ...ofPayment,
    url: 'https://pay.example/3ds/01930f6e',
    expiresAt: '2026-11-22T10:30:00.000Z',
  },
  'payments.PaymentDeclined': {
    type: 'payments.PaymentDeclined',
    ...ofPayment,
    reason: 'insufficient-funds',
    retryable: true,
    attempt: 1,
  },
  'payments.PaymentOutcomeUnknown': {
    type: 'payments.PaymentOutcomeUnknown',
    ...ofPayment,
    askAgainAt: '2026-11-22T10:00:10.000Z',
  },
  'payments.PaymentOutcomeUnresolved': { type: 'payments.PaymentOutcomeUnresolved', ...ofPayment },
  'payments.PaymentCancelled': { type: 'payments.PaymentCancelled', ...ofPayment, reason: 'expired' },
  'payments.PaymentCaptured': {
    type: 'payments.PaymentCaptured',
    ...ofPayment,
    amount,
    shipmentId: 's-1',
  },
  'payments.CaptureFailed': {
    type: 'payments.CaptureFailed',
    ...ofPayment,
    shipmentId: 's-1',
    reason: 'provider-error',
    retryable: true,
  },
  'payments.PaymentVoided': { type: 'payments.PaymentVoided', ...ofPayment, amount },
  'payments.RefundRequested': {
    type: 'payments.RefundRequested',
    ...ofPayment,
    refundId,
    amount,
    reason: 'goodwill',
  },
  'payments.RefundSucceeded': { type: 'payments.RefundSucceeded', ...ofPayment, refundId, amount },
  'payments.RefundFailed': {
    type: 'payments.RefundFailed',
    ...ofPayment,
    refundId,
    amount,
    reason: 'provider-error',
  },
};
