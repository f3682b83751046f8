import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { CommandOf } from '@waybill/kernel';
import { IsCurrency, IsInstant, IsName, IsReadableText } from '@waybill/validation';
import {
  CHANNEL,
  ContactDetails,
  DiscountToGive,
  LineToPlace,
  POLICIES,
  PostalAddress,
  ShippingToCharge,
  TAG,
  TotalsToCheck,
} from './order-contents.commands.js';
import type { CancellationReason, FulfilmentPolicy, HoldReason } from './order-contents.events.js';

export const HOLD_REASONS: readonly HoldReason[] = [
  'fraud',
  'payment_review',
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
  'expired',
  'other',
];

export class PlaceOrder extends CommandOf<PlaceOrder> {
  /** Made by the client, so that a repeated request places nothing twice. Default: from the reference, or a new id. */
  @IsUUID() orderId: string;
  /** The shop or marketplace. Default: `web`. */
  @IsOptional() @Matches(CHANNEL) channel?: string;
  /** What the channel calls the order; unique in the channel. */
  @IsOptional() @MaxLength(100) @IsName() externalReference?: string;
  /** Where the customer came from, for example a campaign. */
  @IsOptional() @MaxLength(100) @IsName() source?: string;
  /** Absent for a guest. */
  @IsOptional() @MaxLength(100) @IsName() customerId?: string;
  @IsOptional() @ValidateNested() @Type(() => ContactDetails) contact?: ContactDetails;
  @IsCurrency() currency: string;
  /** Whether taxes are part of the prices. Default: false, they are added. */
  @IsOptional() @IsBoolean() priceIncludesTax?: boolean;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => LineToPlace)
  lines: LineToPlace[];
  @IsOptional() @ValidateNested() @Type(() => ShippingToCharge) shipping?: ShippingToCharge;
  /** Of the whole order; divided among the lines. */
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => DiscountToGive)
  discounts?: DiscountToGive[];
  @IsOptional() @ValidateNested() @Type(() => TotalsToCheck) totals?: TotalsToCheck;
  @ValidateNested() @Type(() => PostalAddress) shippingAddress: PostalAddress;
  /** Default: the shipping address. */
  @IsOptional() @ValidateNested() @Type(() => PostalAddress) billingAddress?: PostalAddress;
  /** The payment that pays for it, which is created in payments, before or after. Default: the order's id. */
  @IsOptional() @IsUUID() paymentId?: string;
  /** From the customer. */
  @IsOptional() @MaxLength(2_000) @IsReadableText() notes?: string;
  @IsOptional() @IsArray() @ArrayMaxSize(50) @Matches(TAG, { each: true }) tags?: string[];
  /** Up to 50 texts of up to 500 characters under names of up to 40. */
  @IsOptional() @IsObject() metadata?: Record<string, string>;
  /** Of lines that have none. Default: `all_or_nothing`. */
  @IsOptional() @IsIn(POLICIES) policy?: FulfilmentPolicy;
  // No decorator: a client cannot give it. The controller takes it from a block of the channel's numbers.
  number: string;
}

export class HoldOrder extends CommandOf<HoldOrder> {
  @IsUUID() orderId: string;
  @IsIn(HOLD_REASONS) reason: HoldReason;
  @IsOptional() @IsString() @MaxLength(500) note?: string;
  /** When it must have been released. Default: after 7 days; after 72 hours when it is about a payment. */
  @IsOptional() @IsInstant() until?: string;
}

export class ReleaseHold extends CommandOf<ReleaseHold> {
  @IsUUID() orderId: string;
  @IsUUID() holdId: string;
}

export class CancelOrder extends CommandOf<CancelOrder> {
  @IsUUID() orderId: string;
  @IsIn(CANCELLATION_REASONS) reason: CancellationReason;
}

export class ChangeShippingAddress extends CommandOf<ChangeShippingAddress> {
  @IsUUID() orderId: string;
  @ValidateNested() @Type(() => PostalAddress) shippingAddress: PostalAddress;
}

/** Asks another payment to pay for what is neither paid nor cancelled. */
export class PayForOrder extends CommandOf<PayForOrder> {
  @IsUUID() orderId: string;
  /** Of a payment that is created in payments, before or after. */
  @IsUUID() paymentId: string;
}

/** Sends the goods of a parcel again that was lost or came back. */
export class ReshipParcel extends CommandOf<ReshipParcel> {
  @IsUUID() orderId: string;
  @IsUUID() shipmentId: string;
}

/** Pays the goods of a parcel back that was lost or came back. */
export class RefundLostParcel extends CommandOf<RefundLostParcel> {
  @IsUUID() orderId: string;
  @IsUUID() shipmentId: string;
}

export class AddNote extends CommandOf<AddNote> {
  @IsUUID() orderId: string;
  /** Made by the client, so that a repeated request adds nothing twice. Default: a new id. */
  @IsOptional() @IsUUID() noteId?: string;
  @MaxLength(2_000) @IsReadableText() text: string;
}

export class AddTag extends CommandOf<AddTag> {
  @IsUUID() orderId: string;
  @Matches(TAG) tag: string;
}

export class RemoveTag extends CommandOf<RemoveTag> {
  @IsUUID() orderId: string;
  @Matches(TAG) tag: string;
}
