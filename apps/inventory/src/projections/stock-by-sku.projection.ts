import { everyEvent, projection } from '@waybill/kernel';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { availableOf, empty, evolve, levelsAfter, type Levels } from '../domain/stock-item.state.js';

interface Amounts {
  readonly onHand: number;
  readonly held: number;
  readonly allocated: number;
  readonly picked: number;
  readonly available: number;
}

export interface StockAt extends Levels {
  readonly location: string;
  readonly available: number;
}

/** A SKU wherever it is: in total, and by location in the order of their names. */
export interface StockBySku extends Amounts {
  readonly sku: string;
  readonly locations: readonly StockAt[];
}

export const StockBySku = projection<StockBySku, StockItemEvent>()({
  name: 'stock-by-sku',
  keys: ({ sku }) => [sku],
  apply: everyEvent(evolve, (document, event): StockBySku => {
    const { sku, location } = event;
    const before = document?.locations ?? [];
    const levels = levelsAfter(before.find((at) => at.location === location) ?? empty, event);
    const here = { ...levels, location, available: availableOf(levels) };
    const locations = [...before.filter((at) => at.location !== location), here].sort(byLocation);
    return { sku, ...totalOf(locations), locations };
  }),
});

function totalOf(locations: readonly StockAt[]): Amounts {
  const total = (field: keyof Amounts) => locations.reduce((sum, at) => sum + at[field], 0);
  return {
    onHand: total('onHand'),
    held: total('held'),
    allocated: total('allocated'),
    picked: total('picked'),
    available: total('available'),
  };
}

function byLocation(left: StockAt, right: StockAt): number {
  return left.location < right.location ? -1 : 1;
}
