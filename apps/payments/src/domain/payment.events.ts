import type { Money } from '@waybill/kernel';

interface OfPayment {
  readonly paymentId: string;
}

/** What the provider is asked to authorise, and the key by which both sides know it. */
export interface Asked {
  readonly key: string;
  readonly amount: Money;
  readonly method: string;
  readonly attempt: number;
}

interface Waiting {
  /** Without an answer by then, the outcome counts as unknown. */
  readonly answerBy: string;
}

interface OfOperation extends OfPayment {
  /** The same whenever the provider is asked about this operation again. */
  readonly key: string;
  readonly amount: Money;
}

interface Request extends OfOperation, Waiting {
  /** The key of the authorisation that the money is taken from. */
  readonly authorisation: string;
  readonly method: string;
  readonly attempt: number;
}

interface Failure extends OfOperation {
  readonly reason: string;
  readonly attempt: number;
  readonly retryable: boolean;
  /** Present while it is retryable. */
  readonly retryAt?: string;
}

interface OfShipment {
  readonly shipmentId: string;
}

interface OfRefund {
  readonly refundId: string;
}

/** The reason of an operation that failed because nobody knows whether it did. */
export const OUTCOME_UNKNOWN = 'outcome-unknown';

export type PaymentEvent =
  | (OfPayment & {
      readonly type: 'PaymentCreated';
      readonly orderId: string;
      readonly customerId: string;
      readonly amount: Money;
      readonly method: string;
    })
  | (OfPayment & { readonly type: 'AuthorisationAwaited'; readonly amount?: Money })
  | (OfPayment & Asked & Waiting & { readonly type: 'AuthorisationRequested' })
  | (OfPayment & {
      readonly type: 'PaymentAuthorised';
      readonly key: string;
      readonly amount: Money;
      readonly method: string;
    })
  | (OfPayment & {
      readonly type: 'AuthorisationArrivedLate';
      readonly key: string;
      readonly amount: Money;
      readonly method: string;
      readonly reason: string;
    })
  | (OfPayment & {
      readonly type: 'PaymentDeclined';
      readonly key: string;
      readonly reason: string;
      readonly retryable: boolean;
      readonly attempt: number;
    })
  | (OfPayment & {
      readonly type: 'PaymentActionRequired';
      readonly key: string;
      readonly url: string;
      readonly expiresAt: string;
    })
  | (OfPayment & Asked & Waiting & { readonly type: 'ActionCompleted' })
  | (OfPayment & {
      readonly type: 'PaymentOutcomeUnknown';
      readonly key: string;
      readonly tries: number;
      readonly askAgainAt: string;
    })
  | (OfPayment & Asked & Waiting & { readonly type: 'ReconciliationRequested'; readonly tries: number })
  | (OfPayment & { readonly type: 'PaymentOutcomeUnresolved'; readonly key: string; readonly tries: number })
  | (OfPayment & { readonly type: 'PaymentCancellationRequested'; readonly reason: string })
  | (OfPayment & { readonly type: 'PaymentCancelled'; readonly reason: string })
  | (OfPayment & { readonly type: 'PaymentClosed' })
  | (Request & OfShipment & { readonly type: 'CaptureRequested' })
  | (OfOperation & OfShipment & { readonly type: 'PaymentCaptured' })
  | (Failure & OfShipment & { readonly type: 'CaptureFailed' })
  | (OfOperation & OfShipment & { readonly type: 'CaptureAbandoned'; readonly reason: string })
  | (OfPayment & OfShipment & { readonly type: 'CaptureCancelled'; readonly reason: string })
  | (Request & { readonly type: 'VoidRequested' })
  | (OfOperation & { readonly type: 'PaymentVoided' })
  | (Failure & { readonly type: 'VoidFailed' })
  | (Request &
      OfRefund & {
        readonly type: 'RefundRequested';
        readonly reason: string;
        /** Present when it gives back what was captured for this shipment. */
        readonly shipmentId?: string;
      })
  | (OfOperation & OfRefund & { readonly type: 'RefundSucceeded' })
  | (Failure & OfRefund & { readonly type: 'RefundFailed' });
