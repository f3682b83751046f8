import {
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
} from 'class-validator';
import { CODE, CommandOf } from '@waybill/kernel';
import { IsInstant } from '@waybill/validation';
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

// A client names the shipment only. The controller adds the fulfilment order, whose stream decides.

export class RequestLabel extends CommandOf<RequestLabel> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
}

/** Sends the parcel with a carrier that a person has chosen, instead of buying a label. */
export class EnterTracking extends CommandOf<EnterTracking> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
  @Matches(CODE) carrier: string;
  @IsString() @Matches(/^[A-Za-z0-9][A-Za-z0-9 ./-]{2,59}$/) trackingNumber: string;
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true })
  @MaxLength(500)
  trackingUrl?: string;
  /** Whether it leaves the country. Default: false. */
  @IsOptional() @IsBoolean() isInternational?: boolean;
}

export class DispatchShipment extends CommandOf<DispatchShipment> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
}

/** Unpacks a parcel that has not left. Its units are to be picked again. */
export class CancelShipment extends CommandOf<CancelShipment> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
}

export class RequestTracking extends CommandOf<RequestTracking> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
}

/** A scan of the parcel that a person records. */
export class RecordTracking extends CommandOf<RecordTracking> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
  @IsIn(CARRIER_STATUSES) status: CarrierStatus;
  /** When the parcel was scanned: no earlier than a day before its dispatch. */
  @IsInstant() at: string;
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) place?: string;
  /** Why it could not be delivered. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) reason?: string;
  /** Of the delivery, for example who signed. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) proof?: string;
}

/** The carrier, or a person, has given the parcel up. */
export class ReportLost extends CommandOf<ReportLost> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
  /** Default: `carrier_confirmed`. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(200) reason?: string;
}

export class ReportFound extends CommandOf<ReportFound> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
}

/** The parcel has come back to the sender. */
export class ReceiveReturn extends CommandOf<ReceiveReturn> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
}

/** A person has dealt with what a returned or cancelled parcel left open. */
export class SettleShipment extends CommandOf<SettleShipment> {
  fulfilmentOrderId: string;
  @IsUUID() shipmentId: string;
  @IsString() @MinLength(1) @MaxLength(500) resolution: string;
}
