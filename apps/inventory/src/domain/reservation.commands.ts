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
import { CODE, CommandOf } from '@waybill/kernel';
import { IsInstant } from '@waybill/validation';
import type { Policy } from './reservation.events.js';

export const POLICIES: readonly Policy[] = ['all_or_nothing', 'partial'];

export class LineToReserve {
  @Matches(CODE) sku: string;
  @IsInt() @Min(1) @Max(1_000_000) quantity: number;
}

export class RequestReservation extends CommandOf<RequestReservation> {
  /** Made by the client, so that a repeated request reserves nothing twice. Default: a new id. */
  @IsUUID() reservationId: string;
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => LineToReserve)
  lines: LineToReserve[];
  /** Default: all_or_nothing. */
  @IsOptional() @IsIn(POLICIES) policy?: Policy;
  /** Seconds until it expires, unless it is committed before. Default 1800. */
  @IsOptional() @IsInt() @Min(1) @Max(3_600) ttl?: number;
}

/** Extends it once and by 15 minutes, or for an order until the time that its payment needs. */
export class ExtendReservation extends CommandOf<ExtendReservation> {
  @IsUUID() reservationId: string;
  orderId?: string;
  until?: string;
}

/** Keeps the stock for a customer without an order, until it is shipped or released. */
export class CommitReservation extends CommandOf<CommitReservation> {
  @IsUUID() reservationId: string;
  /** When the stock is released at the latest. Default: in 30 days; at most in a year. */
  @IsOptional() @IsInstant() until?: string;
  /** Given by sagas: the answer is then an event in any case, never a refusal. */
  orderId?: string;
}

/** Gives the stock of a committed reservation without an order to the customer. */
export class ShipReservation extends CommandOf<ShipReservation> {
  @IsUUID() reservationId: string;
}

export class ReleaseReservation extends CommandOf<ReleaseReservation> {
  @IsUUID() reservationId: string;
  @IsString() @MinLength(1) @MaxLength(100) reason: string;
  /** Given by sagas: the order that needs it no longer. The command may arrive before the reservation was requested. */
  orderId?: string;
}
