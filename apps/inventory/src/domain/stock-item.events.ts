/** Why a person adjusts stock. */
export type AdjustmentReason = 'damaged' | 'expired' | 'lost' | 'found' | 'correction' | 'other';

export type ClaimStage = 'held' | 'allocated' | 'picked';

/** Where stock is: a SKU at a location. */
interface AtShelf {
  readonly sku: string;
  readonly location: string;
}

export interface OfClaim extends AtShelf {
  readonly reservationId: string;
  readonly quantity: number;
}

interface OfTransfer extends AtShelf {
  readonly transferId: string;
  readonly quantity: number;
}

interface OfReorderPoint extends AtShelf {
  readonly available: number;
  readonly reorderPoint: number;
}

export type StockItemEvent =
  | (AtShelf & { readonly type: 'StockReceived'; readonly quantity: number; readonly reference?: string })
  | (AtShelf & {
      readonly type: 'StockAdjusted';
      readonly delta: number;
      readonly reason: AdjustmentReason | 'counted';
    })
  | (AtShelf & { readonly type: 'StockCounted'; readonly counted: number; readonly expected: number })
  | (AtShelf & { readonly type: 'ReorderPointSet'; readonly reorderPoint: number })
  | (OfReorderPoint & { readonly type: 'ReorderPointReached' })
  | (OfReorderPoint & { readonly type: 'ReorderPointCleared' })
  | (OfClaim & { readonly type: 'StockHeld'; readonly attempt: number })
  | (AtShelf & {
      readonly type: 'StockHoldRefused';
      readonly reservationId: string;
      readonly requested: number;
      readonly available: number;
      readonly attempt: number;
    })
  | (OfClaim & { readonly type: 'StockAllocated' })
  | (OfClaim & { readonly type: 'StockPicked' })
  | (OfClaim & { readonly type: 'StockShipped'; readonly shipmentId: string })
  | (OfClaim & {
      readonly type: 'StockReleased';
      readonly stage: ClaimStage;
      /** Why the reservation gave it back, or `held-again` for a newer attempt of the same reservation. */
      readonly reason: string;
    })
  | (OfTransfer & { readonly type: 'StockTransferredOut'; readonly to: string })
  | (OfTransfer & { readonly type: 'StockTransferredIn'; readonly from: string })
  | (AtShelf & {
      readonly type: 'StockTransferRefused';
      readonly transferId: string;
      readonly requested: number;
      readonly available: number;
    });
