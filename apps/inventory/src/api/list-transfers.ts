import { IsIn, IsOptional, Matches } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { CODE } from '@waybill/kernel';
import { TRANSFER_STATUSES, type TransferDocument } from '../projections/transfers.projection.js';

/** What a list of transfers can be asked for. */
export class ListTransfers extends PageParams {
  @IsOptional() @Matches(CODE) sku?: string;
  @IsOptional() @Matches(CODE) from?: string;
  @IsOptional() @Matches(CODE) to?: string;
  @IsOptional() @IsIn(TRANSFER_STATUSES) status?: TransferDocument['status'];
}

type Query = Parameters<ReadModels['list']>[1];

export function queryOf({ sku, from, to, status, ...page }: ListTransfers): Query {
  const where = {
    ...(sku !== undefined && { sku: { equals: sku } }),
    ...(from !== undefined && { from: { equals: from } }),
    ...(to !== undefined && { to: { equals: to } }),
    ...(status !== undefined && { status: { equals: status } }),
  };
  return { ...page, where };
}
