import type { Money, Units } from '@waybill/kernel';

/** What a provider can do with an authorisation. */
export interface Capabilities {
  /** How many captures an authorisation allows. After `one` the rest of it is gone. */
  readonly captures: 'one' | 'many';
  /** Whether a capture may take less than is authorised. */
  readonly partialCaptures: boolean;
  /** Whether the rest can be voided after a capture; otherwise it lapses by itself. */
  readonly voidAfterCapture: boolean;
  /** Whether the same method can be authorised again without the customer. */
  readonly renewal: boolean;
}

/** What the provider says about an authorisation that it has granted. */
export interface Grant {
  /** The provider's name, and its reference of the authorisation. */
  readonly provider: string;
  readonly reference: string;
  readonly expiresAt: string;
  readonly card?: { readonly brand: string; readonly last4: string };
  readonly capabilities: Capabilities;
}

interface OfPayment {
  readonly paymentId: string;
  readonly orderId: string;
}

/** Where the payment stands among the payments of its order. */
export interface OfOrder {
  readonly customerId?: string;
  /** Whether it pays instead of an earlier payment of the order. */
  readonly replaces: boolean;
}

/** What the provider is asked to authorise, and the key that identifies the request. */
export interface Asked {
  readonly key: string;
  readonly amount: Money;
  /** The provider's token. It never leaves this context. */
  readonly method: string;
  readonly attempt: number;
}

interface Waiting {
  /** Without an answer by then, the outcome counts as unknown. */
  readonly answerBy: string;
}

interface Unknown {
  readonly key: string;
  readonly tries: number;
  readonly askAgainAt: string;
}

interface Granted extends OfPayment, Grant {
  readonly key: string;
  readonly amount: Money;
  /** When it is renewed, or, where that is impossible, expires. */
  readonly renewAt: string;
}

interface OfOperation extends OfPayment {
  /** The same in every request about this operation. */
  readonly key: string;
  readonly amount: Money;
}

interface Request extends OfOperation, Waiting {
  /** The key of the authorisation that the money is taken from, and the provider's reference if there is one yet. */
  readonly authorisation: string;
  readonly reference?: string;
  readonly attempt: number;
}

/**
 * `retrying`: requested again at `retryAt`. `waiting`: for a person; `retryAt` is present when the outcome is unknown,
 * since asking again is safe. `ended`: for good.
 */
export type Next = 'retrying' | 'waiting' | 'ended';

interface Failure extends OfOperation {
  /**
   * The provider's word, {@link OUTCOME_UNKNOWN}, or why a capture is not requested: `not_authorised`, `other_currency`,
   * `exceeds_authorisation`.
   */
  readonly reason: string;
  readonly attempt: number;
  readonly next: Next;
  readonly retryAt?: string;
}

interface OfParcel {
  readonly shipmentId: string;
  readonly units: readonly Units[];
}

interface OfRefund {
  readonly refundId: string;
  /** What is paid back; empty for goodwill. */
  readonly units: readonly Units[];
}

/** The reason of an operation whose outcome is unknown. */
export const OUTCOME_UNKNOWN = 'outcome_unknown';

export type WorkItemKind = 'capture_failed' | 'refund_failed' | 'void_failed' | 'outcome_unresolved';

/** Something that waits for a person. */
export interface WorkItem {
  readonly workItemId: string;
  readonly kind: WorkItemKind;
  readonly about: { readonly type: string; readonly id: string };
  readonly amount: Money;
  readonly reason: string;
  readonly resolutions: readonly { readonly request: string; readonly effect: string }[];
}

type AuthorisationEvent =
  | {
      readonly type: 'PaymentCreated';
      readonly paymentId: string;
      readonly method: string;
      /** When it is forgotten if no order uses it. */
      readonly keptUntil: string;
    }
  /** No order used the payment: its token is forgotten, and the payment can be created again. */
  | { readonly type: 'PaymentMethodDiscarded'; readonly paymentId: string }
  | (OfPayment &
      OfOrder & { readonly type: 'PaymentExpected'; readonly amount: Money; readonly keptUntil: string })
  | (OfPayment & OfOrder & Asked & Waiting & { readonly type: 'AuthorisationRequested' })
  /** An order named a payment that it cannot have. Nothing changes for the payment. */
  | (OfPayment & { readonly type: 'AuthorisationRefused'; readonly reason: string })
  | (Granted & { readonly type: 'PaymentAuthorised'; readonly replaces: boolean })
  | (Granted & {
      readonly type: 'AuthorisationArrivedLate';
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
      /** When it is cancelled unless the customer tries again; present while that is possible. */
      readonly keptUntil?: string;
    })
  | (OfPayment & {
      readonly type: 'PaymentActionRequired';
      readonly key: string;
      readonly url: string;
      readonly expiresAt: string;
    })
  | (OfPayment & Asked & Waiting & { readonly type: 'ActionCompleted' })
  | (OfPayment & Unknown & { readonly type: 'PaymentOutcomeUnknown' })
  /** It is listed for a person. */
  | (OfPayment & Unknown & { readonly type: 'PaymentOutcomeUnresolved' })
  | (OfPayment & Asked & Waiting & { readonly type: 'ReconciliationRequested'; readonly tries: number })
  | (Request & { readonly type: 'RenewalRequested'; readonly method: string })
  | (Granted & { readonly type: 'AuthorisationRenewed' })
  | (Failure & {
      readonly type: 'RenewalFailed';
      /** When the authorisation that was to be renewed expires. */
      readonly expiresAt: string;
    })
  | (OfPayment & { readonly type: 'AuthorisationExpired'; readonly reason: string })
  | (OfPayment & {
      readonly type: 'PaymentCancellationRequested';
      /** Why the order ended. */
      readonly reason: string;
      /** What is not owed any more of what is captured; absent: nothing is. */
      readonly units?: readonly Units[];
    })
  | (OfPayment & {
      readonly type: 'PaymentCancelled';
      /** Why the order ended, `action_expired` or `expired`. */
      readonly reason: string;
    })
  | (OfPayment & { readonly type: 'PaymentClosed' });

