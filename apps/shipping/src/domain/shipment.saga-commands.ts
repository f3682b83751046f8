import { CommandOf, type Money } from '@waybill/kernel';
import type { Address, CarrierStatus, SkuQuantity } from './shipment.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export type LabelOutcome =
  | {
      readonly outcome: 'purchased';
      readonly carrier: string;
      readonly trackingNumber: string;
      readonly labelUrl?: string;
    }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly outcome: 'unknown' };

export interface CarrierEvent {
  readonly id: string;
  readonly status: CarrierStatus;
  readonly at: string;
  readonly place?: string;
  readonly reason?: string;
}

export class CreateShipment extends CommandOf<CreateShipment> {
  shipmentId: string;
  orderId: string;
  location: string;
  lines: readonly SkuQuantity[];
  /** What falls due with this shipment. */
  amount: Money;
  address: Address;
  holds: readonly string[];
}

export class HoldShipment extends CommandOf<HoldShipment> {
  shipmentId: string;
  hold: string;
}

export class LiftHold extends CommandOf<LiftHold> {
  shipmentId: string;
  hold: string;
  /** The holds that are still open. */
  holds: readonly string[];
}

export class RecordLabel extends CommandOf<RecordLabel> {
  shipmentId: string;
  key: string;
  answer: LabelOutcome;
}

export class RecordLabelVoided extends CommandOf<RecordLabelVoided> {
  shipmentId: string;
  key: string;
}

export class PermitDispatch extends CommandOf<PermitDispatch> {
  shipmentId: string;
}

/** Events of the carrier in any order; known ones are ignored. */
export class RecordCarrierEvents extends CommandOf<RecordCarrierEvents> {
  shipmentId: string;
  events: readonly CarrierEvent[];
}

export class CancelShipment extends CommandOf<CancelShipment> {
  shipmentId: string;
  orderId: string;
  location: string;
  reason: string;
}

/** Sent when the next step was not taken in time. */
export class EscalateShipment extends CommandOf<EscalateShipment> {
  shipmentId: string;
  dueAt: string;
}
