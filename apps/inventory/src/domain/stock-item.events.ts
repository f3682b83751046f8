import type { Money } from '@waybill/kernel';
import type { WorkItemEvent } from './work-item.events.js';

export type Bucket = 'available' | 'damaged' | 'quarantine' | 'inspection';

/** How far a claimed unit has got. */
export type ClaimStage = 'held' | 'allocated' | 'picked';

/** Quantities by stage. */
export type ByStage = { readonly [S in ClaimStage]: number };

/** Why a person adjusts stock. */
export type AdjustmentReason = 'damaged' | 'expired' | 'lost' | 'found' | 'correction' | 'other';

/** Why claimed stock is not there. */
export type BreakReason = 'shortfall' | 'short_pick';

/** What is in each bucket. */
export type Balance = { readonly [B in Bucket]: number };

/** Where stock is: a SKU at a location. */
export interface AtShelf {
  readonly sku: string;
  readonly location: string;
}

/** A claim of a plan, and the reservation's attempt that asks for it. */
export interface PlannedClaim extends AtShelf {
  readonly quantity: number;
  readonly attempt: number;
}

/** An entry of the shelf's ledger. */
interface Movement extends AtShelf {
  /** The number of the entry, from 0. */
  readonly entry: number;
  /** After it. */
  readonly balance: Balance;
}

export interface OfClaim extends AtShelf {
  /** Whom the claim is for: the order, or the reservation itself when it is for no order. */
  readonly claimant: string;
  readonly reservationId: string;
  readonly attempt: number;
  readonly quantity: number;
}

interface OfTransfer {
  readonly transferId: string;
  readonly quantity: number;
}

interface OfReorderPoint extends AtShelf {
  readonly available: number;
  readonly reorderPoint: number;
}

/** The claims of an attempt are held one after the other: those before this one, and those that follow. */
interface InPlan {
  readonly before: readonly PlannedClaim[];
  readonly after: readonly PlannedClaim[];
}

/** The claims of a reservation are allocated one after the other: what is allocated already, and where it goes on. */
interface InRound {
  readonly before: readonly Omit<PlannedClaim, 'quantity'>[];
  readonly after: readonly AtShelf[];
}

export type StockItemEvent =
  | (Movement & {
      readonly type: 'StockReceived';
      readonly receiptId: string;
      readonly quantity: number;
      readonly bucket: Bucket;
      readonly unitCost?: Money;
      readonly lot?: string;
      /** A calendar date, `2027-01-31`. */
      readonly expiresOn?: string;
      /** Where it came from: a delivery note, a purchase order. */
      readonly reference?: string;
    })
  | (Movement & {
      readonly type: 'StockAdjusted';
      readonly bucket: Bucket;
      readonly delta: number;
      readonly reason: AdjustmentReason | 'counted' | 'short_pick';
    })
  | (Movement & {
      readonly type: 'StockReclassified';
      readonly from: Bucket;
      readonly to: Bucket;
      readonly quantity: number;
      readonly reason: string;
    })
  | (AtShelf & {
      readonly type: 'StockCounted';
      readonly bucket: Bucket;
      readonly counted: number;
      readonly expected: number;
    })
  | (AtShelf & { readonly type: 'ReorderPointSet'; readonly reorderPoint: number })
  | (OfReorderPoint & { readonly type: 'ReorderPointReached' })
  | (OfReorderPoint & { readonly type: 'ReorderPointCleared' })
  | (OfClaim & InPlan & { readonly type: 'StockHeld' })
  | (AtShelf &
      InPlan & {
        readonly type: 'StockHoldRefused';
        readonly reservationId: string;
        readonly attempt: number;
        readonly requested: number;
        readonly available: number;
      })
  | (AtShelf &
      InRound & {
        readonly type: 'StockAllocated';
        readonly claimant: string;
        readonly reservationId: string;
        /** A quantity of 0: allocated before. */
        readonly claims: readonly { readonly attempt: number; readonly quantity: number }[];
      })
  | (AtShelf &
      InRound & {
        readonly type: 'StockAllocationRefused';
        readonly claimant: string;
        readonly reservationId: string;
      })
  | (OfClaim & { readonly type: 'StockPicked' })
  /** Picked units are back on the shelf, for the same claim. */
  | (OfClaim & { readonly type: 'StockUnpicked' })
  | (Movement &
      OfClaim & { readonly type: 'StockShipped'; readonly stages: ByStage; readonly shipmentId: string })
  | (Movement & {
      /** Goods have left that nobody had claimed, or whose claim had been broken. */
      readonly type: 'StockShippedUnclaimed';
      readonly claimant: string;
      readonly shipmentId: string;
      readonly quantity: number;
    })
  | (OfClaim & {
      readonly type: 'StockReleased';
      readonly stages: ByStage;
      /** Why the reservation or the fulfilment gave it back, or `held_again` for a newer attempt of the reservation. */
      readonly reason: string;
      readonly by: 'reservation' | 'fulfilment';
    })
  | (AtShelf & { readonly type: 'StockShortfallDetected'; readonly missing: number })
  | (AtShelf & {
      /** There are more claims to break than one append can hold. */
      readonly type: 'StockShortfallRemains';
      readonly missing: number;
    })
  | (OfClaim & {
      readonly type: 'StockClaimBroken';
      readonly stages: ByStage;
      readonly reason: BreakReason;
    })
  | (OfClaim & {
      /** The location is suspended: the claim should move to another one. It stays until it has. */
      readonly type: 'StockMoveRequested';
      /** Present when there are more claims than one append can hold: go on after this one. */
      readonly after?: number;
    })
  | (Movement & OfTransfer & { readonly type: 'StockTransferredOut'; readonly to: string })
  | (Movement & OfTransfer & { readonly type: 'StockTransferredIn'; readonly from: string })
  | (AtShelf & {
      readonly type: 'StockTransferRefused';
      readonly transferId: string;
      readonly requested: number;
      readonly available: number;
    })
  | WorkItemEvent;
