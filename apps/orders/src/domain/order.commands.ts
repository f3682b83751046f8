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
import { CODE } from '@waybill/kernel';
import type { Hold, Shortage, SkuQuantity } from './order.events.js';

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

export const CANCELLATION_REASONS = ['customer', 'declined', 'fraud', 'inventory', 'staff', 'other'] as const;

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

export class PlaceOrder {
  /** Made by the client, so that sending it again places nothing twice; or left to the server. */
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
  /** What the client believes it costs; refused when the sum is another. */
  @IsOptional() @IsInt() @Min(0) total?: number;
  @ValidateNested() @Type(() => PostalAddress) shippingAddress: PostalAddress;
  /** Default: the shipping address. */
  @IsOptional() @ValidateNested() @Type(() => PostalAddress) billingAddress?: PostalAddress;
  /** A token of the payment provider. */
  @IsString() @MinLength(1) @MaxLength(200) paymentMethod: string;
  /** Whether what is in stock may be sent and the rest cancelled; default false: all or nothing. */
  @IsOptional() @IsBoolean() allowPartial?: boolean;

  constructor(fields: PlaceOrder) {
    Object.assign(this, fields);
  }
}

export class HoldOrder {
  @IsUUID() orderId: string;
  @IsIn(HOLDS) hold: Hold;
  @IsOptional() @IsString() @MaxLength(500) note?: string;

  constructor(fields: HoldOrder) {
    Object.assign(this, fields);
  }
}

export class ReleaseHold {
  @IsUUID() orderId: string;
  @IsIn(HOLDS) hold: Hold;

  constructor(fields: ReleaseHold) {
    Object.assign(this, fields);
  }
}

export class CancelOrder {
  @IsUUID() orderId: string;
  @IsIn(CANCELLATION_REASONS) reason: string;

  constructor(fields: CancelOrder) {
    Object.assign(this, fields);
  }
}

export class CancelMissingLines {
  orderId: string;
  shortages: readonly Shortage[];

  constructor(fields: CancelMissingLines) {
    Object.assign(this, fields);
  }
}

export class ConfirmOrder {
  orderId: string;
  claims: readonly (SkuQuantity & { readonly location: string })[];

  constructor(fields: ConfirmOrder) {
    Object.assign(this, fields);
  }
}

export class RejectOrder {
  orderId: string;
  reason: string;
  shortages: readonly Shortage[];

  constructor(fields: RejectOrder) {
    Object.assign(this, fields);
  }
}

export class ExpireOrder {
  orderId: string;

  constructor(fields: ExpireOrder) {
    Object.assign(this, fields);
  }
}

/** A hold that nobody waits for: one that comes too late is no mistake. */
export class HoldForPayment {
  orderId: string;
  hold: Hold;
  note: string;

  constructor(fields: HoldForPayment) {
    Object.assign(this, fields);
  }
}

export class EscalateCancellation {
  orderId: string;

  constructor(fields: EscalateCancellation) {
    Object.assign(this, fields);
  }
}

class AboutShipment {
  orderId: string;
  location: string;
  shipmentId: string;
}

export class RecordRelease extends AboutShipment {
  constructor(fields: RecordRelease) {
    super();
    Object.assign(this, fields);
  }
}

export class RecordShipped extends AboutShipment {
  lines: readonly SkuQuantity[];

  constructor(fields: RecordShipped) {
    super();
    Object.assign(this, fields);
  }
}

export class RecordDelivered extends AboutShipment {
  lines: readonly SkuQuantity[];

  constructor(fields: RecordDelivered) {
    super();
    Object.assign(this, fields);
  }
}

export class RecordShipmentCancelled extends AboutShipment {
  constructor(fields: RecordShipmentCancelled) {
    super();
    Object.assign(this, fields);
  }
}

export class RecordShipmentKept extends AboutShipment {
  constructor(fields: RecordShipmentKept) {
    super();
    Object.assign(this, fields);
  }
}
