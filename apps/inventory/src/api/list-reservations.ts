import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { STATUSES, type ReservationStatus } from '../projections/reservation-document.js';

/** What a list of reservations can be asked for. */
export class ListReservations extends PageParams {
  @IsOptional() @IsUUID() orderId?: string;
  @IsOptional() @IsIn(STATUSES) status?: ReservationStatus;
}

type Query = Parameters<ReadModels['list']>[1];

/** The latest requests come first. When they were made never changes, so that paging misses and repeats nothing. */
export function queryOf({ orderId, status, ...page }: ListReservations): Query {
  const where = {
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(status !== undefined && { status: { equals: status } }),
  };
  return { ...page, where, sort: { field: 'requestedAt', descending: true } };
}
