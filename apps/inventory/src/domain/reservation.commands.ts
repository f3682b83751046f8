import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
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
import type { Policy, SkuQuantity } from './reservation.events.js';

export const POLICIES: readonly Policy[] = ['all-or-nothing', 'partial'];

export class LineToReserve {
  @Matches(CODE) sku: string;
  @IsInt() @Min(1) @Max(1_000_000) quantity: number;
}

export class RequestReservation {
  /** Made by the client, so that sending it again reserves nothing twice; or left to the server. */
  @IsUUID() reservationId: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => LineToReserve)
  lines: LineToReserve[];
  /** Default all-or-nothing. */
  @IsOptional() @IsIn(POLICIES) policy?: Policy;
  /** Seconds until it expires unless it is committed; default 1800. */
  @IsOptional() @IsInt() @Min(1) @Max(3_600) ttl?: number;

  constructor(fields: RequestReservation) {
    Object.assign(this, fields);
  }
}

export class SourceReservation {
  reservationId: string;
  orderId?: string;
  lines: readonly SkuQuantity[];
  policy: Policy;
  /** What is believed to be available. */
  stock: readonly (SupplyAt & { readonly sku: string })[];

  constructor(fields: SourceReservation) {
    Object.assign(this, fields);
  }
}

export class RecordHold {
  reservationId: string;
  sku: string;
  location: string;
  quantity: number;
  attempt: number;

  constructor(fields: RecordHold) {
    Object.assign(this, fields);
  }
}

export class RecordHoldRefusal {
  reservationId: string;
  sku: string;
  location: string;
  /** What the location had left when it refused. */
  available: number;
  attempt: number;
  /** What other locations are believed to have of the SKU. */
  alternatives: readonly SupplyAt[];

  constructor(fields: RecordHoldRefusal) {
    Object.assign(this, fields);
  }
}

/** By 15 minutes and once, or until the time that an order's payment needs. */
export class ExtendReservation {
  @IsUUID() reservationId: string;
  orderId?: string;
  until?: string;

  constructor(fields: ExtendReservation) {
    Object.assign(this, fields);
  }
}

export class CommitReservation {
  @IsUUID() reservationId: string;
  /** The order that waits for it: it is answered with an event in any case, never with a refusal. */
  orderId?: string;

  constructor(fields: CommitReservation) {
    Object.assign(this, fields);
  }
}

export class ReleaseReservation {
  @IsUUID() reservationId: string;
  @IsString() @MinLength(1) @MaxLength(100) reason: string;
  /** The order that needs it no longer, and may say so before the reservation has been asked for. */
  orderId?: string;

  constructor(fields: ReleaseReservation) {
    Object.assign(this, fields);
  }
}

/** What was to leave one location will not. */
export class ReleaseShipment {
  reservationId: string;
  location: string;
  reason: string;

  constructor(fields: ReleaseShipment) {
    Object.assign(this, fields);
  }
}

export class ExpireReservation {
  reservationId: string;
  /** The expiry that has come, unless it has been moved meanwhile. */
  expiresAt: string;

  constructor(fields: ExpireReservation) {
    Object.assign(this, fields);
  }
}

export class RecordConsumed {
  reservationId: string;
  location: string;
  shipmentId: string;

  constructor(fields: RecordConsumed) {
    Object.assign(this, fields);
  }
}

interface SupplyAt {
  readonly location: string;
  readonly available: number;
}
