import { IsArray, IsBoolean, IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { CODE } from '@waybill/kernel';
import { SHIPMENT_STATUSES, type ShipmentStatus } from '../domain/shipment.state.js';

export type Query = Parameters<ReadModels['list']>[1];

/** What a list of shipments can be asked for; the oldest come first. */
export class ListShipments extends PageParams {
  @IsOptional() @IsUUID() orderId?: string;
  @IsOptional() @IsUUID() fulfilmentOrderId?: string;
  /** One status or several. */
  @IsOptional() @IsArray() @IsIn(SHIPMENT_STATUSES, { each: true }) status?: ShipmentStatus[];
  @IsOptional() @Matches(CODE) location?: string;
  @IsOptional() @Matches(CODE) carrier?: string;
  @IsOptional() @IsString() @MaxLength(60) trackingNumber?: string;
  /** Whether a step was not taken in time. */
  @IsOptional() @IsBoolean() overdue?: boolean;
}

export function queryOf(params: ListShipments): Query {
  const { orderId, fulfilmentOrderId, status, location, carrier, trackingNumber, overdue, ...page } = params;
  const where = {
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(fulfilmentOrderId !== undefined && { fulfilmentOrderId: { equals: fulfilmentOrderId } }),
    ...(status !== undefined && { status: { in: status } }),
    ...(location !== undefined && { location: { equals: location } }),
    ...(carrier !== undefined && { carrier: { equals: carrier } }),
    ...(trackingNumber !== undefined && { trackingNumber: { equals: trackingNumber } }),
    ...(overdue !== undefined && { overdue: isOverdue(overdue) }),
  };
  return { ...page, where, sort: { field: 'createdAt' } };
}

const LATE_STEPS = ['release', 'pick', 'pack', 'cancellation', 'label', 'payment', 'dispatch', 'first_scan'];

/** The condition on the field `overdue`, which names a step or `none`. */
export function isOverdue(overdue: boolean): { readonly in: readonly string[] } {
  return { in: overdue ? LATE_STEPS : ['none'] };
}