type CaptureEvent =
  /** It needs a new authorisation first. */
  | (OfOperation & OfParcel & { readonly type: 'CaptureQueued'; readonly attempt: number })
  | (Request & OfParcel & { readonly type: 'CaptureRequested' })
  | (OfOperation & OfParcel & { readonly type: 'PaymentCaptured'; readonly reference: string })
  | (Failure &
      OfParcel & {
        readonly type: 'CaptureFailed';
        /** When it ends if nothing helps; present while it waits. */
        readonly endsAt?: string;
      })
  | (OfOperation &
      OfParcel & {
        readonly type: 'CaptureCancelled';
        /** Why the order or the parcel was cancelled. */
        readonly reason: string;
      })
  /** The parcel is not sent: nothing is captured for it any more, and what was is paid back. */
  | (OfPayment & OfParcel & { readonly type: 'ParcelDropped'; readonly reason: string })
  /** Another payment is to pay for the parcel, as soon as it is certain that this one does not. */
  | (OfPayment & { readonly type: 'CaptureWithdrawalRequested'; readonly key: string })
  | (OfPayment & { readonly type: 'CaptureWithdrawn'; readonly key: string; readonly shipmentId: string });

type ReturnEvent =
  | (Request & { readonly type: 'VoidRequested' })
  | (OfOperation & { readonly type: 'PaymentVoided' })
  | (Failure & { readonly type: 'VoidFailed' })
  /** The money that was to be voided is captured. It is refunded instead. */
  | (OfOperation & {
      readonly type: 'CaptureDiscovered';
      readonly authorisation: string;
      readonly reference: string;
    })
  | (OfPayment &
      OfRefund & { readonly type: 'UnitsDueBack'; readonly captureId: string; readonly reason: string })
  | (Request &
      OfRefund & {
        readonly type: 'RefundRequested';
        /** What a person gave, why the order ended, or `shipment_cancelled`. */
        readonly reason: string;
        /** The parcel that it is for. */
        readonly shipmentId?: string;
        /** The key of the void that it replaces. */
        readonly insteadOfVoid?: string;
        /** The payment that could not pay it back. */
        readonly fromPaymentId?: string;
      })
  /** This payment has paid back for another one, so that not enough is left for what is due back of its own captures. */
  | (OfOperation &
      OfRefund & {
        readonly type: 'RefundShort';
        readonly reason: string;
        readonly shipmentId: string;
      })
  | (OfOperation &
      OfRefund & {
        readonly type: 'RefundSucceeded';
        readonly reference: string;
        readonly insteadOfVoid?: string;
      })
  | (Failure & OfRefund & { readonly type: 'RefundFailed'; readonly insteadOfVoid?: string })
  /** It is not needed any more: the money has been paid back by another refund. */
  | (OfOperation & OfRefund & { readonly type: 'RefundDropped' })
  | (OfOperation &
      OfRefund & { readonly type: 'RefundRedirected'; readonly toPaymentId: string; readonly reason: string })
  /** This payment cannot pay back what another one was to. */
  | (OfPayment & {
      readonly type: 'RedirectionRefused';
      readonly refundId: string;
      readonly fromPaymentId: string;
      readonly reason: string;
    })
  | (OfOperation &
      OfRefund & {
        readonly type: 'RefundSettledManually';
        readonly evidence: string;
        readonly insteadOfVoid?: string;
      });

export type PaymentEvent =
  | AuthorisationEvent
  | CaptureEvent
  | ReturnEvent
  | (OfPayment & WorkItem & { readonly type: 'WorkItemOpened' })
  | (OfPayment & {
      readonly type: 'WorkItemClosed';
      readonly workItemId: string;
      readonly resolution: string;
    });
