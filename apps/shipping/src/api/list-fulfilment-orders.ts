import { IsArray, IsBoolean, IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { PageParams } from '@waybill/edge';
import { CODE } from '@waybill/kernel';
import { FULFILMENT_STATUSES, type FulfilmentStatus } from '../domain/fulfilment-status.state.js';
import { isOverdue, type Query } from './list-shipments.js';

/** What a list of fulfilment orders can be asked for; the oldest come first. */
export class ListFulfilmentOrders extends PageParams {
  @IsOptional() @IsUUID() orderId?: string;
  /** One status or several. */
  @IsOptional() @IsArray() @IsIn(FULFILMENT_STATUSES, { each: true }) status?: FulfilmentStatus[];
  @IsOptional() @Matches(CODE) location?: string;
  /** Whether a step was not taken in time. */
  @IsOptional() @IsBoolean() overdue?: boolean;
}

export function queryOf({ orderId, status, location, overdue, ...page }: ListFulfilmentOrders): Query {
  const where = {
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(status !== undefined && { status: { in: status } }),
    ...(location !== undefined && { location: { equals: location } }),
    ...(overdue !== undefined && { overdue: isOverdue(overdue) }),
  };
  return { ...page, where, sort: { field: 'createdAt' } };
}
