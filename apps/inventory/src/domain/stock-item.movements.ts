import { evolveWith } from '@waybill/kernel';
import { allClaims, quantityOf, takeClaims, type StockClaim, type TakenClaim } from './claims.js';
import type { AtShelf, Balance, Bucket, OfClaim, StockItemEvent } from './stock-item.events.js';
import { availableOf, levelsAfter, type Levels } from './stock-levels.state.js';
import { evolve, type StockItemState } from './stock-item.state.js';

/** Claims that one decision breaks or moves at most: an append has a limit. */
export const CLAIMS_MAX = 200;

type Step = (item: StockItemState) => readonly StockItemEvent[];

/** The events of several steps; each step sees what the ones before it have done. */
export function inTurn(item: StockItemState, ...steps: readonly Step[]): readonly StockItemEvent[] {
  const events: StockItemEvent[] = [];
  let now = item;
  for (const step of steps) {
    for (const event of step(now)) {
      events.push(event);
      now = evolveWith(evolve, now, event);
    }
  }
  return events;
}

/** The next entry of the ledger. No bucket goes below zero: what is not there cannot leave. */
export function entryOf(
  item: StockItemState,
  changes: { readonly [B in Bucket]?: number },
): { readonly entry: number; readonly balance: Balance } {
  const after = (bucket: Bucket) => Math.max(0, item.balance[bucket] + (changes[bucket] ?? 0));
  const balance = {
    available: after('available'),
    damaged: after('damaged'),
    quarantine: after('quarantine'),
    inspection: after('inspection'),
  };
  return { entry: item.entry, balance };
}

/** The events, and one more if they bring the available stock down to the reorder point or above it. */
export function withReorderPoint(
  { sku, location }: AtShelf,
  item: Levels,
  events: readonly StockItemEvent[],
): readonly StockItemEvent[] {
  const after = events.reduce(levelsAfter, item);
  const { reorderPoint, low } = after;
  if (reorderPoint === undefined || events.length === 0) return events;
  const available = availableOf(after);
  if (available <= reorderPoint === low) return events;
  const type = low ? 'ReorderPointCleared' : 'ReorderPointReached';
  return [...events, { type, sku, location, available, reorderPoint }];
}

/** What an event about some units of a claim says. */
export function aboutTaken(
  { sku, location }: AtShelf,
  { claim: { claimant, reservationId, attempt }, stages }: TakenClaim,
): OfClaim & Pick<TakenClaim, 'stages'> {
  return { sku, location, claimant, reservationId, attempt, quantity: quantityOf(stages), stages };
}

/**
 * When there are more claims than stock, breaks the difference: held claims before allocated ones before picked ones, and
 * among them the latest first.
 */
export function breakClaims(shelf: AtShelf, isDetected: boolean): Step {
  const { sku, location } = shelf;
  return (item) => {
    const missing = -availableOf(item);
    if (missing <= 0) return [];
    const latestFirst = [...allClaims(item.claims)].sort(byOrderDescending);
    const weakest = takeClaims(latestFirst, missing, ['held', 'allocated', 'picked']).slice(0, CLAIMS_MAX);
    const left = missing - weakest.reduce((sum, { stages }) => sum + quantityOf(stages), 0);
    return [
      ...(isDetected ? [] : [{ type: 'StockShortfallDetected', sku, location, missing } as const]),
      ...weakest.map(
        (taken) => ({ type: 'StockClaimBroken', ...aboutTaken(shelf, taken), reason: 'shortfall' }) as const,
      ),
      ...(left > 0 ? [{ type: 'StockShortfallRemains', sku, location, missing: left } as const] : []),
    ];
  };
}

/** A shortfall opens a work item. It is closed by the next count. */
export function openShortfall(shelf: AtShelf, reason: string): Step {
  return openWorkItem(shelf, 'stock_shortfall', reason);
}

export function openDiscrepancy(shelf: AtShelf, reason: string): Step {
  return openWorkItem(shelf, 'stock_discrepancy', reason);
}

/** A count ends the doubts about a shelf. */
export function closeWorkItems(item: StockItemState): readonly StockItemEvent[] {
  const resolution = 'The shelf was counted.';
  return item.workItems.map((workItemId) => ({ type: 'WorkItemClosed', workItemId, resolution }));
}

function openWorkItem(
  { sku, location }: AtShelf,
  kind: 'stock_shortfall' | 'stock_discrepancy',
  reason: string,
): Step {
  return (item) => {
    const id = `${sku}@${location}`;
    const workItemId = `${kind}/${id}`;
    if (item.workItems.includes(workItemId)) return [];
    const count = {
      request: `POST /v1/stock/${sku}/${location}/count`,
      effect: 'counts the shelf and corrects its stock',
    };
    const about = { type: 'stock', id };
    return [{ type: 'WorkItemOpened', workItemId, kind, about, reason, resolutions: [count] }];
  };
}

function byOrderDescending(left: StockClaim, right: StockClaim): number {
  return right.order - left.order;
}
