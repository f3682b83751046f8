import { IsArray, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { CODE } from '@waybill/kernel';
import { STATUSES, type ShipmentStatus } from '../projections/shipment-document.js';

type Query = Parameters<ReadModels['list']>[1];

/** What a list of shipments can be asked for; the oldest come first. */
export class ListShipments extends PageParams {
  @IsOptional() @IsUUID() orderId?: string;
  /** One status or several. */
  @IsOptional() @IsArray() @IsIn(STATUSES, { each: true }) status?: ShipmentStatus[];
  @IsOptional() @Matches(CODE) location?: string;
}

export function queryOf({ orderId, status, location, ...page }: ListShipments): Query {
  const where = {
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(status !== undefined && { status: { in: status } }),
    ...(location !== undefined && { location: { equals: location } }),
  };
  return { ...page, where, sort: { field: 'createdAt' } };
}
