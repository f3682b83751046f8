import type { SagaContext } from '@waybill/kernel';
import { DIRECTORY, LocationDirectory, locationIn } from '../projections/location-directory.projection.js';
import { StockBySku } from '../projections/stock-by-sku.projection.js';

/** What is available of a SKU at a location that may be sold from. */
export interface Supply {
  readonly sku: string;
  readonly location: string;
  readonly available: number;
  readonly priority: number;
}

/** What the read models show of these SKUs, at active locations that may be sold from. */
export async function supplyOf(
  skus: readonly string[],
  context: SagaContext,
  options: { readonly fresh: boolean },
): Promise<readonly Supply[]> {
  const [directory, ...stock] = await Promise.all([
    context.read(LocationDirectory, DIRECTORY, options),
    ...skus.map((sku) => context.read(StockBySku, sku, options)),
  ]);
  return stock
    .filter((document) => document !== undefined)
    .flatMap(({ sku, locations }) =>
      locations.flatMap(({ location, available }) => {
        const known = locationIn(directory, location);
        if (known?.status !== 'active' || !known.sellable) return [];
        return [{ sku, location, available, priority: known.priority }];
      }),
    );
}

/** Where else a SKU is available. Waits until the read models have seen the event in hand. */
export async function alternativesFor(
  { sku, location }: { readonly sku: string; readonly location: string },
  context: SagaContext,
): Promise<readonly Omit<Supply, 'sku'>[]> {
  const supply = await supplyOf([sku], context, { fresh: true });
  return supply
    .filter((at) => at.location !== location)
    .map((at) => ({ location: at.location, available: at.available, priority: at.priority }));
}
