import { aggregate } from '@waybill/kernel';
import { claimers, claiming } from './stock-item.claiming.js';
import type { StockItemEvent } from './stock-item.events.js';
import { keepers, keeping } from './stock-item.keeping.js';
import { evolve, initial, type StockItemState } from './stock-item.state.js';

/** A SKU at a location: the only place where its stock is decided. */
export const StockItem = aggregate<StockItemState, StockItemEvent>()({
  name: 'stock',
  initial,
  evolve,
  commands: { ...keepers, ...claimers },
  idOf: ({ sku, location }) => `${sku}@${location}`,
  decide: { ...keeping, ...claiming },
  snapshotVersion: 2,
});
