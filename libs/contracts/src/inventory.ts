import type { Named } from '@waybill/kernel';
import type { SkuQuantity } from './orders.js';

/** A quantity of a SKU claimed at a location. */
export interface Claim extends SkuQuantity {
  readonly location: string;
}

export interface Shortage {
  readonly sku: string;
  readonly missing: number;
}

/** A reservation for an order has the order's id, other reservations have no `orderId`. */
interface OfReservation {
  readonly reservationId: string;
  readonly orderId?: string;
}

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
      readonly reason: 'out-of-stock' | 'contention';
      readonly shortages: readonly Shortage[];
    })
  | (OfReservation & { readonly type: 'inventory.ReservationExtended'; readonly expiresAt: string })
  | (OfReservation & { readonly type: 'inventory.ReservationExpired' })
  | (OfReservation & { readonly type: 'inventory.ReservationCommitted'; readonly claims: readonly Claim[] })
  | (OfReservation & {
      readonly type: 'inventory.ReservationCommitRejected';
      readonly reason: 'out-of-stock' | 'contention' | 'expired' | 'released';
      readonly shortages: readonly Shortage[];
    })
  | (OfReservation & {
      readonly type: 'inventory.ReservationReleased';
      /** What a person gave, why the order is cancelled, or `order-cancelled`, `order-rejected`, `order-expired`. */
      readonly reason: string;
    })
  | (OfReservation & { readonly type: 'inventory.ReservationConsumed' })
  | {
      readonly type: 'inventory.ReorderPointReached';
      readonly sku: string;
      readonly location: string;
      readonly available: number;
      readonly reorderPoint: number;
    };

const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder = { reservationId, orderId: reservationId };
const claims = [{ sku: 'TEA-EARL-100', location: 'main', quantity: 2 }];
const shortages = [{ sku: 'TEA-EARL-100', missing: 1 }];
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
    reason: 'out-of-stock',
    shortages,
  },
  'inventory.ReservationExtended': { type: 'inventory.ReservationExtended', ...ofOrder, expiresAt },
  'inventory.ReservationExpired': { type: 'inventory.ReservationExpired', ...ofOrder },
  'inventory.ReservationCommitted': { type: 'inventory.ReservationCommitted', ...ofOrder, claims },
  'inventory.ReservationCommitRejected': {
    type: 'inventory.ReservationCommitRejected',
    ...ofOrder,
    reason: 'out-of-stock',
    shortages,
  },
  'inventory.ReservationReleased': {
    type: 'inventory.ReservationReleased',
    ...ofOrder,
    reason: 'order-cancelled',
  },
  'inventory.ReservationConsumed': { type: 'inventory.ReservationConsumed', ...ofOrder },
  'inventory.ReorderPointReached': {
    type: 'inventory.ReorderPointReached',
    sku: 'TEA-EARL-100',
    location: 'main',
    available: 4,
    reorderPoint: 5,
  },
};
