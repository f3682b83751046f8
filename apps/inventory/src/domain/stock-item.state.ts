import type { Evolve, Named } from '@waybill/kernel';
import { claimOf, NO_STAGES, withClaim, type Claims } from './claims.js';
import type { Bucket, ByStage, ClaimStage, OfClaim, StockItemEvent } from './stock-item.events.js';
import { empty, levelsAfter, type Levels } from './stock-levels.state.js';

/** A receipt is recognised until this many later ones have come. */
const RECEIPTS_KEPT = 200;

export interface KnownReceipt {
  readonly receiptId: string;
  readonly quantity: number;
  readonly bucket: Bucket;
}

export interface StockItemState extends Levels {
  readonly claims: Claims;
  /** The order of the next claim. */
  readonly order: number;
  /** The number of the next entry of the ledger. */
  readonly entry: number;
  /** The latest receipts, so that a repeated one receives nothing twice. */
  readonly receipts: readonly KnownReceipt[];
  /** The work items that are open. */
  readonly workItems: readonly string[];
}

export const initial: StockItemState = {
  ...empty,
  claims: [],
  order: 0,
  entry: 0,
  receipts: [],
  workItems: [],
};

export const evolve: Evolve<StockItemState, StockItemEvent> = {
  StockReceived: (item, event) => {
    const { receiptId, quantity, bucket } = event;
    const receipts = [...item.receipts, { receiptId, quantity, bucket }].slice(-RECEIPTS_KEPT);
    return { ...enter(item, event), receipts };
  },
  StockAdjusted: enter,
  StockReclassified: enter,
  StockCounted: setLevels,
  ReorderPointSet: setLevels,
  ReorderPointReached: setLevels,
  ReorderPointCleared: setLevels,
  StockHeld: (item, event) => {
    const { claimant, reservationId, attempt, quantity } = event;
    const claim = { ...NO_STAGES, claimant, reservationId, attempt, order: item.order, held: quantity };
    return { ...setLevels(item, event), claims: withClaim(item.claims, claim), order: item.order + 1 };
  },
  StockHoldRefused: setLevels,
  StockAllocated: (item, event) => {
    const claims = event.claims.reduce(
      (before, claim) => moveStage(before, { ...event, ...claim }, 'held', 'allocated'),
      item.claims,
    );
    return { ...setLevels(item, event), claims };
  },
  StockAllocationRefused: setLevels,
  StockPicked: (item, event) => ({
    ...setLevels(item, event),
    claims: moveStage(item.claims, event, 'allocated', 'picked'),
  }),
  StockUnpicked: (item, event) => ({
    ...setLevels(item, event),
    claims: moveStage(item.claims, event, 'picked', 'allocated'),
  }),
  StockShipped: (item, event) => ({ ...enter(item, event), claims: withoutStages(item.claims, event) }),
  StockShippedUnclaimed: enter,
  StockReleased: removeFromClaim,
  StockShortfallDetected: setLevels,
  StockShortfallRemains: setLevels,
  StockClaimBroken: removeFromClaim,
  StockMoveRequested: setLevels,
  StockTransferredOut: enter,
  StockTransferredIn: enter,
  StockTransferRefused: setLevels,
  WorkItemOpened: (item, { workItemId }) => ({ ...item, workItems: [...item.workItems, workItemId] }),
  WorkItemClosed: (item, { workItemId }) => ({
    ...item,
    workItems: item.workItems.filter((open) => open !== workItemId),
  }),
};

function setLevels(item: StockItemState, event: StockItemEvent): StockItemState {
  return { ...item, ...levelsAfter(item, event) };
}

/** The event is an entry of the ledger. */
function enter(
  item: StockItemState,
  event: Extract<StockItemEvent, { readonly entry: number }>,
): StockItemState {
  return { ...setLevels(item, event), entry: event.entry + 1 };
}

function removeFromClaim(
  item: StockItemState,
  event: Named<StockItemEvent, 'StockReleased' | 'StockClaimBroken'>,
): StockItemState {
  return { ...setLevels(item, event), claims: withoutStages(item.claims, event) };
}

type ClaimKey = Pick<OfClaim, 'claimant' | 'reservationId' | 'attempt'>;

function moveStage(
  claims: Claims,
  event: ClaimKey & { readonly quantity: number },
  from: ClaimStage,
  to: ClaimStage,
): Claims {
  const claim = claimOf(claims, event);
  if (!claim || event.quantity === 0) return claims;
  const { quantity } = event;
  return withClaim(claims, { ...claim, [from]: claim[from] - quantity, [to]: claim[to] + quantity });
}

function withoutStages(claims: Claims, event: ClaimKey & { readonly stages: ByStage }): Claims {
  const claim = claimOf(claims, event);
  if (!claim) return claims;
  const { held, allocated, picked } = event.stages;
  return withClaim(claims, {
    ...claim,
    held: claim.held - held,
    allocated: claim.allocated - allocated,
    picked: claim.picked - picked,
  });
}
