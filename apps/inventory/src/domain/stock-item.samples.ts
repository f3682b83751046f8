import type { Named } from '@waybill/kernel';
import type { StockItemEvent } from './stock-item.events.js';

const at = { sku: 'TEA-EARL-100', location: 'main' };
const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const transferId = '01930f70-1111-7000-8000-000000000001';
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';
const claimed = { ...at, reservationId, quantity: 2 };
const low = { ...at, available: 4, reorderPoint: 5 };

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const stockItemSamples: { readonly [T in StockItemEvent['type']]: Named<StockItemEvent, T> } = {
  StockReceived: { type: 'StockReceived', ...at, quantity: 10, reference: 'PO-4711' },
  StockAdjusted: { type: 'StockAdjusted', ...at, delta: -1, reason: 'damaged' },
  StockCounted: { type: 'StockCounted', ...at, counted: 9, expected: 10 },
  ReorderPointSet: { type: 'ReorderPointSet', ...at, reorderPoint: 5 },
  ReorderPointReached: { type: 'ReorderPointReached', ...low },
  ReorderPointCleared: { type: 'ReorderPointCleared', ...low, available: 6 },
  StockHeld: { type: 'StockHeld', ...claimed, attempt: 1 },
  StockHoldRefused: {
    type: 'StockHoldRefused',
    ...at,
    reservationId,
    requested: 2,
    available: 1,
    attempt: 1,
  },
  StockAllocated: { type: 'StockAllocated', ...claimed },
  StockPicked: { type: 'StockPicked', ...claimed },
  StockShipped: { type: 'StockShipped', ...claimed, shipmentId },
  StockReleased: { type: 'StockReleased', ...claimed, stage: 'held', reason: 'order-cancelled' },
  StockTransferredOut: { type: 'StockTransferredOut', ...at, transferId, quantity: 3, to: 'north' },
  StockTransferredIn: { type: 'StockTransferredIn', ...at, transferId, quantity: 3, from: 'north' },
  StockTransferRefused: { type: 'StockTransferRefused', ...at, transferId, requested: 3, available: 1 },
};
