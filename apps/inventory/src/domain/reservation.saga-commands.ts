import { CommandOf } from '@waybill/kernel';
import type { ClaimKey, LossReason, OwnClaim, Policy, SkuQuantity } from './reservation.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

/** What the read models show at a location that may be sold from. */
interface SupplyAt {
  readonly location: string;
  readonly available: number;
  readonly priority: number;
}

export class SourceReservation extends CommandOf<SourceReservation> {
  reservationId: string;
  orderId?: string;
  lines: readonly (SkuQuantity & { readonly policy: Policy })[];
  /** It needs no payment: it is committed as soon as everything is held. */
  isPaid: boolean;
  stock: readonly (SupplyAt & { readonly sku: string })[];
}

/** All claims of an attempt are held. */
export class RecordHeld extends CommandOf<RecordHeld> {
  reservationId: string;
  claims: readonly OwnClaim[];
}

export class RecordHoldRefusal extends CommandOf<RecordHoldRefusal> {
  reservationId: string;
  refused: OwnClaim;
  /** What the location had available when it refused. */
  available: number;
  /** Claims of the attempt that are held. */
  before: readonly OwnClaim[];
  /** Claims of the attempt that were not asked for any more. */
  after: readonly OwnClaim[];
  alternatives: readonly SupplyAt[];
}

/** All places were asked to allocate; these claims are allocated. The others are gone. */
export class RecordAllocated extends CommandOf<RecordAllocated> {
  reservationId: string;
  claims: readonly ClaimKey[];
}

/** Claimed stock is not there. */
export class RecordBrokenClaim extends CommandOf<RecordBrokenClaim> {
  reservationId: string;
  claim: OwnClaim;
  reason: LossReason;
  alternatives: readonly SupplyAt[];
}

/** The location is suspended. */
export class MoveClaim extends CommandOf<MoveClaim> {
  reservationId: string;
  claim: OwnClaim;
  alternatives: readonly SupplyAt[];
}

export class RecordShipped extends CommandOf<RecordShipped> {
  reservationId: string;
  claim: OwnClaim;
  shipmentId: string;
}

/** Units were cancelled, and their claim is free. */
export class RecordReleased extends CommandOf<RecordReleased> {
  reservationId: string;
  claim: OwnClaim;
  reason: string;
}

export class ExpireReservation extends CommandOf<ExpireReservation> {
  reservationId: string;
  /** The time that has passed. The reservation does not expire if it was extended meanwhile. */
  expiresAt: string;
}
