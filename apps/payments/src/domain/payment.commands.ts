import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { Type } from 'class-transformer';
import { CommandOf } from '@waybill/kernel';
import { IsCurrency } from '@waybill/validation';

export class CreatePayment extends CommandOf<CreatePayment> {
  /** Made by the client; the order names it. Default: a new id. */
  @IsUUID() paymentId: string;
  /** A token of the payment provider. No answer and no published event contains it. */
  @IsString() @MinLength(1) @MaxLength(200) method: string;
}

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

export class RetryCapture extends CommandOf<RetryCapture> {
  @IsUUID() paymentId: string;
  @IsUUID() captureId: string;
}

/** Consecutive units of an order line, by their numbers. */
export class RefundedUnits {
  @IsString() @MinLength(1) @MaxLength(64) lineId: string;
  /** The number of the first one. */
  @IsInt() @Min(0) @Max(1_000_000) first: number;
  @IsInt() @Min(1) @Max(1_000_000) quantity: number;
}

export class RequestRefund extends CommandOf<RequestRefund> {
  @IsUUID() paymentId: string;
  /** Made by the client, so that a repeated request refunds nothing twice. Default: a new id. */
  @IsOptional() @IsUUID() refundId?: string;
  /** In minor units. */
  @IsInt() @Min(1) @Max(Number.MAX_SAFE_INTEGER) amount: number;
  @IsCurrency() currency: string;
  @IsString() @MinLength(1) @MaxLength(200) reason: string;
  /** What is paid back; the amount is their price. Without units it is goodwill. */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => RefundedUnits)
  units?: RefundedUnits[];
  /** The parcel that a goodwill is for: less is paid back if the parcel is cancelled later. */
  @IsOptional() @IsUUID() shipmentId?: string;
}

export class RetryRefund extends CommandOf<RetryRefund> {
  @IsUUID() paymentId: string;
  @IsUUID() refundId: string;
}

export class RedirectRefund extends CommandOf<RedirectRefund> {
  @IsUUID() paymentId: string;
  @IsUUID() refundId: string;
  /** Another payment of the same order, with enough captured. */
  @IsUUID() toPaymentId: string;
}

export class SettleRefundManually extends CommandOf<SettleRefundManually> {
  @IsUUID() paymentId: string;
  @IsUUID() refundId: string;
  /** How the money was paid back, for example the number of a bank transfer. */
  @IsString() @MinLength(1) @MaxLength(500) evidence: string;
}
