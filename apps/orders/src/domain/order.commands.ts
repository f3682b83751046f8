import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO31661Alpha2,
  IsISO4217CurrencyCode,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { CODE, CommandOf } from '@waybill/kernel';
import type { CancellationReason, Hold } from './order.events.js';

export const HOLDS: readonly Hold[] = [
  'fraud',
  'payment-review',
  'payment',
  'address',
  'stock',
  'manual',
  'credit',
  'export',
];

export const CANCELLATION_REASONS: readonly CancellationReason[] = [
  'customer',
  'declined',
  'fraud',
  'inventory',
  'staff',
  'other',
];

export class PostalAddress {
  @IsString() @MinLength(1) @MaxLength(200) name: string;
  @IsString() @MinLength(1) @MaxLength(200) street: string;
  @IsString() @MinLength(1) @MaxLength(100) city: string;
  @IsString() @MinLength(1) @MaxLength(20) postalCode: string;
  @IsISO31661Alpha2() country: string;
}

export class LineToPlace {
  @Matches(CODE) sku: string;
  @IsInt() @Min(1) @Max(100_000) quantity: number;
  /** In minor units of the order's currency. */
  @IsInt() @Min(0) @Max(1_000_000_000) unitPrice: number;
}

export class PlaceOrder extends CommandOf<PlaceOrder> {
  /** Made by the client, so that a repeated request places nothing twice. Default: a new id. */
  @IsUUID() orderId: string;
  @IsString() @MinLength(1) @MaxLength(100) customerId: string;
  @IsISO4217CurrencyCode() currency: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => LineToPlace)
  lines: LineToPlace[];
  /** In minor units; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000_000) shipping?: number;
  /** In minor units; default 0. */
  @IsOptional() @IsInt() @Min(0) @Max(1_000_000_000_000) tax?: number;
  /** The total that the client computed; a different sum is refused. */
  @IsOptional() @IsInt() @Min(0) total?: number;
  @ValidateNested() @Type(() => PostalAddress) shippingAddress: PostalAddress;
  /** Default: the shipping address. */
  @IsOptional() @ValidateNested() @Type(() => PostalAddress) billingAddress?: PostalAddress;
  /** A token of the payment provider. */
  @IsString() @MinLength(1) @MaxLength(200) paymentMethod: string;
  /** Whether lines that are in stock may be sent and the rest cancelled. Default: false. */
  @IsOptional() @IsBoolean() allowPartial?: boolean;
}

export class HoldOrder extends CommandOf<HoldOrder> {
  @IsUUID() orderId: string;
  @IsIn(HOLDS) hold: Hold;
  @IsOptional() @IsString() @MaxLength(500) note?: string;
}

export class ReleaseHold extends CommandOf<ReleaseHold> {
  @IsUUID() orderId: string;
  @IsIn(HOLDS) hold: Hold;
}

export class CancelOrder extends CommandOf<CancelOrder> {
  @IsUUID() orderId: string;
  @IsIn(CANCELLATION_REASONS) reason: CancellationReason;
}
