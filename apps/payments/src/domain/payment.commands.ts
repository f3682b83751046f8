import {
  IsInt,
  IsISO4217CurrencyCode,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import type { Money } from '@waybill/kernel';

/** What the provider says about an authorisation. */
export type AuthorisationOutcome =
  | { readonly result: 'authorised' }
  | { readonly result: 'declined'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'action-required'; readonly url: string }
  | { readonly result: 'unknown' };

/** What the provider says about a capture, a void or a refund. */
export type OperationOutcome =
  | { readonly result: 'done' }
  | { readonly result: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'unknown' };

export class CreatePayment {
  orderId: string;
  customerId: string;
  amount: Money;
  method: string;

  constructor(fields: CreatePayment) {
    Object.assign(this, fields);
  }
}

export class RequestAuthorisation {
  paymentId: string;
  /** Default: what the payment was created with. */
  amount?: Money;

  constructor(fields: RequestAuthorisation) {
    Object.assign(this, fields);
  }
}

export class RecordAuthorisation {
  paymentId: string;
  key: string;
  outcome: AuthorisationOutcome;

  constructor(fields: RecordAuthorisation) {
    Object.assign(this, fields);
  }
}

export class RetryPayment {
  @IsUUID() paymentId: string;
  /** A token of the payment provider: the same method again, or another one. */
  @IsString() @MinLength(1) @MaxLength(200) method: string;

  constructor(fields: RetryPayment) {
    Object.assign(this, fields);
  }
}

export class CompleteAction {
  @IsUUID() paymentId: string;

  constructor(fields: CompleteAction) {
    Object.assign(this, fields);
  }
}

export class ExpireAction {
  paymentId: string;

  constructor(fields: ExpireAction) {
    Object.assign(this, fields);
  }
}

export class AskAgain {
  paymentId: string;

  constructor(fields: AskAgain) {
    Object.assign(this, fields);
  }
}

export class ReconcilePayment {
  @IsUUID() paymentId: string;

  constructor(fields: ReconcilePayment) {
    Object.assign(this, fields);
  }
}

export class CancelPayment {
  paymentId: string;
  reason: string;

  constructor(fields: CancelPayment) {
    Object.assign(this, fields);
  }
}

export class AbandonPayment {
  paymentId: string;

  constructor(fields: AbandonPayment) {
    Object.assign(this, fields);
  }
}

export class ClosePayment {
  paymentId: string;

  constructor(fields: ClosePayment) {
    Object.assign(this, fields);
  }
}

export class RequestCapture {
  paymentId: string;
  shipmentId: string;
  amount: Money;

  constructor(fields: RequestCapture) {
    Object.assign(this, fields);
  }
}

export class CancelCapture {
  paymentId: string;
  shipmentId: string;
  reason: string;

  constructor(fields: CancelCapture) {
    Object.assign(this, fields);
  }
}

export class VoidPayment {
  @IsUUID() paymentId: string;

  constructor(fields: VoidPayment) {
    Object.assign(this, fields);
  }
}

export class RequestRefund {
  @IsUUID() paymentId: string;
  /** Made by the client, so that sending it again refunds nothing twice; or left to the server. */
  @IsOptional() @IsUUID() refundId?: string;
  /** In minor units. */
  @IsInt() @Min(1) @Max(Number.MAX_SAFE_INTEGER) amount: number;
  @IsISO4217CurrencyCode() currency: string;
  @IsString() @MinLength(1) @MaxLength(200) reason: string;

  constructor(fields: RequestRefund) {
    Object.assign(this, fields);
  }
}

export class RecordOperation {
  paymentId: string;
  key: string;
  outcome: OperationOutcome;

  constructor(fields: RecordOperation) {
    Object.assign(this, fields);
  }
}

export class RetryOperation {
  paymentId: string;
  key: string;

  constructor(fields: RetryOperation) {
    Object.assign(this, fields);
  }
}
