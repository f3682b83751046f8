import { CommandOf, type Money, type Units } from '@waybill/kernel';
import type { Grant } from './payment.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export type Granted = { readonly result: 'authorised' } & Grant;
type Unknown = { readonly result: 'unknown' };
type Failed = { readonly result: 'failed'; readonly reason: string; readonly retryable: boolean };

/** The provider's answer to an authorisation. */
export type AuthorisationOutcome =
  | Granted
  | { readonly result: 'declined'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'action_required'; readonly url: string }
  | Unknown;

/** The provider's answer to a capture, a void or a refund. */
export type OperationOutcome =
  | { readonly result: 'done'; readonly reference: string }
  /** Instead of a void: the money is captured already. */
  | { readonly result: 'captured'; readonly reference: string }
  | Failed
  | Unknown;

/** The provider's answer to a renewal. */
export type RenewalOutcome = Granted | Failed | Unknown;

export class RequestAuthorisation extends CommandOf<RequestAuthorisation> {
  paymentId: string;
  orderId: string;
  customerId?: string;
  amount: Money;
  /** Whether it pays instead of an earlier payment of the order. */
  replaces: boolean;
}

export class RecordAuthorisation extends CommandOf<RecordAuthorisation> {
  paymentId: string;
  key: string;
  outcome: AuthorisationOutcome;
}

export class ExpireAction extends CommandOf<ExpireAction> {
  paymentId: string;
}

export class AskAgain extends CommandOf<AskAgain> {
  paymentId: string;
}

/** Nobody has used the payment for a long time. */
export class ExpirePayment extends CommandOf<ExpirePayment> {
  paymentId: string;
}

export class RenewAuthorisation extends CommandOf<RenewAuthorisation> {
  paymentId: string;
}

export class RecordRenewal extends CommandOf<RecordRenewal> {
  paymentId: string;
  key: string;
  outcome: RenewalOutcome;
}

export class CancelPayment extends CommandOf<CancelPayment> {
  paymentId: string;
  orderId: string;
  reason: string;
  /** What is not owed any more; absent: nothing is owed. */
  units?: readonly Units[];
}

export class AbandonPayment extends CommandOf<AbandonPayment> {
  paymentId: string;
  orderId: string;
}

export class ClosePayment extends CommandOf<ClosePayment> {
  paymentId: string;
  orderId: string;
}

export class RequestCapture extends CommandOf<RequestCapture> {
  paymentId: string;
  orderId: string;
  captureId: string;
  shipmentId: string;
  units: readonly Units[];
  amount: Money;
}

/** Another payment is to pay for the parcel. */
export class WithdrawCapture extends CommandOf<WithdrawCapture> {
  paymentId: string;
  orderId: string;
  captureId: string;
  shipmentId: string;
  units: readonly Units[];
  amount: Money;
}

/** The parcel is not sent. */
export class DropParcel extends CommandOf<DropParcel> {
  paymentId: string;
  orderId: string;
  shipmentId: string;
  units: readonly Units[];
  reason: string;
}

export class RefundUnits extends CommandOf<RefundUnits> {
  paymentId: string;
  orderId: string;
  captureId: string;
  refundId: string;
  units: readonly Units[];
  reason: string;
}

/** Another payment of the order could not pay this back. */
export class AcceptRefund extends CommandOf<AcceptRefund> {
  paymentId: string;
  orderId: string;
  fromPaymentId: string;
  refundId: string;
  amount: Money;
  units: readonly Units[];
  reason: string;
}

export class RecordRedirectionRefused extends CommandOf<RecordRedirectionRefused> {
  paymentId: string;
  refundId: string;
  reason: string;
}

export class RecordOperation extends CommandOf<RecordOperation> {
  paymentId: string;
  key: string;
  outcome: OperationOutcome;
}

export class RetryOperation extends CommandOf<RetryOperation> {
  paymentId: string;
  key: string;
}
