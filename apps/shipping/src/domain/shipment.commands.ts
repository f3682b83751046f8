import { IsIn, IsOptional, IsRFC3339, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import type { Money } from '@waybill/kernel';
import type { Address, CarrierStatus, SkuQuantity } from './shipment.events.js';

export const CARRIER_STATUSES: readonly CarrierStatus[] = [
  'pre_transit',
  'in_transit',
  'out_for_delivery',
  'available_for_pickup',
  'delivered',
  'return_to_sender',
  'failure',
  'unknown',
];

export class CreateShipment {
  shipmentId: string;
  orderId: string;
  location: string;
  lines: readonly SkuQuantity[];
  /** What falls due with this shipment. */
  amount: Money;
  address: Address;
  holds: readonly string[];

  constructor(fields: CreateShipment) {
    Object.assign(this, fields);
  }
}

export class HoldShipment {
  shipmentId: string;
  hold: string;

  constructor(fields: HoldShipment) {
    Object.assign(this, fields);
  }
}

export class LiftHold {
  shipmentId: string;
  hold: string;
  /** Those that are still open. */
  holds: readonly string[];

  constructor(fields: LiftHold) {
    Object.assign(this, fields);
  }
}

export class PickShipment {
  @IsUUID() shipmentId: string;

  constructor(fields: PickShipment) {
    Object.assign(this, fields);
  }
}

export class PackShipment {
  @IsUUID() shipmentId: string;

  constructor(fields: PackShipment) {
    Object.assign(this, fields);
  }
}

export class RequestLabel {
  @IsUUID() shipmentId: string;

  constructor(fields: RequestLabel) {
    Object.assign(this, fields);
  }
}

export type LabelOutcome =
  | {
      readonly outcome: 'purchased';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly labelUrl?: string;
    }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly outcome: 'unknown' };

export class RecordLabel {
  shipmentId: string;
  key: string;
  answer: LabelOutcome;

  constructor(fields: RecordLabel) {
    Object.assign(this, fields);
  }
}

export class RecordLabelVoided {
  shipmentId: string;
  key: string;

  constructor(fields: RecordLabelVoided) {
    Object.assign(this, fields);
  }
}

export class PermitDispatch {
  shipmentId: string;

  constructor(fields: PermitDispatch) {
    Object.assign(this, fields);
  }
}

export class DispatchShipment {
  @IsUUID() shipmentId: string;

  constructor(fields: DispatchShipment) {
    Object.assign(this, fields);
  }
}

export class RequestTracking {
  @IsUUID() shipmentId: string;

  constructor(fields: RequestTracking) {
    Object.assign(this, fields);
  }
}

/** What somebody has seen of the parcel, entered by hand. */
export class RecordTracking {
  @IsUUID() shipmentId: string;
  @IsIn(CARRIER_STATUSES) status: CarrierStatus;
  /** When it was seen. */
  @IsRFC3339() at: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) place?: string;
  /** Why it could not be delivered. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) reason?: string;

  constructor(fields: RecordTracking) {
    Object.assign(this, fields);
  }
}

export interface CarrierEvent {
  readonly id: string;
  readonly status: CarrierStatus;
  readonly at: string;
  readonly place?: string;
  readonly reason?: string;
}

/** What the carrier tells of the parcel: some of it new, some of it known, in any order. */
export class RecordCarrierEvents {
  shipmentId: string;
  events: readonly CarrierEvent[];

  constructor(fields: RecordCarrierEvents) {
    Object.assign(this, fields);
  }
}

export class CancelShipment {
  shipmentId: string;
  orderId: string;
  location: string;
  reason: string;

  constructor(fields: CancelShipment) {
    Object.assign(this, fields);
  }
}

/** The time has passed by which the next step should have come. */
export class EscalateShipment {
  shipmentId: string;
  dueAt: string;

  constructor(fields: EscalateShipment) {
    Object.assign(this, fields);
  }
}
