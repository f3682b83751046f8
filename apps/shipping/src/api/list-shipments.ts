import { IsArray, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { CODE } from '@waybill/kernel';
import { STAGES, type KnownShipment } from '../domain/shipment.state.js';

type Query = Parameters<ReadModels['list']>[1];
type Status = KnownShipment['status'];

const STATUSES: readonly Status[] = [...STAGES, 'cancelled'];

/** What a list of shipments can be asked for; the oldest come first. */
export class ListShipments extends PageParams {
  @IsOptional() @IsUUID() orderId?: string;
  /** One status or several. */
  @IsOptional() @IsArray() @IsIn(STATUSES, { each: true }) status?: Status[];
  @IsOptional() @Matches(CODE) location?: string;
}

export function queryOf({ orderId, status, location, cursor, limit }: ListShipments): Query {
  const where = {
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(status !== undefined && { status: { in: status } }),
    ...(location !== undefined && { location: { equals: location } }),
  };
  return { where, sort: { field: 'createdAt' }, cursor, limit };
}
