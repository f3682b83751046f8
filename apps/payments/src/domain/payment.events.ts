import type { Money } from '@waybill/kernel';

interface OfPayment {
  readonly paymentId: string;
}

/** What the provider is asked to authorise, and the key that identifies the request. */
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
  /** The same in every request about this operation. */
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
  /** The provider's word, {@link OUTCOME_UNKNOWN}, or a {@link CaptureRefusal}. */
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

/** Why a capture is not even requested. */
export type CaptureRefusal = 'not-authorised' | 'other-currency' | 'exceeds-authorisation';

/** The reason of an operation whose outcome is unknown. */
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
      /** Why the payment had been cancelled. */
      readonly reason: string;
    })
  | (OfPayment & {
      readonly type: 'PaymentDeclined';
      readonly key: string;
      /** The provider's word. */
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
  | (OfPayment & {
      readonly type: 'PaymentCancellationRequested';
      /** Why the order ended. */
      readonly reason: string;
    })
  | (OfPayment & {
      readonly type: 'PaymentCancelled';
      /** Why the order ended, `action-expired` or `expired`. */
      readonly reason: string;
    })
  | (OfPayment & { readonly type: 'PaymentClosed' })
  | (Request & OfShipment & { readonly type: 'CaptureRequested' })
  | (OfOperation & OfShipment & { readonly type: 'PaymentCaptured' })
  | (Failure & OfShipment & { readonly type: 'CaptureFailed' })
  | (OfOperation &
      OfShipment & {
        readonly type: 'CaptureAbandoned';
        /** Why the order ended, `cancelled` or `shipment-cancelled`. */
        readonly reason: string;
      })
  | (OfPayment &
      OfShipment & {
        readonly type: 'CaptureCancelled';
        /** Why the shipment was cancelled. */
        readonly reason: string;
      })
  | (Request & { readonly type: 'VoidRequested' })
  | (OfOperation & { readonly type: 'PaymentVoided' })
  | (Failure & { readonly type: 'VoidFailed' })
  | (Request &
      OfRefund & {
        readonly type: 'RefundRequested';
        /** What a person gave, why the order ended, or `shipment-cancelled`. */
        readonly reason: string;
        /** Present when it refunds what was captured for this shipment. */
        readonly shipmentId?: string;
      })
  | (OfOperation & OfRefund & { readonly type: 'RefundSucceeded' })
  | (Failure & OfRefund & { readonly type: 'RefundFailed' });
