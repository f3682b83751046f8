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
import { CommandOf } from '@waybill/kernel';

export class RetryPayment extends CommandOf<RetryPayment> {
  @IsUUID() paymentId: string;
  /** A token of the payment provider: the same method again, or another one. */
  @IsString() @MinLength(1) @MaxLength(200) method: string;
}

export class CompleteAction extends CommandOf<CompleteAction> {
  @IsUUID() paymentId: string;
}

export class ReconcilePayment extends CommandOf<ReconcilePayment> {
  @IsUUID() paymentId: string;
}

export class VoidPayment extends CommandOf<VoidPayment> {
  @IsUUID() paymentId: string;
}

export class RequestRefund extends CommandOf<RequestRefund> {
  @IsUUID() paymentId: string;
  /** Made by the client, so that a repeated request refunds nothing twice. Default: a new id. */
  @IsOptional() @IsUUID() refundId?: string;
  /** In minor units. */
  @IsInt() @Min(1) @Max(Number.MAX_SAFE_INTEGER) amount: number;
  @IsISO4217CurrencyCode() currency: string;
  @IsString() @MinLength(1) @MaxLength(200) reason: string;
}
