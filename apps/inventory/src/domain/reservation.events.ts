export interface SkuQuantity {
  readonly sku: string;
  readonly quantity: number;
}

/** A quantity of a SKU at a location. */
export interface Claim extends SkuQuantity {
  readonly location: string;
}

export interface Shortage {
  readonly sku: string;
  readonly missing: number;
}

/** What to do when not everything can be held. */
export type Policy = 'all-or-nothing' | 'partial';

/** A reservation for an order has the order's id, other reservations have no `orderId`. */
interface OfReservation {
  readonly reservationId: string;
  readonly orderId?: string;
}

interface Asked extends OfReservation {
  readonly demand: readonly SkuQuantity[];
  readonly policy: Policy;
  readonly requestedAt: string;
  readonly expiresAt: string;
}

/** After this event the claims are freed, in whatever stage they are. */
interface Freeing extends OfReservation {
  readonly claims: readonly Claim[];
  /** The latest attempt to hold them. Claims of a later attempt are kept. */
  readonly attempt: number;
}

/** `contention`: several locations in a row had sold their stock meanwhile. */
export type HoldFailure = 'out-of-stock' | 'contention';

export type CommitFailure = HoldFailure | 'expired' | 'released';

interface Failing extends Freeing {
  readonly shortages: readonly Shortage[];
}

export type ReservationEvent =
  | (Asked & { readonly type: 'ReservationRequested' })
  | (Asked & {
      readonly type: 'ReservationSourced';
      /** What is to be held, and where. */
      readonly claims: readonly Claim[];
      readonly attempt: number;
    })
  | (OfReservation & {
      readonly type: 'ReservationLineHeld';
      readonly sku: string;
      readonly location: string;
    })
  | (OfReservation & {
      readonly type: 'ReservationLineRefused';
      readonly sku: string;
      readonly location: string;
      readonly available: number;
    })
  | (OfReservation & {
      readonly type: 'ReservationResourced';
      /** The claim that was refused. */
      readonly instead: Claim;
      /** What is to be held in its place. */
      readonly claims: readonly Claim[];
      readonly attempt: number;
    })
  | (OfReservation & {
      readonly type: 'ReservationHeld';
      readonly claims: readonly Claim[];
      readonly expiresAt: string;
    })
  | (OfReservation & {
      readonly type: 'ReservationPartiallyHeld';
      readonly claims: readonly Claim[];
      readonly shortages: readonly Shortage[];
      readonly expiresAt: string;
    })
  | (Failing & {
      readonly type: 'ReservationRejected';
      readonly reason: HoldFailure;
      readonly demand: readonly SkuQuantity[];
    })
  | (OfReservation & { readonly type: 'ReservationExtended'; readonly expiresAt: string })
  | (Freeing & { readonly type: 'ReservationExpired' })
  | (OfReservation & {
      readonly type: 'ReservationReholdRequested';
      readonly claims: readonly Claim[];
      readonly attempt: number;
      readonly expiresAt: string;
    })
  | (OfReservation & { readonly type: 'ReservationCommitted'; readonly claims: readonly Claim[] })
  | (Failing & { readonly type: 'ReservationCommitRejected'; readonly reason: CommitFailure })
  | (Freeing & {
      readonly type: 'ReservationReleased';
      /** What a person gave, why the order is cancelled, or `order-cancelled`, `order-rejected`, `order-expired`. */
      readonly reason: string;
    })
  | (Freeing & {
      readonly type: 'ReservationPartiallyReleased';
      readonly location: string;
      /** Why the shipment was cancelled. */
      readonly reason: string;
    })
  | (Freeing & { readonly type: 'ReservationClaimReturned' })
  | (OfReservation & {
      readonly type: 'ReservationPartiallyConsumed';
      readonly location: string;
      readonly shipmentId: string;
    })
  | (OfReservation & { readonly type: 'ReservationConsumed' });

/** The order that a reservation is for, as a field of events and states; a reservation for no order has no such field. */
export function forOrder({ orderId }: { readonly orderId?: string | undefined }): {
  readonly orderId?: string;
} {
  return orderId === undefined ? {} : { orderId };
}
