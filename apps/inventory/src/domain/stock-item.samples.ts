import type { Named } from '@waybill/kernel';
import type { StockItemEvent } from './stock-item.events.js';

const at = { sku: 'TEA-EARL-100', location: 'main' };
const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const claimant = reservationId;
const transferId = '01930f70-1111-7000-8000-000000000001';
const shipmentId = '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f';
const claimed = { ...at, claimant, reservationId, attempt: 1, quantity: 2 };
const alone = { before: [], after: [] };
const low = { ...at, available: 4, reorderPoint: 5 };
const movement = { entry: 3, balance: { available: 9, damaged: 1, quarantine: 0, inspection: 0 } };
const allocated = { held: 0, allocated: 2, picked: 0 };

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const stockItemSamples: { readonly [T in StockItemEvent['type']]: Named<StockItemEvent, T> } = {
  StockReceived: {
    type: 'StockReceived',
    ...at,
    ...movement,
    receiptId: '01930f71-0000-7000-8000-000000000001',
    quantity: 10,
    bucket: 'available',
    unitCost: { amount: 430, currency: 'EUR' },
    lot: 'L-2026-11',
    expiresOn: '2027-11-30',
    reference: 'PO-4711',
  },
  StockAdjusted: {
    type: 'StockAdjusted',
    ...at,
    ...movement,
    bucket: 'available',
    delta: -1,
    reason: 'damaged',
  },
  StockReclassified: {
    type: 'StockReclassified',
    ...at,
    ...movement,
    from: 'available',
    to: 'damaged',
    quantity: 1,
    reason: 'dented',
  },
  StockCounted: { type: 'StockCounted', ...at, bucket: 'available', counted: 9, expected: 10 },
  ReorderPointSet: { type: 'ReorderPointSet', ...at, reorderPoint: 5 },
  ReorderPointReached: { type: 'ReorderPointReached', ...low },
  ReorderPointCleared: { type: 'ReorderPointCleared', ...low, available: 6 },
  StockHeld: { type: 'StockHeld', ...claimed, ...alone },
  StockHoldRefused: {
    type: 'StockHoldRefused',
    ...at,
    reservationId,
    attempt: 1,
    requested: 2,
    available: 1,
    ...alone,
  },
  StockAllocated: {
    type: 'StockAllocated',
    ...at,
    claimant,
    reservationId,
    claims: [{ attempt: 1, quantity: 2 }],
    ...alone,
  },
  StockAllocationRefused: { type: 'StockAllocationRefused', ...at, claimant, reservationId, ...alone },
  StockPicked: { type: 'StockPicked', ...claimed },
  StockUnpicked: { type: 'StockUnpicked', ...claimed },
  StockShipped: {
    type: 'StockShipped',
    ...claimed,
    ...movement,
    stages: { ...allocated, allocated: 0, picked: 2 },
    shipmentId,
  },
  StockShippedUnclaimed: {
    type: 'StockShippedUnclaimed',
    ...at,
    ...movement,
    claimant,
    shipmentId,
    quantity: 1,
  },
  StockReleased: {
    type: 'StockReleased',
    ...claimed,
    stages: allocated,
    reason: 'order_cancelled',
    by: 'fulfilment',
  },
  StockShortfallDetected: { type: 'StockShortfallDetected', ...at, missing: 2 },
  StockShortfallRemains: { type: 'StockShortfallRemains', ...at, missing: 1 },
  StockClaimBroken: { type: 'StockClaimBroken', ...claimed, stages: allocated, reason: 'shortfall' },
  StockMoveRequested: { type: 'StockMoveRequested', ...claimed, after: 7 },
  StockTransferredOut: {
    type: 'StockTransferredOut',
    ...at,
    ...movement,
    transferId,
    quantity: 3,
    to: 'north',
  },
  StockTransferredIn: {
    type: 'StockTransferredIn',
    ...at,
    ...movement,
    transferId,
    quantity: 3,
    from: 'north',
  },
  StockTransferRefused: { type: 'StockTransferRefused', ...at, transferId, requested: 3, available: 1 },
  WorkItemOpened: {
    type: 'WorkItemOpened',
    workItemId: 'stock_shortfall/TEA-EARL-100@main',
    kind: 'stock_shortfall',
    about: { type: 'stock', id: 'TEA-EARL-100@main' },
    reason: 'Units that are claimed are not there.',
    resolutions: [
      {
        request: 'POST /v1/stock/TEA-EARL-100/main/count',
        effect: 'counts the shelf and corrects its stock',
      },
    ],
  },
  WorkItemClosed: {
    type: 'WorkItemClosed',
    workItemId: 'stock_shortfall/TEA-EARL-100@main',
    resolution: 'The shelf was counted.',
  },
};
