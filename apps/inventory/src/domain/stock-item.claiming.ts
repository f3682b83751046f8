import type { Decide } from '@waybill/kernel';
import { claimOf, claimsOf, quantityOf, takeClaims } from './claims.js';
import type { StockItemEvent } from './stock-item.events.js';
import { settled } from './stock-item.keeping.js';
import {
  aboutTaken,
  CLAIMS_MAX,
  entryOf,
  inTurn,
  openDiscrepancy,
  openShortfall,
  withReorderPoint,
} from './stock-item.movements.js';
import {
  AllocateStock,
  HoldStock,
  PickStock,
  ReleaseStock,
  ReleaseUnits,
  ReportShortPick,
  ShipStock,
  UnpickStock,
  VacateStock,
} from './stock-item.saga-commands.js';
import { allClaims } from './claims.js';
import { availableOf } from './stock-levels.state.js';
import type { StockItemState } from './stock-item.state.js';

export const claimers = {
  HoldStock,
  AllocateStock,
  PickStock,
  UnpickStock,
  ShipStock,
  ReleaseStock,
  ReleaseUnits,
  ReportShortPick,
  VacateStock,
};

/** What is claimed of the shelf, from the hold to the parcel. */
export const claiming: Decide<StockItemState, StockItemEvent, typeof claimers> = {
  HoldStock({ sku, location, claimant, reservationId, quantity, attempt, since, before, after }, item) {
    const shelf = { sku, location };
    if (claimOf(item.claims, { claimant, reservationId, attempt })) return [];
    const dead = claimsOf(item.claims, claimant).filter(
      (claim) => claim.reservationId === reservationId && claim.attempt < since,
    );
    const freed = dead.map(
      (claim) =>
        ({
          type: 'StockReleased',
          ...aboutTaken(shelf, { claim, stages: stagesOf(claim) }),
          reason: 'held_again',
          by: 'reservation',
        }) as const,
    );
    const available = availableOf(item) + dead.reduce((sum, claim) => sum + quantityOf(claim), 0);
    const plan = { attempt, before, after };
    return withReorderPoint(shelf, item, [
      ...freed,
      quantity > available
        ? {
            type: 'StockHoldRefused',
            ...shelf,
            reservationId,
            requested: quantity,
            available: Math.max(0, available),
            ...plan,
          }
        : { type: 'StockHeld', ...shelf, claimant, reservationId, quantity, ...plan },
    ]);
  },

  AllocateStock({ sku, location, claimant, reservationId, before, after }, item) {
    const own = claimsOf(item.claims, claimant).filter((claim) => claim.reservationId === reservationId);
    const about = { sku, location, claimant, reservationId, before, after };
    if (own.length === 0) return [{ type: 'StockAllocationRefused', ...about }];
    const claims = own.map(({ attempt, held }) => ({ attempt, quantity: held }));
    return [{ type: 'StockAllocated', ...about, claims }];
  },

  PickStock({ sku, location, claimant, quantity }, item) {
    const taken = takeClaims(claimsOf(item.claims, claimant), quantity, ['allocated']);
    return taken.map((one) => ({
      type: 'StockPicked',
      ...withoutStages(aboutTaken({ sku, location }, one)),
    }));
  },

  UnpickStock({ sku, location, claimant, quantity }, item) {
    const taken = takeClaims(claimsOf(item.claims, claimant), quantity, ['picked']);
    return taken.map((one) => ({
      type: 'StockUnpicked',
      ...withoutStages(aboutTaken({ sku, location }, one)),
    }));
  },

  ShipStock({ sku, location, claimant, quantity, shipmentId }, item) {
    const shelf = { sku, location };
    const taken = takeClaims(claimsOf(item.claims, claimant), quantity, ['picked', 'allocated', 'held']);
    const unclaimed = quantity - taken.reduce((sum, { stages }) => sum + quantityOf(stages), 0);
    const claimed = taken.map((one) => (now: StockItemState) => {
      const about = aboutTaken(shelf, one);
      return [
        {
          type: 'StockShipped',
          ...about,
          shipmentId,
          ...entryOf(now, { available: -about.quantity }),
        } as const,
      ];
    });
    if (unclaimed === 0) return withReorderPoint(shelf, item, inTurn(item, ...claimed));
    const leave = (now: StockItemState) => [
      {
        type: 'StockShippedUnclaimed',
        ...shelf,
        claimant,
        shipmentId,
        quantity: unclaimed,
        ...entryOf(now, { available: -unclaimed }),
      } as const,
    ];
    const open = openDiscrepancy(shelf, `${unclaimed} have left for ${claimant} without a claim.`);
    return settled(shelf, item, ...claimed, leave, open);
  },

  ReleaseStock({ sku, location, claimant, reservationId, attempt, quantity, reason }, item) {
    const claim = claimOf(item.claims, { claimant, reservationId, attempt });
    if (!claim) return [];
    return release({ sku, location }, item, [claim], { quantity, reason, by: 'reservation' });
  },

  ReleaseUnits({ sku, location, claimant, quantity, reason }, item) {
    const claims = claimsOf(item.claims, claimant);
    return release({ sku, location }, item, claims, { quantity, reason, by: 'fulfilment' });
  },

  ReportShortPick({ sku, location, claimant, quantity }, item) {
    const shelf = { sku, location };
    const taken = takeClaims(claimsOf(item.claims, claimant), quantity, ['allocated', 'picked']);
    const lost = taken.reduce((sum, { stages }) => sum + quantityOf(stages), 0);
    if (lost === 0) return [];
    const reason = 'short_pick';
    const lose = () =>
      taken.map((one) => ({ type: 'StockClaimBroken', ...aboutTaken(shelf, one), reason }) as const);
    const adjust = (now: StockItemState) => {
      const delta = -Math.min(lost, now.balance.available);
      if (delta === 0) return [];
      const entry = entryOf(now, { available: delta });
      return [{ type: 'StockAdjusted', ...shelf, bucket: 'available', delta, reason, ...entry } as const];
    };
    return settled(shelf, item, lose, adjust, openShortfall(shelf, `${lost} to be picked were not there.`));
  },

  VacateStock({ sku, location, after }, item) {
    const movable = allClaims(item.claims)
      .filter((claim) => claim.order > after && claim.held + claim.allocated > 0)
      .sort((left, right) => left.order - right.order);
    const now = movable.slice(0, CLAIMS_MAX);
    return now.map((claim, index) => {
      const { claimant, reservationId, attempt, held, allocated, order } = claim;
      const goesOn = index === now.length - 1 && now.length < movable.length;
      const about = { sku, location, claimant, reservationId, attempt, quantity: held + allocated };
      return { type: 'StockMoveRequested', ...about, ...(goesOn && { after: order }) };
    });
  },
};

interface Giving {
  readonly quantity: number;
  readonly reason: string;
  readonly by: 'reservation' | 'fulfilment';
}

function release(
  shelf: { readonly sku: string; readonly location: string },
  item: StockItemState,
  claims: Parameters<typeof takeClaims>[0],
  { quantity, reason, by }: Giving,
): readonly StockItemEvent[] {
  const taken = takeClaims(claims, quantity, ['held', 'allocated', 'picked']);
  const events = taken.map(
    (one) => ({ type: 'StockReleased', ...aboutTaken(shelf, one), reason, by }) as const,
  );
  return withReorderPoint(shelf, item, events);
}

function stagesOf({ held, allocated, picked }: { held: number; allocated: number; picked: number }) {
  return { held, allocated, picked };
}

function withoutStages<T extends { readonly stages: unknown }>({
  stages: _stages,
  ...about
}: T): Omit<T, 'stages'> {
  return about;
}
