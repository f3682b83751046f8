import type { Money, Named } from '@waybill/kernel';
import type { ClosedWorkItem, Each, OpenedWorkItem, SkuQuantity } from './vocabulary.js';

/** A quantity of a SKU claimed at a location. */
export interface Claim extends SkuQuantity {
  readonly location: string;
}

export interface Shortage {
  readonly sku: string;
  readonly missing: number;
}

/** A reservation for an order has the order's id, and so has the one of a reshipment; others have no `orderId`. */
interface OfReservation {
  readonly reservationId: string;
  readonly orderId?: string;
}

interface AtShelf {
  readonly sku: string;
  readonly location: string;
}

export type Bucket = 'available' | 'damaged' | 'quarantine' | 'inspection';

export type InventoryPublishedEvent =
  | (OfReservation & {
      readonly type: 'inventory.ReservationHeld';
      readonly claims: readonly Claim[];
      readonly expiresAt: string;
    })
  | (OfReservation & {
      readonly type: 'inventory.ReservationPartiallyHeld';
      readonly claims: readonly Claim[];
      readonly shortages: readonly Shortage[];
      readonly expiresAt: string;
    })
  | (OfReservation & {
      readonly type: 'inventory.ReservationRejected';
      /** `contention`: several locations in a row had sold their stock meanwhile. */
      readonly reason: 'out_of_stock' | 'contention';
      readonly shortages: readonly Shortage[];
    })
  | (OfReservation & { readonly type: 'inventory.ReservationExtended'; readonly expiresAt: string })
  | (OfReservation & { readonly type: 'inventory.ReservationExpired' })
  /** All of its stock is allocated: it can no longer expire. */
  | (OfReservation & { readonly type: 'inventory.ReservationCommitted'; readonly claims: readonly Claim[] })
  | (OfReservation & {
      readonly type: 'inventory.ReservationCommitRejected';
      readonly reason: 'out_of_stock' | 'contention' | 'expired' | 'released';
      readonly shortages: readonly Shortage[];
    })
  | (OfReservation & {
      readonly type: 'inventory.ReservationReleased';
      /** What a person gave, why the order is cancelled, or `order_cancelled`, `order_rejected`, `order_expired`. */
      readonly reason: string;
    })
  | Each<
      'inventory.ReservationPartiallyReleased' | 'inventory.ReservationPartiallyConsumed',
      OfReservation & { readonly claims: readonly Claim[] }
    >
  | (OfReservation & { readonly type: 'inventory.ReservationConsumed' })
  | (OfReservation & {
      /** Claimed stock turned out not to be there, and is claimed elsewhere now. */
      readonly type: 'inventory.ReservationReallocated';
      readonly from: Claim;
      readonly claims: readonly Claim[];
    })
  | (OfReservation & {
      /** Claimed stock turned out not to be there, and there is none elsewhere. */
      readonly type: 'inventory.ReservationShort';
      readonly lost: Claim;
      readonly reason: 'shortfall' | 'short_pick' | 'location_closed';
    })
  | (AtShelf & {
      readonly type: 'inventory.StockReceived';
      readonly receiptId: string;
      readonly quantity: number;
      readonly bucket: Bucket;
      readonly unitCost?: Money;
      readonly lot?: string;
      /** A calendar date, `2027-01-31`. */
      readonly expiresOn?: string;
    })
  | (AtShelf & {
      readonly type: 'inventory.StockAdjusted';
      readonly bucket: Bucket;
      readonly delta: number;
      readonly reason: string;
    })
  | (AtShelf & {
      readonly type: 'inventory.StockPicked';
      readonly reservationId: string;
      readonly quantity: number;
    })
  | (AtShelf & {
      readonly type: 'inventory.StockShipped';
      readonly reservationId: string;
      readonly shipmentId: string;
      readonly quantity: number;
    })
  | (AtShelf & {
      readonly type: 'inventory.ReorderPointReached';
      readonly available: number;
      readonly reorderPoint: number;
    })
  | (OpenedWorkItem & { readonly type: 'inventory.WorkItemOpened' })
  | (ClosedWorkItem & { readonly type: 'inventory.WorkItemClosed' });

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder = { reservationId: orderId, orderId };
const sku = 'TEA-EARL-100';
const location = 'main';
const claims = [{ sku, location, quantity: 2 }];
const shortages = [{ sku, missing: 1 }];
const expiresAt = '2026-11-22T10:30:00.000Z';

