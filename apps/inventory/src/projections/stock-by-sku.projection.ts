import { everyEvent, projection } from '@waybill/kernel';
import type { TransferEvent } from '../domain/transfer.events.js';
import { empty, levelsAfter } from '../domain/stock-levels.state.js';
import {
  amountsOf,
  levelsOf,
  totalOf,
  type StockAtLocation,
  type StockBySkuDocument,
} from './stock-documents.js';
import { shelfEvents, type ShelfEvent } from './stock-events.js';

type Moving = Extract<
  TransferEvent,
  { readonly type: 'TransferDispatched' | 'TransferReceived' | 'TransferClosedShort' }
>;

const levelRows = everyEvent<StockBySkuDocument, ShelfEvent>(shelfEvents, (document, event) => {
  const { sku, location } = event;
  return changeLocation(document, sku, location, (at) => {
    const levels = levelsAfter(at ? levelsOf(at) : empty, event);
    return { location, ...amountsOf(levels), inTransit: at?.inTransit ?? 0, low: levels.low };
  });
});

export const StockBySku = projection<StockBySkuDocument, ShelfEvent | Moving>()({
  name: 'stock-by-sku',
  version: 2,
  keys: ({ sku }) => [sku],
  apply: {
    ...levelRows,
    TransferDispatched: (document, event) => transit(document, event, event.quantity),
    TransferReceived: (document, event) => transit(document, event, event.excess - event.received),
    TransferClosedShort: (document, event) => transit(document, event, -event.missing),
  },
});

function transit(
  document: StockBySkuDocument | undefined,
  { sku, to: location }: Moving,
  change: number,
): StockBySkuDocument {
  return changeLocation(document, sku, location, (at) => {
    const shown = at ?? { location, ...amountsOf(empty), inTransit: 0, low: false };
    return { ...shown, inTransit: shown.inTransit + change };
  });
}

function changeLocation(
  document: StockBySkuDocument | undefined,
  sku: string,
  location: string,
  next: (at: StockAtLocation | undefined) => StockAtLocation,
): StockBySkuDocument {
  const before = document?.locations ?? [];
  const here = next(before.find((at) => at.location === location));
  const others = before.filter((at) => at.location !== location);
  const locations = [...others, here].sort(byName);
  return { sku, ...totalOf(locations), locations };
}

function byName(left: StockAtLocation, right: StockAtLocation): number {
  return left.location < right.location ? -1 : 1;
}
