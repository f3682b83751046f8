import type { Evolve } from '@waybill/kernel';
import { claimOf, withClaim, withoutClaim, type Claims } from './claims.js';
import type { ClaimStage, StockItemEvent } from './stock-item.events.js';

/** How much of a SKU is at a location, and how much of that is claimed. */
export interface Levels {
  readonly onHand: number;
  readonly held: number;
  readonly allocated: number;
  readonly picked: number;
  readonly reorderPoint?: number;
  /** Whether the reorder point has been reached. */
  readonly low: boolean;
}

export interface StockItemState extends Levels {
  readonly claims: Claims;
  /** The transfers that were answered, so that none is answered twice. */
  readonly transfers: readonly string[];
}

export const empty: Levels = { onHand: 0, held: 0, allocated: 0, picked: 0, low: false };

export const initial: StockItemState = { ...empty, claims: [], transfers: [] };

export function claimedOf({ held, allocated, picked }: Levels): number {
  return held + allocated + picked;
}

export function availableOf(levels: Levels): number {
  return levels.onHand - claimedOf(levels);
}

/** The levels after an event, for the decider and for read models. */
export function levelsAfter(levels: Levels, event: StockItemEvent): Levels {
  switch (event.type) {
    case 'StockReceived':
    case 'StockTransferredIn':
      return { ...levels, onHand: levels.onHand + event.quantity };
    case 'StockTransferredOut':
      return { ...levels, onHand: levels.onHand - event.quantity };
    case 'StockAdjusted':
      return { ...levels, onHand: levels.onHand + event.delta };
    case 'StockHeld':
      return { ...levels, held: levels.held + event.quantity };
    case 'StockAllocated':
      return moveLevel(levels, 'held', 'allocated', event.quantity);
    case 'StockPicked':
      return moveLevel(levels, 'allocated', 'picked', event.quantity);
    case 'StockShipped':
      return { ...levels, picked: levels.picked - event.quantity, onHand: levels.onHand - event.quantity };
    case 'StockReleased':
      return { ...levels, [event.stage]: levels[event.stage] - event.quantity };
    case 'ReorderPointSet':
      return { ...levels, reorderPoint: event.reorderPoint };
    case 'ReorderPointReached':
      return { ...levels, low: true };
    case 'ReorderPointCleared':
      return { ...levels, low: false };
    case 'StockCounted':
    case 'StockHoldRefused':
    case 'StockTransferRefused':
      return levels;
  }
}

export const evolve: Evolve<StockItemState, StockItemEvent> = {
  StockReceived: setLevels,
  StockAdjusted: setLevels,
  StockCounted: setLevels,
  ReorderPointSet: setLevels,
  ReorderPointReached: setLevels,
  ReorderPointCleared: setLevels,
  StockHeld: (item, event) => {
    const { reservationId, quantity, attempt } = event;
    const claims = withClaim(item.claims, { reservationId, quantity, stage: 'held', attempt });
    return { ...setLevels(item, event), claims };
  },
  StockHoldRefused: setLevels,
  StockAllocated: (item, event) => setClaimStage(item, event, 'allocated'),
  StockPicked: (item, event) => setClaimStage(item, event, 'picked'),
  StockShipped: removeClaim,
  StockReleased: removeClaim,
  StockTransferredOut: recordTransfer,
  StockTransferredIn: recordTransfer,
  StockTransferRefused: recordTransfer,
};

type About<T extends StockItemEvent['type']> = Extract<StockItemEvent, { readonly type: T }>;

function setLevels(item: StockItemState, event: StockItemEvent): StockItemState {
  return { ...item, ...levelsAfter(item, event) };
}

function setClaimStage(
  item: StockItemState,
  event: About<'StockAllocated' | 'StockPicked'>,
  stage: ClaimStage,
): StockItemState {
  const claim = claimOf(item.claims, event.reservationId);
  const claims = claim ? withClaim(item.claims, { ...claim, stage }) : item.claims;
  return { ...setLevels(item, event), claims };
}

function removeClaim(item: StockItemState, event: About<'StockShipped' | 'StockReleased'>): StockItemState {
  return { ...setLevels(item, event), claims: withoutClaim(item.claims, event.reservationId) };
}

function recordTransfer(
  item: StockItemState,
  event: About<'StockTransferredOut' | 'StockTransferredIn' | 'StockTransferRefused'>,
): StockItemState {
  return { ...setLevels(item, event), transfers: [...item.transfers, event.transferId] };
}

function moveLevel(levels: Levels, from: ClaimStage, to: ClaimStage, quantity: number): Levels {
  return { ...levels, [from]: levels[from] - quantity, [to]: levels[to] + quantity };
}
