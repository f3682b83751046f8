import { everyEvent, projection } from '@waybill/kernel';
import { empty, levelsAfter } from '../domain/stock-levels.state.js';
import { amountsOf, levelsOf, type StockLevelsDocument } from './stock-documents.js';
import { shelfEvents, type ShelfEvent } from './stock-events.js';

export const StockLevels = projection<StockLevelsDocument, ShelfEvent>()({
  name: 'stock-levels',
  version: 2,
  fields: { sku: 'text', location: 'text', lowText: 'text', available: 'number' },
  keys: ({ sku, location }) => [`${sku}@${location}`],
  apply: everyEvent(shelfEvents, (document, event, { revision, meta }): StockLevelsDocument => {
    const { sku, location } = event;
    const levels = levelsAfter(document ? levelsOf(document) : empty, event);
    const { low } = levels;
    return {
      sku,
      location,
      ...amountsOf(levels),
      low,
      lowText: low ? 'yes' : 'no',
      updatedAt: meta.occurredAt,
      revision,
    };
  }),
});
