import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { CODE } from '@waybill/kernel';
import { IsCountry, IsLocaleTag, IsName, IsPhone } from '@waybill/validation';
import type { FulfilmentPolicy } from './order-contents.events.js';

export const POLICIES: readonly FulfilmentPolicy[] = ['all_or_nothing', 'partial'];

/** What a channel may be called: it becomes part of stream names and URLs. */
export const CHANNEL = /^[a-z0-9][a-z0-9-]{0,39}$/;

export const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,49}$/u;

const AMOUNT_MAX = 1_000_000_000;
const LINE_AMOUNT_MAX = 100_000 * AMOUNT_MAX;

export class PostalAddress {
  @MaxLength(200) @IsName() name: string;
  @IsOptional() @MaxLength(200) @IsName() company?: string;
  /** Street, house, floor. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  @IsName({ each: true })
  lines: string[];
  @MaxLength(100) @IsName() city: string;
  /** State, province or prefecture, where the country has them; its ISO 3166-2 code where there is one. */
  @IsOptional() @MaxLength(100) @IsName() region?: string;
  @IsOptional() @MaxLength(20) @IsName() postalCode?: string;
  @IsCountry() country: string;
  /** E.164: `+442079460000`. */
  @IsOptional() @IsPhone() phone?: string;
}

export class ContactDetails {
  @IsOptional() @IsEmail() @MaxLength(254) email?: string;
  /** E.164: `+442079460000`. */
  @IsOptional() @IsPhone() phone?: string;
  /** BCP 47: `en-GB`. */
  @IsOptional() @IsLocaleTag() locale?: string;
}

export class TaxToApply {
  @MaxLength(60) @IsName() name: string;
  /** In hundredths of a percent: 1900 is 19 %. */
  @IsInt() @Min(0) @Max(100_000) rate: number;
  /** In minor units, as the client has rounded it. Default: computed from the rate. */
  @IsOptional() @IsInt() @Min(0) @Max(LINE_AMOUNT_MAX) amount?: number;
}

export class DiscountToGive {
  /** The promotion, coupon or person that gave it. */
  @MaxLength(100) @IsName() source: string;
  /** In minor units. */
  @IsInt() @Min(0) @Max(LINE_AMOUNT_MAX) amount: number;
}

export class LineToPlace {
  /** Unique in the order. Default: `1`, `2`, … */
  @IsOptional() @Matches(CODE) lineId?: string;
  @Matches(CODE) sku: string;
  /** Default: the SKU. */
  @IsOptional() @MaxLength(200) @IsName() title?: string;
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
  @IsOptional() @MaxLength(200) @IsName() title?: string;
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
