import { aggregate, ensure } from '@waybill/kernel';
import { claimOf, type StockClaim } from './claims.js';
import { AdjustStock, CountStock, ReceiveStock, SetReorderPoint } from './stock-item.commands.js';
import {
  AllocateStock,
  HoldStock,
  PickStock,
  ReleaseStock,
  ShipStock,
  TransferIn,
  TransferOut,
} from './stock-item.saga-commands.js';
import type { ClaimStage, OfClaim, StockItemEvent } from './stock-item.events.js';
import {
  availableOf,
  claimedOf,
  evolve,
  initial,
  levelsAfter,
  type Levels,
  type StockItemState,
} from './stock-item.state.js';

/** A SKU at a location: the only place where its stock is decided. */
export const StockItem = aggregate<StockItemState, StockItemEvent>()({
  name: 'stock',
  initial,
  evolve,
  commands: {
    ReceiveStock,
    AdjustStock,
    CountStock,
    SetReorderPoint,
    HoldStock,
    AllocateStock,
    PickStock,
    ShipStock,
    ReleaseStock,
    TransferOut,
    TransferIn,
  },
  idOf: ({ sku, location }) => `${sku}@${location}`,
  decide: {
    ReceiveStock({ sku, location, quantity, reference }, item) {
      const referred = { ...(reference !== undefined && { reference }) };
      return checkReorderPoint(item, { type: 'StockReceived', sku, location, quantity, ...referred });
    },

    AdjustStock({ sku, location, delta, reason }, item) {
      if (delta === 0) return [];
      ensure(item.onHand + delta >= 0, 'stock-short', `Only ${item.onHand} are on hand.`, {
        onHand: item.onHand,
      });
      ensureUnclaimed(item, item.onHand + delta);
      return checkReorderPoint(item, { type: 'StockAdjusted', sku, location, delta, reason });
    },

    CountStock({ sku, location, counted }, item) {
      ensureUnclaimed(item, counted);
      const expected = item.onHand;
      const found: StockItemEvent = { type: 'StockCounted', sku, location, counted, expected };
      if (counted === expected) return [found];
      const delta = counted - expected;
      return checkReorderPoint(item, found, {
        type: 'StockAdjusted',
        sku,
        location,
        delta,
        reason: 'counted',
      });
    },

    SetReorderPoint({ sku, location, reorderPoint }, item) {
      if (item.reorderPoint === reorderPoint) return [];
      return checkReorderPoint(item, { type: 'ReorderPointSet', sku, location, reorderPoint });
    },

    HoldStock({ sku, location, reservationId, quantity, attempt }, item) {
      const older = claimOf(item.claims, reservationId);
      if (older && older.attempt >= attempt) return [];
      const about = { sku, location, reservationId };
      const freed = older ? [releaseClaim(about, older, 'held-again')] : [];
      const available = availableOf(item) + (older?.quantity ?? 0);
      if (quantity > available) {
        const requested = quantity;
        return checkReorderPoint(item, ...freed, {
          type: 'StockHoldRefused',
          ...about,
          requested,
          available,
          attempt,
        });
      }
      return checkReorderPoint(item, ...freed, { type: 'StockHeld', ...about, quantity, attempt });
    },

    AllocateStock({ sku, location, reservationId }, item) {
      const claim = claimOf(item.claims, reservationId);
      if (claim?.stage !== 'held') return [];
      return [{ type: 'StockAllocated', sku, location, reservationId, quantity: claim.quantity }];
    },

    PickStock({ sku, location, reservationId }, item) {
      const claim = claimOf(item.claims, reservationId);
      if (!claim) return [];
      return pickClaim({ sku, location, reservationId, quantity: claim.quantity }, claim.stage);
    },

    ShipStock({ sku, location, reservationId, shipmentId }, item) {
      const claim = claimOf(item.claims, reservationId);
      if (!claim) return [];
      const about = { sku, location, reservationId, quantity: claim.quantity };
      return [...pickClaim(about, claim.stage), { type: 'StockShipped', ...about, shipmentId }];
    },

    ReleaseStock({ sku, location, reservationId, attempt, reason }, item) {
      const claim = claimOf(item.claims, reservationId);
      if (!claim || claim.attempt > attempt) return [];
      return checkReorderPoint(item, releaseClaim({ sku, location, reservationId }, claim, reason));
    },

    TransferOut({ sku, location, transferId, to, quantity }, item) {
      if (item.transfers.includes(transferId)) return [];
      const available = availableOf(item);
      if (quantity > available) {
        return [{ type: 'StockTransferRefused', sku, location, transferId, requested: quantity, available }];
      }
      return checkReorderPoint(item, {
        type: 'StockTransferredOut',
        sku,
        location,
        transferId,
        quantity,
        to,
      });
    },

    TransferIn({ sku, location, transferId, from, quantity }, item) {
      if (item.transfers.includes(transferId)) return [];
      return checkReorderPoint(item, {
        type: 'StockTransferredIn',
        sku,
        location,
        transferId,
        quantity,
        from,
      });
    },
  },
});

/** The events, and one more if they bring the available stock down to the reorder point or above it. */
function checkReorderPoint(item: Levels, ...events: readonly StockItemEvent[]): readonly StockItemEvent[] {
  const after = events.reduce(levelsAfter, item);
  const { reorderPoint, low } = after;
  const [first] = events;
  if (reorderPoint === undefined || first === undefined) return events;
  const available = availableOf(after);
  if (available <= reorderPoint === low) return events;
  const { sku, location } = first;
  const type = low ? 'ReorderPointCleared' : 'ReorderPointReached';
  return [...events, { type, sku, location, available, reorderPoint }];
}

function releaseClaim(
  about: Omit<OfClaim, 'quantity'>,
  { quantity, stage }: StockClaim,
  reason: string,
): StockItemEvent {
  return { type: 'StockReleased', ...about, quantity, stage, reason };
}

/** The events from a stage to picked. Picked stock was allocated, even if the message about the pick arrives first. */
function pickClaim(about: OfClaim, stage: ClaimStage): readonly StockItemEvent[] {
  const picked: StockItemEvent = { type: 'StockPicked', ...about };
  if (stage === 'picked') return [];
  return stage === 'held' ? [{ type: 'StockAllocated', ...about }, picked] : [picked];
}

function ensureUnclaimed(item: Levels, onHand: number): void {
  const claimed = claimedOf(item);
  ensure(onHand >= claimed, 'stock-claimed', `Reservations have claimed ${claimed} of them.`, {
    claimed,
  });
}
