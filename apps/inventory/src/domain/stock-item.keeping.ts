import { ensure, ensureValid, type Decide } from '@waybill/kernel';
import {
  AdjustStock,
  CountStock,
  ReceiveStock,
  ReclassifyStock,
  SetReorderPoint,
} from './stock-item.commands.js';
import type { AdjustmentReason, AtShelf, Bucket, StockItemEvent } from './stock-item.events.js';
import {
  breakClaims,
  closeWorkItems,
  entryOf,
  inTurn,
  openDiscrepancy,
  openShortfall,
  withReorderPoint,
} from './stock-item.movements.js';
import { BreakClaims, TransferExcessOut, TransferIn, TransferOut } from './stock-item.saga-commands.js';
import { availableOf } from './stock-levels.state.js';
import type { StockItemState } from './stock-item.state.js';

export const keepers = {
  ReceiveStock,
  AdjustStock,
  ReclassifyStock,
  CountStock,
  SetReorderPoint,
  BreakClaims,
  TransferOut,
  TransferExcessOut,
  TransferIn,
};

const SIGNS: Readonly<Record<AdjustmentReason, 'less' | 'more' | 'either'>> = {
  damaged: 'less',
  expired: 'less',
  lost: 'less',
  found: 'more',
  correction: 'either',
  other: 'either',
};

/** What is on the shelf: receipts, corrections and transfers. */
export const keeping: Decide<StockItemState, StockItemEvent, typeof keepers> = {
  ReceiveStock({ sku, location, quantity, bucket = 'available', ...command }, item, context) {
    const { receiptId = context.newId(), unitCost, lot, expiresOn, reference } = command;
    const known = item.receipts.find((receipt) => receipt.receiptId === receiptId);
    if (known) {
      const isSame = known.quantity === quantity && known.bucket === bucket;
      ensure(isSame, 'receipt-exists', 'Another receipt has this id.');
      return [];
    }
    const details = {
      ...(unitCost && { unitCost: { amount: unitCost.amount, currency: unitCost.currency } }),
      ...(lot !== undefined && { lot }),
      ...(expiresOn !== undefined && { expiresOn }),
      ...(reference !== undefined && { reference }),
    };
    const received = { sku, location, receiptId, quantity, bucket, ...details };
    const entry = entryOf(item, { [bucket]: quantity });
    return withReorderPoint({ sku, location }, item, [{ type: 'StockReceived', ...received, ...entry }]);
  },

  AdjustStock({ sku, location, bucket = 'available', delta, reason }, item) {
    const sign = SIGNS[reason];
    ensureValid(
      sign === 'either' || (sign === 'less' ? delta <= 0 : delta >= 0),
      'adjustment-sign',
      `Stock that is ${reason} makes ${sign}: the delta must be ${sign === 'less' ? 'negative' : 'positive'}.`,
      { field: 'delta' },
    );
    if (delta === 0) return [];
    ensureInBucket(item, bucket, -delta);
    const adjusted = { sku, location, bucket, delta, reason };
    return settled({ sku, location }, item, () => [
      { type: 'StockAdjusted', ...adjusted, ...entryOf(item, { [bucket]: delta }) },
    ]);
  },

  ReclassifyStock({ sku, location, from, to, quantity, reason }, item) {
    ensureValid(from !== to, 'same-bucket', 'Stock is reclassified from one bucket to another one.', {
      field: 'to',
    });
    ensureInBucket(item, from, quantity);
    const reclassified = { sku, location, from, to, quantity, reason };
    return settled({ sku, location }, item, () => [
      { type: 'StockReclassified', ...reclassified, ...entryOf(item, { [from]: -quantity, [to]: quantity }) },
    ]);
  },

  CountStock({ sku, location, bucket = 'available', counted }, item) {
    const expected = item.balance[bucket];
    const delta = counted - expected;
    const about = { sku, location, bucket };
    const count = () => [{ type: 'StockCounted', ...about, counted, expected } as const];
    const entry = entryOf(item, { [bucket]: delta });
    const correct = () =>
      delta === 0 ? [] : [{ type: 'StockAdjusted', ...about, delta, reason: 'counted', ...entry } as const];
    const close = bucket === 'available' ? closeWorkItems : () => [];
    return settled({ sku, location }, item, count, correct, close);
  },

  SetReorderPoint({ sku, location, reorderPoint }, item) {
    if (item.reorderPoint === reorderPoint) return [];
    return withReorderPoint({ sku, location }, item, [
      { type: 'ReorderPointSet', sku, location, reorderPoint },
    ]);
  },

  BreakClaims({ sku, location }, item) {
    return inTurn(item, breakClaims({ sku, location }, true));
  },

  TransferOut({ sku, location, transferId, to, quantity }, item) {
    const available = Math.max(0, availableOf(item));
    const about = { sku, location, transferId };
    if (quantity > available) {
      return [{ type: 'StockTransferRefused', ...about, requested: quantity, available }];
    }
    const entry = entryOf(item, { available: -quantity });
    return withReorderPoint({ sku, location }, item, [
      { type: 'StockTransferredOut', ...about, quantity, to, ...entry },
    ]);
  },

  TransferExcessOut({ sku, location, transferId, to, quantity }, item) {
    const shelf = { sku, location };
    const entry = entryOf(item, { available: -quantity });
    return settled(
      shelf,
      item,
      () => [{ type: 'StockTransferredOut', ...shelf, transferId, quantity, to, ...entry }],
      openDiscrepancy(shelf, `${quantity} more than were sent have arrived at ${to}.`),
    );
  },

  TransferIn({ sku, location, transferId, from, quantity }, item) {
    const entry = entryOf(item, { available: quantity });
    return withReorderPoint({ sku, location }, item, [
      { type: 'StockTransferredIn', sku, location, transferId, quantity, from, ...entry },
    ]);
  },
};

/** The events of the steps, then what follows from them: broken claims with their work item, and the reorder point. */
export function settled(
  shelf: AtShelf,
  item: StockItemState,
  ...steps: Parameters<typeof inTurn>[1][]
): readonly StockItemEvent[] {
  const follow = (after: StockItemState) => {
    const broken = breakClaims(shelf, false)(after);
    if (broken.length === 0) return [];
    return [...broken, ...openShortfall(shelf, 'Units that are claimed are not there.')(after)];
  };
  return withReorderPoint(shelf, item, inTurn(item, ...steps, follow));
}

function ensureInBucket(item: StockItemState, bucket: Bucket, quantity: number): void {
  const there = item.balance[bucket];
  ensure(quantity <= there, 'stock-short', `Only ${there} are ${wordsOf[bucket]}.`, {
    bucket,
    onHand: there,
  });
}

const wordsOf: Readonly<Record<Bucket, string>> = {
  available: 'on the shelf',
  damaged: 'known as damaged',
  quarantine: 'in quarantine',
  inspection: 'in inspection',
};
