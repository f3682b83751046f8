import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { CODE, CommandOf } from '@waybill/kernel';
import type { AdjustmentReason } from './stock-item.events.js';

const MOST = 1_000_000_000;

export const ADJUSTMENT_REASONS: readonly AdjustmentReason[] = [
  'damaged',
  'expired',
  'lost',
  'found',
  'correction',
  'other',
];

export class ReceiveStock extends CommandOf<ReceiveStock> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  @IsInt() @Min(1) @Max(MOST) quantity: number;
  /** Where it came from: a delivery note, a purchase order. */
  @IsOptional() @IsString() @MaxLength(200) reference?: string;
}

export class AdjustStock extends CommandOf<AdjustStock> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** The difference; negative if there are fewer. */
  @IsInt() @Min(-MOST) @Max(MOST) delta: number;
  @IsIn(ADJUSTMENT_REASONS) reason: AdjustmentReason;
}

export class CountStock extends CommandOf<CountStock> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** Everything on hand, including what has been picked and not shipped. */
  @IsInt() @Min(0) @Max(MOST) counted: number;
}

export class SetReorderPoint extends CommandOf<SetReorderPoint> {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** Stock is low when no more than this is available. */
  @IsInt() @Min(0) @Max(MOST) reorderPoint: number;
}
