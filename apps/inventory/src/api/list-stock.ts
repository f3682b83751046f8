import { IsBoolean, IsOptional, Matches } from 'class-validator';
import { PageParams } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { CODE } from '@waybill/kernel';
import type { StockLevelsDocument } from '../projections/stock-documents.js';

/** What a list of stock can be asked for. */
export class ListStock extends PageParams {
  @IsOptional() @Matches(CODE) sku?: string;
  @IsOptional() @Matches(CODE) location?: string;
  /** Whether no more than the reorder point is available. */
  @IsOptional() @IsBoolean() low?: boolean;
}

type Query = Parameters<ReadModels['list']>[1];

export function queryOf({ sku, location, low, ...page }: ListStock): Query {
  const where = {
    ...(sku !== undefined && { sku: { equals: sku } }),
    ...(location !== undefined && { location: { equals: location } }),
    ...(low !== undefined && { lowText: { equals: low ? 'yes' : 'no' } }),
  };
  return { ...page, where };
}

/** The stock of a SKU at a location as clients see it: without the field that only serves as a filter. */
export type ShownStock = Omit<StockLevelsDocument, 'lowText'>;

export function shownStock({ lowText: _lowText, ...stock }: StockLevelsDocument): ShownStock {
  return stock;
}
