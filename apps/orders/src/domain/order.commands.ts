import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO31661Alpha2,
  IsISO4217CurrencyCode,
  IsLocale,
  IsObject,
  IsOptional,
  IsRFC3339,
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

const POLICIES: readonly FulfilmentPolicy[] = ['all_or_nothing', 'partial'];

/** What a channel may be called: it becomes part of stream names and URLs. */
export const CHANNEL = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** ISO 4217 has codes for metals, funds and tests, too, which nobody pays with. */
const MONEY = /^(?!X(?:XX|TS|AG|AU|PD|PT|BA|BB|BC|BD|DR|SU|UA)$)[A-Z]{3}$/;

/** Something to read on one line: no control characters and no half of a surrogate pair. */
const ONE_LINE = /^(?=.*\S)[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;
const SEVERAL_LINES = /^(?=[^]*\S)(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;
const E164 = /^\+[1-9]\d{6,14}$/;
export const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,49}$/u;

const AMOUNT_MAX = 1_000_000_000;
const LINE_AMOUNT_MAX = 100_000 * AMOUNT_MAX;

export class PostalAddress {
  @IsString() @MaxLength(200) @Matches(ONE_LINE) name: string;
  @IsOptional() @IsString() @MaxLength(200) @Matches(ONE_LINE) company?: string;
  /** Street, house, floor. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  @Matches(ONE_LINE, { each: true })
  lines: string[];
  @IsString() @MaxLength(100) @Matches(ONE_LINE) city: string;
  /** State, province or prefecture, where the country has them; its ISO 3166-2 code where there is one. */
  @IsOptional() @IsString() @MaxLength(100) @Matches(ONE_LINE) region?: string;
  @IsOptional() @IsString() @MaxLength(20) @Matches(ONE_LINE) postalCode?: string;
  @Matches(/^[A-Z]{2}$/) @IsISO31661Alpha2() country: string;
  /** E.164: `+442079460000`. */
  @IsOptional() @Matches(E164) phone?: string;
}

export class ContactDetails {
  @IsOptional() @IsEmail() @MaxLength(254) email?: string;
  /** E.164: `+442079460000`. */
  @IsOptional() @Matches(E164) phone?: string;
  /** BCP 47: `en-GB`. */
  @IsOptional() @IsLocale() @MaxLength(35) locale?: string;
}

export class TaxToApply {
  @IsString() @MaxLength(60) @Matches(ONE_LINE) name: string;
  /** In hundredths of a percent: 1900 is 19 %. */
  @IsInt() @Min(0) @Max(100_000) rate: number;
  /** In minor units, as the client has rounded it. Default: computed from the rate. */
  @IsOptional() @IsInt() @Min(0) @Max(LINE_AMOUNT_MAX) amount?: number;
}

export class DiscountToGive {
  /** The promotion, coupon or person that gave it. */
  @IsString() @MaxLength(100) @Matches(ONE_LINE) source: string;
  /** In minor units. */
  @IsInt() @Min(0) @Max(LINE_AMOUNT_MAX) amount: number;
}

export class LineToPlace {
  /** Unique in the order. Default: `1`, `2`, … */
  @IsOptional() @Matches(CODE) lineId?: string;
  @Matches(CODE) sku: string;
  /** Default: the SKU. */
  @IsOptional() @IsString() @MaxLength(200) @Matches(ONE_LINE) title?: string;
  @IsInt() @Min(1) @Max(100_000) quantity: number;
  /** In minor units of the order's currency. */
  @IsInt() @Min(0) @Max(AMOUNT_MAX) unitPrice: number;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => TaxToApply)
  taxes?: TaxToApply[];
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @ValidateNested({ each: true })
  @Type(() => DiscountToGive)
  discounts?: DiscountToGive[];
  /** Default: that of the order. */
  @IsOptional() @IsIn(POLICIES) policy?: FulfilmentPolicy;
}

export class ShippingToCharge {
  /** The shop's code of the method, for example `standard`. */
  @Matches(CODE) method: string;
  @IsOptional() @IsString() @MaxLength(200) @Matches(ONE_LINE) title?: string;
  /** In minor units. */
  @IsInt() @Min(0) @Max(AMOUNT_MAX) price: number;
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @ValidateNested({ each: true })
  @Type(() => TaxToApply)
  taxes?: TaxToApply[];
}

/** The totals that the client computed, in minor units; each that differs is refused. */
export class TotalsToCheck {
  @IsOptional() @IsInt() @Min(0) goods?: number;
  @IsOptional() @IsInt() @Min(0) discount?: number;
  @IsOptional() @IsInt() @Min(0) shipping?: number;
  @IsOptional() @IsInt() @Min(0) tax?: number;
  @IsOptional() @IsInt() @Min(0) total?: number;
}

export class PlaceOrder extends CommandOf<PlaceOrder> {
  /** Made by the client, so that a repeated request places nothing twice. Default: from the reference, or a new id. */
  @IsUUID() orderId: string;
  /** The shop or marketplace. Default: `web`. */
  @IsOptional() @Matches(CHANNEL) channel?: string;
  /** What the channel calls the order; unique in the channel. */
  @IsOptional() @IsString() @MaxLength(100) @Matches(ONE_LINE) externalReference?: string;
  /** Where the customer came from, for example a campaign. */
  @IsOptional() @IsString() @MaxLength(100) @Matches(ONE_LINE) source?: string;
  /** Absent for a guest. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) @Matches(ONE_LINE) customerId?: string;
  @IsOptional() @ValidateNested() @Type(() => ContactDetails) contact?: ContactDetails;
  @Matches(MONEY) @IsISO4217CurrencyCode() currency: string;
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
  @IsOptional() @IsString() @MaxLength(2_000) @Matches(SEVERAL_LINES) notes?: string;
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
  @IsOptional() @IsRFC3339() until?: string;
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
  @IsString() @MaxLength(2_000) @Matches(SEVERAL_LINES) text: string;
}

export class AddTag extends CommandOf<AddTag> {
  @IsUUID() orderId: string;
  @Matches(TAG) tag: string;
}

export class RemoveTag extends CommandOf<RemoveTag> {
  @IsUUID() orderId: string;
  @Matches(TAG) tag: string;
}
