import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsISO31661Alpha2,
  IsLocale,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CODE } from '@waybill/kernel';
import type { FulfilmentPolicy } from './order-contents.events.js';

export const POLICIES: readonly FulfilmentPolicy[] = ['all_or_nothing', 'partial'];

/** What a channel may be called: it becomes part of stream names and URLs. */
export const CHANNEL = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** ISO 4217 has codes for metals, funds and tests, too, which nobody pays with. */
export const MONEY = /^(?!X(?:XX|TS|AG|AU|PD|PT|BA|BB|BC|BD|DR|SU|UA)$)[A-Z]{3}$/;

/** Something to read on one line: no control characters and no half of a surrogate pair. */
export const ONE_LINE = /^(?=.*\S)[^\p{Cc}\p{Cs}\u2028\u2029]*$/u;
export const SEVERAL_LINES = /^(?=[^]*\S)(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u;
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
