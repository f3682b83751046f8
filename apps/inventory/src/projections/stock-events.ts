import type { AtShelf, StockItemEvent } from '../domain/stock-item.events.js';
import { evolve } from '../domain/stock-item.state.js';

/** An event of a stock item that is about its stock. */
export type ShelfEvent = Extract<StockItemEvent, AtShelf>;

const { WorkItemOpened: _opened, WorkItemClosed: _closed, ...rows } = evolve;

/** The names of these events. */
export const shelfEvents = rows;
