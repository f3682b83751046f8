export interface SkuQuantity {
  readonly sku: string;
  readonly quantity: number;
}

/** A quantity of a SKU at a location. */
export interface Claim extends SkuQuantity {
  readonly location: string;
}

/** A claim and the reservation's attempt that made it. Together with SKU and location, the attempt names the claim. */
export interface OwnClaim extends Claim {
  readonly attempt: number;
}

export type ClaimKey = Omit<OwnClaim, 'quantity'>;

export interface Shortage {
  readonly sku: string;
  readonly missing: number;
}

/** What to do when not everything can be held: reject the reservation, or hold what is there. */
export type Policy = 'all_or_nothing' | 'partial';

/** What is wanted of a SKU, over all lines. */
export interface Demand extends SkuQuantity {
  /** With less than this the reservation is rejected. */
  readonly required: number;
}

/** A reservation for an order has the order's id, and so has the one of a reshipment; others have no `orderId`. */
interface OfReservation {
  readonly reservationId: string;
  readonly orderId?: string;
}

interface Asked extends OfReservation {
  readonly demand: readonly Demand[];
  readonly requestedAt: string;
  readonly expiresAt: string;
}

interface WithClaims extends OfReservation {
  readonly claims: readonly OwnClaim[];
}

/** `contention`: several locations in a row had sold their stock meanwhile. */
export type HoldFailure = 'out_of_stock' | 'contention';

export type CommitFailure = HoldFailure | 'expired' | 'released';

export type LossReason = 'shortfall' | 'short_pick';

export type ReservationEvent =
  | (Asked & { readonly type: 'ReservationRequested' })
  | (Asked &
      WithClaims & {
        /** The plan: what is to be held, and where. */
        readonly type: 'ReservationSourced';
        /** It is paid: it is committed as soon as everything is held. */
        readonly isPaid: boolean;
      })
  | (Asked &
      WithClaims & {
        /** The order with the same id takes over a reservation that was made first. `claims` are to be held besides. */
        readonly type: 'ReservationTakenOver';
        readonly kept: readonly OwnClaim[];
        readonly freed: readonly OwnClaim[];
      })
  | (OfReservation & {
      /** A location has refused: others are asked instead, and `again` for the claims that were to be held after it. */
      readonly type: 'ReservationReplanned';
      readonly refused: OwnClaim;
      readonly available: number;
      readonly instead: readonly OwnClaim[];
      readonly again: readonly OwnClaim[];
    })
  | (WithClaims & {
      readonly type: 'ReservationClaimsHeld';
      /** Claims in whose place these are. */
      readonly freed: readonly OwnClaim[];
      /** Whether they are to be allocated now. */
      readonly isWantedNow: boolean;
    })
  | (WithClaims & { readonly type: 'ReservationHeld'; readonly expiresAt: string })
  | (WithClaims & {
      readonly type: 'ReservationPartiallyHeld';
      readonly shortages: readonly Shortage[];
      readonly expiresAt: string;
    })
  | (WithClaims & {
      readonly type: 'ReservationRejected';
      readonly reason: HoldFailure;
      readonly shortages: readonly Shortage[];
      readonly demand: readonly Demand[];
    })
  | (OfReservation & { readonly type: 'ReservationExtended'; readonly expiresAt: string })
  | (WithClaims & { readonly type: 'ReservationExpired' })
  | (WithClaims & {
      /** It had expired and is to be committed after all: `claims` are to be held once more. */
      readonly type: 'ReservationReholdRequested';
      readonly expiresAt: string;
      readonly until?: string;
    })
  | (WithClaims & {
      /** `claims` are to be allocated; `allocated` are already. */
      readonly type: 'ReservationCommitRequested';
      readonly allocated: readonly ClaimKey[];
      readonly expiresAt: string;
      /** When a reservation for no order is to be released, if somebody has said so. */
      readonly until?: string;
    })
  | (OfReservation & { readonly type: 'ReservationClaimsAllocated'; readonly claims: readonly ClaimKey[] })
  | (WithClaims & {
      readonly type: 'ReservationCommitted';
      /** When it is released; a reservation for an order is not. */
      readonly expiresAt?: string;
    })
  | (WithClaims & {
      readonly type: 'ReservationCommitRejected';
      readonly reason: CommitFailure;
      readonly shortages: readonly Shortage[];
    })
  | (WithClaims & {
      readonly type: 'ReservationReleased';
      /** What a person gave, why the order ended, `hold_ended`, or why the last claim was lost. */
      readonly reason: string;
    })
  | (WithClaims & { readonly type: 'ReservationPartiallyReleased'; readonly reason: string })
  /** Claims that the reservation never counted, or not any more. */
  | (WithClaims & { readonly type: 'ReservationClaimsReturned' })
  | (OfReservation & {
      /** Claimed stock is not there. `instead` is to be held in its place. */
      readonly type: 'ReservationClaimBroken';
      readonly from: OwnClaim;
      readonly reason: LossReason;
      readonly instead: readonly OwnClaim[];
    })
  | (OfReservation & {
      /** The location is suspended. `instead` is to be held in its place; then the claim is freed. */
      readonly type: 'ReservationMoveStarted';
      readonly from: OwnClaim;
      readonly instead: readonly OwnClaim[];
    })
  | (OfReservation & {
      /** The claim is not needed in place of another one any more. */
      readonly type: 'ReservationMoveEnded';
      readonly claims: readonly OwnClaim[];
    })
  | (WithClaims & {
      /** Claimed stock was not there, or should move; it is claimed elsewhere now. */
      readonly type: 'ReservationReallocated';
      readonly from: Claim;
      readonly freed: readonly OwnClaim[];
    })
  | (OfReservation & {
      /** Claimed stock is not there, and there is none elsewhere. */
      readonly type: 'ReservationShort';
      readonly lost: Claim;
      readonly reason: LossReason;
    })
  | (WithClaims & {
      /** A person gives all of its stock to whoever it was kept for. */
      readonly type: 'ReservationHandedOver';
      readonly shipmentId: string;
    })
  | (WithClaims & { readonly type: 'ReservationPartiallyConsumed'; readonly shipmentId: string })
  | (OfReservation & {
      readonly type: 'ReservationConsumed';
      /** What left last. */
      readonly claims: readonly OwnClaim[];
      readonly shipmentId?: string;
    });

/** The order that a reservation is for, as a field of events and states; a reservation for no order has no such field. */
export function forOrder({ orderId }: { readonly orderId?: string | undefined }): {
  readonly orderId?: string;
} {
  return orderId === undefined ? {} : { orderId };
}

/** Whom a reservation's claims are for. */
export function claimantOf({ reservationId, orderId }: OfReservation): string {
  return orderId ?? reservationId;
}
