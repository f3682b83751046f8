import type { Balance, ByStage, ClaimStage, StockItemEvent } from './stock-item.events.js';

/** How much of a SKU is at a location, and how much of that is claimed. */
export interface Levels {
  readonly balance: Balance;
  readonly held: number;
  readonly allocated: number;
  readonly picked: number;
  readonly reorderPoint?: number;
  /** Whether the reorder point has been reached. */
  readonly low: boolean;
}

export const empty: Levels = {
  balance: { available: 0, damaged: 0, quarantine: 0, inspection: 0 },
  held: 0,
  allocated: 0,
  picked: 0,
  low: false,
};

export function onHandOf({ available, damaged, quarantine, inspection }: Balance): number {
  return available + damaged + quarantine + inspection;
}

export function claimedOf({ held, allocated, picked }: ByStage): number {
  return held + allocated + picked;
}

/** What can be claimed. Negative while a shortfall is being resolved. */
export function availableOf(levels: Levels): number {
  return levels.balance.available - claimedOf(levels);
}

/** The levels after an event, for the decider and for read models. */
export function levelsAfter(levels: Levels, event: StockItemEvent): Levels {
  switch (event.type) {
    case 'StockReceived':
    case 'StockAdjusted':
    case 'StockReclassified':
    case 'StockTransferredIn':
    case 'StockTransferredOut':
    case 'StockShippedUnclaimed':
      return { ...levels, balance: event.balance };
    case 'StockShipped':
      return { ...withoutStages(levels, event.stages), balance: event.balance };
    case 'StockHeld':
      return { ...levels, held: levels.held + event.quantity };
    case 'StockAllocated':
      return event.claims.reduce(
        (before, { quantity }) => move(before, 'held', 'allocated', quantity),
        levels,
      );
    case 'StockPicked':
      return move(levels, 'allocated', 'picked', event.quantity);
    case 'StockUnpicked':
      return move(levels, 'picked', 'allocated', event.quantity);
    case 'StockReleased':
    case 'StockClaimBroken':
      return withoutStages(levels, event.stages);
    case 'ReorderPointSet':
      return { ...levels, reorderPoint: event.reorderPoint };
    case 'ReorderPointReached':
      return { ...levels, low: true };
    case 'ReorderPointCleared':
      return { ...levels, low: false };
    case 'StockCounted':
    case 'StockHoldRefused':
    case 'StockAllocationRefused':
    case 'StockShortfallDetected':
    case 'StockShortfallRemains':
    case 'StockMoveRequested':
    case 'StockTransferRefused':
    case 'WorkItemOpened':
    case 'WorkItemClosed':
      return levels;
  }
}

function move(levels: Levels, from: ClaimStage, to: ClaimStage, quantity: number): Levels {
  return { ...levels, [from]: levels[from] - quantity, [to]: levels[to] + quantity };
}

function withoutStages(levels: Levels, { held, allocated, picked }: ByStage): Levels {
  return {
    ...levels,
    held: levels.held - held,
    allocated: levels.allocated - allocated,
    picked: levels.picked - picked,
  };
}
