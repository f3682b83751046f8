import { CommandOf } from '@waybill/kernel';
import type { AtShelf, PlannedClaim } from './stock-item.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export class HoldStock extends CommandOf<HoldStock> {
  sku: string;
  location: string;
  claimant: string;
  reservationId: string;
  quantity: number;
  /** The number of the reservation's attempt; the answer repeats it. */
  attempt: number;
  /** Claims of earlier attempts of the reservation are freed. */
  since: number;
  before: readonly PlannedClaim[];
  after: readonly PlannedClaim[];
}

/** Allocates what the reservation holds here, then asks the places that follow. */
export class AllocateStock extends CommandOf<AllocateStock> {
  sku: string;
  location: string;
  claimant: string;
  reservationId: string;
  before: readonly Omit<PlannedClaim, 'quantity'>[];
  after: readonly AtShelf[];
}

export class PickStock extends CommandOf<PickStock> {
  sku: string;
  location: string;
  claimant: string;
  quantity: number;
}

/** Picked units go back on the shelf; the claim stays. */
export class UnpickStock extends CommandOf<UnpickStock> {
  sku: string;
  location: string;
  claimant: string;
  quantity: number;
}

export class ShipStock extends CommandOf<ShipStock> {
  sku: string;
  location: string;
  claimant: string;
  quantity: number;
  shipmentId: string;
}

/** The reservation gives back the claim of an attempt, or a part of it. */
export class ReleaseStock extends CommandOf<ReleaseStock> {
  sku: string;
  location: string;
  claimant: string;
  reservationId: string;
  attempt: number;
  quantity: number;
  reason: string;
}

/** Units that the claimant does not need any more. */
export class ReleaseUnits extends CommandOf<ReleaseUnits> {
  sku: string;
  location: string;
  claimant: string;
  quantity: number;
  reason: string;
}

/** Claimed units that were not on the shelf when they were to be picked. */
export class ReportShortPick extends CommandOf<ReportShortPick> {
  sku: string;
  location: string;
  claimant: string;
  quantity: number;
}

/** Goes on with a shortfall that one append could not hold. */
export class BreakClaims extends CommandOf<BreakClaims> {
  sku: string;
  location: string;
}

/** The location is suspended: asks the claims that are not picked to move, from the one after `after` on. */
export class VacateStock extends CommandOf<VacateStock> {
  sku: string;
  location: string;
  after: number;
}

export class TransferOut extends CommandOf<TransferOut> {
  sku: string;
  location: string;
  transferId: string;
  to: string;
  quantity: number;
}

/** More arrived than was sent: the source has fewer than it believes. */
export class TransferExcessOut extends CommandOf<TransferExcessOut> {
  sku: string;
  location: string;
  transferId: string;
  to: string;
  quantity: number;
}

export class TransferIn extends CommandOf<TransferIn> {
  sku: string;
  location: string;
  transferId: string;
  from: string;
  quantity: number;
}
