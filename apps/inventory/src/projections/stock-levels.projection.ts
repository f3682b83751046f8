import { everyEvent, projection } from '@waybill/kernel';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { availableOf, empty, evolve, levelsAfter, type Levels } from '../domain/stock-item.state.js';

/** A SKU at a location. */
export interface StockLevels extends Omit<Levels, 'low'> {
  readonly sku: string;
  readonly location: string;
  readonly available: number;
  /** Whether no more than the reorder point is available. */
  readonly low: 'yes' | 'no';
  readonly updatedAt: string;
  readonly revision: number;
}

export const StockLevels = projection<StockLevels, StockItemEvent>()({
  name: 'stock-levels',
  fields: { sku: 'text', location: 'text', low: 'text', available: 'number' },
  keys: ({ sku, location }) => [`${sku}@${location}`],
  apply: everyEvent(evolve, (document, event, { revision, meta }): StockLevels => {
    const { sku, location } = event;
    const before = document ? { ...document, low: document.low === 'yes' } : empty;
    const levels = levelsAfter(before, event);
    const low = levels.low ? 'yes' : 'no';
    return {
      ...levels,
      sku,
      location,
      low,
      available: availableOf(levels),
      updatedAt: meta.occurredAt,
      revision,
    };
  }),
});
