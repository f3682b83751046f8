import { IsArray, IsIn, IsRFC3339, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageParams, Problem } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import type { OrderStatus } from '../projections/order-status.js';
import type { OrderDocument } from '../projections/order-document.js';

const STATUSES: readonly OrderStatus[] = [
  'pending',
  'on_hold',
  'confirmed',
  'processing',
  'shipped',
  'delivered',
  'cancelled',
  'failed',
  'expired',
];
const SORTS = ['placedAt', '-placedAt', 'total', '-total'] as const;

/** What a list of orders can be asked for. */
export class ListOrders extends PageParams {
  @IsOptional() @IsString() @MaxLength(100) customerId?: string;
  /** One status or several. */
  @IsOptional() @IsArray() @IsIn(STATUSES, { each: true }) status?: OrderStatus[];
  /** Inclusive. */
  @IsOptional() @IsRFC3339() placedAfter?: string;
  /** Exclusive. */
  @IsOptional() @IsRFC3339() placedBefore?: string;
  /** Words of the id, the customer, the address or a SKU. */
  @IsOptional() @IsString() @MaxLength(200) text?: string;
  /** Default: the newest first. */
  @IsOptional() @IsIn(SORTS) sort?: (typeof SORTS)[number];
}

type Query = Parameters<ReadModels['list']>[1];

/** An order in a list. */
export type OrderSummary = Pick<
  OrderDocument,
  'orderId' | 'customerId' | 'status' | 'placedAt' | 'updatedAt' | 'revision'
> & { readonly total: OrderDocument['totals']['total']; readonly units: number };

export function queryOf(params: ListOrders): Query {
  const { customerId, status, placedAfter, placedBefore, sort = '-placedAt', ...page } = params;
  const where = {
    ...(customerId !== undefined && { customerId: { equals: customerId } }),
    ...(status !== undefined && { status: { in: status } }),
    ...((placedAfter ?? placedBefore) !== undefined && {
      placedAt: {
        ...(placedAfter !== undefined && { from: utc(placedAfter) }),
        ...(placedBefore !== undefined && { to: utc(placedBefore) }),
      },
    }),
  };
  const field = sort.endsWith('total') ? 'totalAmount' : 'placedAt';
  return { ...page, where, sort: { field, descending: sort.startsWith('-') } };
}

export function summaryOf(order: OrderDocument): OrderSummary {
  const { orderId, customerId, status, placedAt, updatedAt, revision } = order;
  const units = order.lines.reduce((sum, { quantity, cancelled }) => sum + quantity - cancelled, 0);
  return { orderId, customerId, status, total: order.totals.total, units, placedAt, updatedAt, revision };
}

/** The same instant in the form of stored times, so that both compare as text. */
function utc(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) throw new Problem('invalid-request', `${time} is not an instant.`);
  return at.toISOString();
}
