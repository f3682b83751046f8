import { projection } from '@waybill/kernel';
import type { StockItemEvent } from '../domain/stock-item.events.js';

/** The SKUs of a location are spread over this many documents. */
export const SHARDS = 32;

/** Some of the SKUs that have ever been at a location. */
export interface SkusAtLocationDocument {
  readonly location: string;
  readonly skus: readonly string[];
}

type Arrival = Extract<
  StockItemEvent,
  { readonly type: 'StockReceived' | 'StockAdjusted' | 'StockTransferredIn' }
>;

/** What has been stocked where: for what must happen to all stock of a location. */
export const SkusAtLocation = projection<SkusAtLocationDocument, Arrival>()({
  name: 'skus-at-location',
  keys: ({ sku, location }) => [shardId(location, shardOf(sku))],
  apply: { StockReceived: add, StockAdjusted: add, StockTransferredIn: add },
});

export function shardId(location: string, shard: number): string {
  return `${location}/${shard}`;
}

function shardOf(sku: string): number {
  let sum = 0;
  for (const character of sku) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521;
  return sum % SHARDS;
}

function add(
  document: SkusAtLocationDocument | undefined,
  { sku, location }: Arrival,
): SkusAtLocationDocument {
  if (document?.skus.includes(sku)) return document;
  return { location, skus: [...(document?.skus ?? []), sku] };
}
