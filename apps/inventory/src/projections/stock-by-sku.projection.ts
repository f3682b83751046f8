import { everyEvent, projection } from '@waybill/kernel';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { empty, evolve, levelsAfter } from '../domain/stock-item.state.js';
import {
  amountsOf,
  levelsOf,
  totalOf,
  type StockAtLocation,
  type StockBySkuDocument,
} from './stock-documents.js';

export const StockBySku = projection<StockBySkuDocument, StockItemEvent>()({
  name: 'stock-by-sku',
  keys: ({ sku }) => [sku],
  apply: everyEvent(evolve, (document, event): StockBySkuDocument => {
    const { sku, location } = event;
    const before = document?.locations ?? [];
    const known = before.find((at) => at.location === location);
    const levels = levelsAfter(known ? levelsOf(known, known.low) : empty, event);
    const here = { location, ...amountsOf(levels), low: levels.low };
    const others = before.filter((at) => at.location !== location);
    const locations = [...others, here].sort(byName);
    return { sku, ...totalOf(locations), locations };
  }),
});

function byName(left: StockAtLocation, right: StockAtLocation): number {
  return left.location < right.location ? -1 : 1;
}
