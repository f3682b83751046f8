import { IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { CODE } from '@waybill/kernel';

const MOST = 1_000_000_000;

export const ADJUSTMENT_REASONS = ['damaged', 'expired', 'lost', 'found', 'correction', 'other'] as const;

export class ReceiveStock {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  @IsInt() @Min(1) @Max(MOST) quantity: number;
  /** Where it came from: a delivery note, a purchase order. */
  @IsOptional() @IsString() @MaxLength(200) reference?: string;

  constructor(fields: ReceiveStock) {
    Object.assign(this, fields);
  }
}

export class AdjustStock {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** How many more, or fewer when negative. */
  @IsInt() @Min(-MOST) @Max(MOST) delta: number;
  @IsIn(ADJUSTMENT_REASONS) reason: string;

  constructor(fields: AdjustStock) {
    Object.assign(this, fields);
  }
}

export class CountStock {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** All that is there, what has been picked but not shipped included. */
  @IsInt() @Min(0) @Max(MOST) counted: number;

  constructor(fields: CountStock) {
    Object.assign(this, fields);
  }
}

export class SetReorderPoint {
  @Matches(CODE) sku: string;
  @Matches(CODE) location: string;
  /** Stock is low when no more than this is available. */
  @IsInt() @Min(0) @Max(MOST) reorderPoint: number;

  constructor(fields: SetReorderPoint) {
    Object.assign(this, fields);
  }
}

class OfShelf {
  sku: string;
  location: string;
}

export class HoldStock extends OfShelf {
  reservationId: string;
  quantity: number;
  /** Which of the reservation's attempts this is; told again in the answer. */
  attempt: number;

  constructor(fields: HoldStock) {
    super();
    Object.assign(this, fields);
  }
}

export class AllocateStock extends OfShelf {
  reservationId: string;

  constructor(fields: AllocateStock) {
    super();
    Object.assign(this, fields);
  }
}

export class PickStock extends OfShelf {
  reservationId: string;

  constructor(fields: PickStock) {
    super();
    Object.assign(this, fields);
  }
}

export class ShipStock extends OfShelf {
  reservationId: string;
  shipmentId: string;

  constructor(fields: ShipStock) {
    super();
    Object.assign(this, fields);
  }
}

export class ReleaseStock extends OfShelf {
  reservationId: string;
  /** Up to which of the reservation's attempts: a claim from a later one stays. */
  attempt: number;
  reason: string;

  constructor(fields: ReleaseStock) {
    super();
    Object.assign(this, fields);
  }
}

export class TransferOut extends OfShelf {
  transferId: string;
  to: string;
  quantity: number;

  constructor(fields: TransferOut) {
    super();
    Object.assign(this, fields);
  }
}

export class TransferIn extends OfShelf {
  transferId: string;
  from: string;
  quantity: number;

  constructor(fields: TransferIn) {
    super();
    Object.assign(this, fields);
  }
}
