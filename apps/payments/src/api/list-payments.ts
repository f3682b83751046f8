import { PageParams } from '@waybill/edge';
import { IsArray, IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { STATUSES, type PaymentStatus } from '../projections/payment-status.js';

export class ListPayments extends PageParams {
  /** One or several of them. */
  @IsOptional() @IsArray() @IsIn(STATUSES, { each: true }) status?: PaymentStatus[];
  @IsOptional() @IsUUID() orderId?: string;
  @IsOptional() @IsString() @MaxLength(100) customerId?: string;

  toQuery() {
    const { limit, cursor, status, orderId, customerId } = this;
    return {
      limit,
      cursor,
      where: {
        ...(status && { status: { in: status } }),
        ...(orderId !== undefined && { orderId: { equals: orderId } }),
        ...(customerId !== undefined && { customerId: { equals: customerId } }),
      },
    };
  }
}
