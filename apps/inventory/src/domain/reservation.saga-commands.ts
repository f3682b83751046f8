import { CommandOf } from '@waybill/kernel';
import type { Policy, SkuQuantity } from './reservation.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

interface SupplyAt {
  readonly location: string;
  readonly available: number;
}

export class SourceReservation extends CommandOf<SourceReservation> {
  reservationId: string;
  orderId?: string;
  lines: readonly SkuQuantity[];
  policy: Policy;
  /** What the read model shows as available. */
  stock: readonly (SupplyAt & { readonly sku: string })[];
}

export class RecordHold extends CommandOf<RecordHold> {
  reservationId: string;
  sku: string;
  location: string;
  quantity: number;
  attempt: number;
}

export class RecordHoldRefusal extends CommandOf<RecordHoldRefusal> {
  reservationId: string;
  sku: string;
  location: string;
  /** What the location had available when it refused. */
  available: number;
  attempt: number;
  /** What the read model shows at other locations. */
  alternatives: readonly SupplyAt[];
}

/** A shipment from one location was cancelled: its claims are freed. */
export class ReleaseShipment extends CommandOf<ReleaseShipment> {
  reservationId: string;
  location: string;
  reason: string;
}

export class ExpireReservation extends CommandOf<ExpireReservation> {
  reservationId: string;
  /** The time that has passed. The reservation does not expire if it was extended meanwhile. */
  expiresAt: string;
}

export class RecordConsumed extends CommandOf<RecordConsumed> {
  reservationId: string;
  location: string;
  shipmentId: string;
}
