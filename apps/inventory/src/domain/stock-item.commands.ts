import { Type } from 'class-transformer';
import {
  IsDateString,
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
import { CODE, CommandOf } from '@waybill/kernel';
import { IsCurrency } from '@waybill/validation';
import type { AdjustmentReason, Bucket } from './stock-item.events.js';

const MOST = 1_000_000_000;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export const BUCKETS: readonly Bucket[] = ['available', 'damaged', 'quarantine', 'inspection'];

export const ADJUSTMENT_REASONS: readonly AdjustmentReason[] = [
  'damaged',
  'expired',
  'lost',
  'found',
  'correction',
  'other',
];

export class UnitCost {
  /** In minor units. */
  @IsInt() @Min(0) @Max(MOST) amount: number;
  @IsCurrency() currency: string;
}

export class ReceiveStock extends CommandOf<ReceiveStock> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** Made by the client, so that a repeated request receives nothing twice. Default: a new id. */
  @IsOptional() @IsUUID() receiptId?: string;
  @IsInt() @Min(1) @Max(MOST) quantity: number;
  /** Default: available. */
  @IsOptional() @IsIn(BUCKETS) bucket?: Bucket;
  /** What one unit has cost. */
  @IsOptional() @ValidateNested() @Type(() => UnitCost) unitCost?: UnitCost;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(100) lot?: string;
  /** A calendar date, `2027-01-31`. */
  @IsOptional() @Matches(DATE) @IsDateString({ strict: true }) expiresOn?: string;
  /** Where it came from: a delivery note, a purchase order. */
  @IsOptional() @IsString() @MaxLength(200) reference?: string;
}

export class AdjustStock extends CommandOf<AdjustStock> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** Default: available. */
  @IsOptional() @IsIn(BUCKETS) bucket?: Bucket;
  /** The difference: negative for damaged, expired and lost, positive for found, either for the others. */
  @IsInt() @Min(-MOST) @Max(MOST) delta: number;
  @IsIn(ADJUSTMENT_REASONS) reason: AdjustmentReason;
}

export class ReclassifyStock extends CommandOf<ReclassifyStock> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  @IsIn(BUCKETS) from: Bucket;
  @IsIn(BUCKETS) to: Bucket;
  @IsInt() @Min(1) @Max(MOST) quantity: number;
  @IsString() @MinLength(1) @MaxLength(200) reason: string;
}

export class CountStock extends CommandOf<CountStock> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** Default: available. */
  @IsOptional() @IsIn(BUCKETS) bucket?: Bucket;
  /** Everything in the bucket; for available also what has been picked and has not left. */
  @IsInt() @Min(0) @Max(MOST) counted: number;
}

export class SetReorderPoint extends CommandOf<SetReorderPoint> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** Stock is low when no more than this is available. */
  @IsInt() @Min(0) @Max(MOST) reorderPoint: number;
}
