import { IsArray, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { STATUSES, type PaymentStatus } from '../projections/payment-document.js';

type Query = Parameters<ReadModels['list']>[1];

/** What a list of payments can be asked for. */
export class ListPayments extends PageParams {
  /** One status or several. */
  @IsOptional() @IsArray() @IsIn(STATUSES, { each: true }) status?: PaymentStatus[];
  @IsOptional() @IsUUID() orderId?: string;
  @IsOptional() @IsString() @MaxLength(100) customerId?: string;
}

export function queryOf({ status, orderId, customerId, ...page }: ListPayments): Query {
  const where = {
    ...(status !== undefined && { status: { in: status } }),
    ...(orderId !== undefined && { orderId: { equals: orderId } }),
    ...(customerId !== undefined && { customerId: { equals: customerId } }),
  };
  return { ...page, where };
}
