import { everyEvent, projection } from '@waybill/kernel';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { empty, evolve, levelsAfter } from '../domain/stock-item.state.js';
import { amountsOf, levelsOf, type StockLevelsDocument } from './stock-documents.js';

export const StockLevels = projection<StockLevelsDocument, StockItemEvent>()({
  name: 'stock-levels',
  fields: { sku: 'text', location: 'text', low: 'text', available: 'number' },
  keys: ({ sku, location }) => [`${sku}@${location}`],
  apply: everyEvent(evolve, (document, event, { revision, meta }): StockLevelsDocument => {
    const { sku, location } = event;
    const levels = levelsAfter(document ? levelsOf(document, document.low === 'yes') : empty, event);
    return {
      sku,
      location,
      ...amountsOf(levels),
      low: levels.low ? 'yes' : 'no',
      updatedAt: meta.occurredAt,
      revision,
    };
  }),
});