/** One recorded sample of every event that inventory publishes. */
export const inventorySamples: {
  readonly [T in InventoryPublishedEvent['type']]: Named<InventoryPublishedEvent, T>;
} = {
  'inventory.ReservationHeld': { type: 'inventory.ReservationHeld', ...ofOrder, claims, expiresAt },
  'inventory.ReservationPartiallyHeld': {
    type: 'inventory.ReservationPartiallyHeld',
    ...ofOrder,
    claims,
    shortages,
    expiresAt,
  },
  'inventory.ReservationRejected': {
    type: 'inventory.ReservationRejected',
    ...ofOrder,
    reason: 'out_of_stock',
    shortages,
  },
  'inventory.ReservationExtended': { type: 'inventory.ReservationExtended', ...ofOrder, expiresAt },
  'inventory.ReservationExpired': { type: 'inventory.ReservationExpired', ...ofOrder },
  'inventory.ReservationCommitted': { type: 'inventory.ReservationCommitted', ...ofOrder, claims },
  'inventory.ReservationCommitRejected': {
    type: 'inventory.ReservationCommitRejected',
    ...ofOrder,
    reason: 'out_of_stock',
    shortages,
  },
  'inventory.ReservationReleased': {
    type: 'inventory.ReservationReleased',
    ...ofOrder,
    reason: 'order_cancelled',
  },
  'inventory.ReservationPartiallyReleased': {
    type: 'inventory.ReservationPartiallyReleased',
    ...ofOrder,
    claims: [{ sku, location, quantity: 1 }],
  },
  'inventory.ReservationPartiallyConsumed': {
    type: 'inventory.ReservationPartiallyConsumed',
    ...ofOrder,
    claims: [{ sku, location, quantity: 1 }],
  },
  'inventory.ReservationConsumed': { type: 'inventory.ReservationConsumed', ...ofOrder },
  'inventory.ReservationReallocated': {
    type: 'inventory.ReservationReallocated',
    ...ofOrder,
    from: { sku, location, quantity: 1 },
    claims: [{ sku, location: 'north', quantity: 1 }],
  },
  'inventory.ReservationShort': {
    type: 'inventory.ReservationShort',
    ...ofOrder,
    lost: { sku, location, quantity: 1 },
    reason: 'shortfall',
  },
  'inventory.StockReceived': {
    type: 'inventory.StockReceived',
    sku,
    location,
    receiptId: '01930f71-0000-7000-8000-000000000001',
    quantity: 10,
    bucket: 'available',
    unitCost: { amount: 430, currency: 'EUR' },
    lot: 'L-2026-11',
    expiresOn: '2027-11-30',
  },
  'inventory.StockAdjusted': {
    type: 'inventory.StockAdjusted',
    sku,
    location,
    bucket: 'available',
    delta: -1,
    reason: 'lost',
  },
  'inventory.StockPicked': {
    type: 'inventory.StockPicked',
    sku,
    location,
    reservationId: orderId,
    quantity: 2,
  },
  'inventory.StockShipped': {
    type: 'inventory.StockShipped',
    sku,
    location,
    reservationId: orderId,
    shipmentId: '4a1f0f52-8d0c-5f0e-9a34-0a6c3b1d2e7f',
    quantity: 2,
  },
  'inventory.ReorderPointReached': {
    type: 'inventory.ReorderPointReached',
    sku,
    location,
    available: 4,
    reorderPoint: 5,
  },
  'inventory.WorkItemOpened': {
    type: 'inventory.WorkItemOpened',
    workItemId: 'shortfall/TEA-EARL-100@main',
    kind: 'stock_shortfall',
    orderId,
    about: { type: 'stock', id: 'TEA-EARL-100@main' },
    reason: 'One unit that an order has claimed is not there.',
    resolutions: [{ request: 'POST /v1/stock/TEA-EARL-100/main/count', effect: 'counts the shelf again' }],
  },
  'inventory.WorkItemClosed': {
    type: 'inventory.WorkItemClosed',
    workItemId: 'shortfall/TEA-EARL-100@main',
    resolution: 'The shelf was counted again.',
  },
};
