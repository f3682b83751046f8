import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import type { ReservationStatus } from '../projections/reservations.projection.js';

const STATUSES: readonly ReservationStatus[] = [
  'requested',
  'held',
  'partially-held',
  'committed',
  'consumed',
  'rejected',
  'released',
  'expired',
];

/** What a list of reservations can be asked for. */
export class ListReservations extends PageParams {
  @IsOptional() @IsUUID() orderId?: string;
  @IsOptional() @IsIn(STATUSES) status?: ReservationStatus;
}

type Query = Parameters<ReadModels['list']>[1];

/** What changed last comes first. */
export function reservationQuery({ orderId, status, limit, cursor }: ListReservations): Query {
  const where = {
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(status !== undefined && { status: { equals: status } }),
  };
  return { where, limit, cursor, sort: { field: 'updatedAt', descending: true } };
}
