import { CommandOf, type Money } from '@waybill/kernel';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

/** The provider's answer to an authorisation. */
export type AuthorisationOutcome =
  | { readonly result: 'authorised' }
  | { readonly result: 'declined'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'action-required'; readonly url: string }
  | { readonly result: 'unknown' };

/** The provider's answer to a capture, a void or a refund. */
export type OperationOutcome =
  | { readonly result: 'done' }
  | { readonly result: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'unknown' };

export class CreatePayment extends CommandOf<CreatePayment> {
  orderId: string;
  customerId: string;
  amount: Money;
  method: string;
}

export class RequestAuthorisation extends CommandOf<RequestAuthorisation> {
  paymentId: string;
  /** Default: what the payment was created with. */
  amount?: Money;
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

export class CancelPayment extends CommandOf<CancelPayment> {
  paymentId: string;
  reason: string;
}

export class AbandonPayment extends CommandOf<AbandonPayment> {
  paymentId: string;
}

export class ClosePayment extends CommandOf<ClosePayment> {
  paymentId: string;
}

export class RequestCapture extends CommandOf<RequestCapture> {
  paymentId: string;
  shipmentId: string;
  amount: Money;
}

export class CancelCapture extends CommandOf<CancelCapture> {
  paymentId: string;
  shipmentId: string;
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
