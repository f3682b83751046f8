import { CommandOf, type Units } from '@waybill/kernel';
import type { WithdrawalReason } from './fulfilment-order.events.js';
import type { Address, CarrierStatus, Contact } from './shipment.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export class CreateFulfilmentOrder extends CommandOf<CreateFulfilmentOrder> {
  fulfilmentOrderId: string;
  orderId: string;
  subjectId: string;
  location: string;
  units: readonly Units[];
  address: Address;
  contact: Contact;
  shippingMethod: string | undefined;
  /** The ids of the order's open holds. */
  holds: readonly string[];
}

export class HoldFulfilment extends CommandOf<HoldFulfilment> {
  fulfilmentOrderId: string;
  orderId: string;
  holdId: string;
}

export class ReleaseHold extends CommandOf<ReleaseHold> {
  fulfilmentOrderId: string;
  orderId: string;
  holdId: string;
}

export class ChangeAddress extends CommandOf<ChangeAddress> {
  fulfilmentOrderId: string;
  orderId: string;
  subjectId: string;
  address: Address;
}

/** The order sends these units from elsewhere, or not at all. */
export class WithdrawUnits extends CommandOf<WithdrawUnits> {
  fulfilmentOrderId: string;
  orderId: string;
  units: readonly Units[];
  reason: WithdrawalReason;
}

export class RequestCancellation extends CommandOf<RequestCancellation> {
  fulfilmentOrderId: string;
  orderId: string;
  reason: string;
}

export class PermitDispatch extends CommandOf<PermitDispatch> {
  fulfilmentOrderId: string;
  shipmentId: string;
}

export type LabelOutcome =
  | {
      readonly outcome: 'purchased';
      readonly carrier: string;
      readonly service?: string;
      readonly trackingNumber: string;
      readonly trackingUrl?: string;
      readonly labelUrl?: string;
      readonly isInternational: boolean;
    }
  | {
      readonly outcome: 'failed';
      readonly reason: string;
      readonly retryable: boolean;
      readonly isAddressRefused: boolean;
    }
  | { readonly outcome: 'unknown' };

export class RecordLabel extends CommandOf<RecordLabel> {
  fulfilmentOrderId: string;
  shipmentId: string;
  key: string;
  answer: LabelOutcome;
}

export type VoidOutcome =
  | { readonly outcome: 'voided' }
  | { readonly outcome: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly outcome: 'unknown' };

export class RecordLabelVoid extends CommandOf<RecordLabelVoid> {
  fulfilmentOrderId: string;
  shipmentId: string;
  key: string;
  answer: VoidOutcome;
}

export interface CarrierEvent {
  readonly id: string;
  readonly status: CarrierStatus;
  readonly at: string;
  readonly place?: string;
  readonly reason?: string;
  readonly proof?: string;
}

/** Events of the carrier in any order; known ones are ignored. */
export class RecordCarrierEvents extends CommandOf<RecordCarrierEvents> {
  fulfilmentOrderId: string;
  shipmentId: string;
  events: readonly CarrierEvent[];
}

/** Sent when the fulfilment order's next step was not taken in time. */
export class EscalateFulfilment extends CommandOf<EscalateFulfilment> {
  fulfilmentOrderId: string;
  dueAt: string;
}

/** Sent when a shipment's next step was not taken in time, or the carrier is to be asked. */
export class EscalateShipment extends CommandOf<EscalateShipment> {
  fulfilmentOrderId: string;
  shipmentId: string;
  dueAt: string;
}

/** Sent when the carrier has not voided a label in time. */
export class RepeatLabelVoid extends CommandOf<RepeatLabelVoid> {
  fulfilmentOrderId: string;
  shipmentId: string;
  dueAt: string;
}
