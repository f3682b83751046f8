import { IsIn, IsOptional, IsRFC3339, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { CommandOf } from '@waybill/kernel';
import type { CarrierStatus } from './shipment.events.js';

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

export class PickShipment extends CommandOf<PickShipment> {
  @IsUUID() shipmentId: string;
}

export class PackShipment extends CommandOf<PackShipment> {
  @IsUUID() shipmentId: string;
}

export class RequestLabel extends CommandOf<RequestLabel> {
  @IsUUID() shipmentId: string;
}

export class DispatchShipment extends CommandOf<DispatchShipment> {
  @IsUUID() shipmentId: string;
}

export class RequestTracking extends CommandOf<RequestTracking> {
  @IsUUID() shipmentId: string;
}

/** A scan of the parcel that a person records. */
export class RecordTracking extends CommandOf<RecordTracking> {
  @IsUUID() shipmentId: string;
  @IsIn(CARRIER_STATUSES) status: CarrierStatus;
  /** When the parcel was scanned. */
  @IsRFC3339() at: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) place?: string;
  /** Why it could not be delivered. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) reason?: string;
}
