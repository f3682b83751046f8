import { CommandOf, type Money, type Units } from '@waybill/kernel';
import type { Claim, RejectionReason, Shortage } from './order-contents.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export class CancelMissingUnits extends CommandOf<CancelMissingUnits> {
  orderId: string;
  shortages: readonly Shortage[];
}

export class ConfirmOrder extends CommandOf<ConfirmOrder> {
  orderId: string;
  claims: readonly Claim[];
}

export class RejectOrder extends CommandOf<RejectOrder> {
  orderId: string;
  reason: RejectionReason;
  shortages: readonly Shortage[];
}

export class ExpireOrder extends CommandOf<ExpireOrder> {
  orderId: string;
}

/** Claimed stock is held elsewhere now. */
export class MoveUnits extends CommandOf<MoveUnits> {
  orderId: string;
  reservationId: string;
  from: Claim;
  claims: readonly Claim[];
}

/** Claimed stock is not there, and there is none elsewhere. */
export class CancelLostStock extends CommandOf<CancelLostStock> {
  orderId: string;
  reservationId: string;
  lost: Claim;
}

export class PlanReshipment extends CommandOf<PlanReshipment> {
  orderId: string;
  reservationId: string;
  claims: readonly Claim[];
}

export class FailReshipment extends CommandOf<FailReshipment> {
  orderId: string;
  reservationId: string;
}

export class RecordAuthorisation extends CommandOf<RecordAuthorisation> {
  orderId: string;
  paymentId: string;
}

export class RecordDecline extends CommandOf<RecordDecline> {
  orderId: string;
  paymentId: string;
  reason: string;
  retryable: boolean;
}

export class RecordUnresolvedPayment extends CommandOf<RecordUnresolvedPayment> {
  orderId: string;
  paymentId: string;
}

export class RecordExpiredAuthorisation extends CommandOf<RecordExpiredAuthorisation> {
  orderId: string;
  paymentId: string;
  reason: string;
}

/** The payment has ended before it was authorised. */
export class RecordCancelledPayment extends CommandOf<RecordCancelledPayment> {
  orderId: string;
  paymentId: string;
}

export class RecordVoid extends CommandOf<RecordVoid> {
  orderId: string;
  paymentId: string;
}

export class RecordCapture extends CommandOf<RecordCapture> {
  orderId: string;
  paymentId: string;
  captureId: string;
  shipmentId: string;
  units: readonly Units[];
  amount: Money;
}

export class RecordCaptureFailure extends CommandOf<RecordCaptureFailure> {
  orderId: string;
  paymentId: string;
  shipmentId: string;
  reason: string;
}

export class RecordRefund extends CommandOf<RecordRefund> {
  orderId: string;
  paymentId: string;
  refundId: string;
  units: readonly Units[];
  amount: Money;
}

export class RecordRelease extends CommandOf<RecordRelease> {
  orderId: string;
  fulfilmentOrderId: string;
}

export class RecordLabel extends CommandOf<RecordLabel> {
  orderId: string;
  fulfilmentOrderId: string;
  shipmentId: string;
}

/** The carrier does not deliver to the address. */
export class HoldForAddress extends CommandOf<HoldForAddress> {
  orderId: string;
  shipmentId: string;
  reason: string;
}

export class RecordShipped extends CommandOf<RecordShipped> {
  orderId: string;
  fulfilmentOrderId: string;
  shipmentId: string;
  units: readonly Units[];
}

export class RecordDelivered extends CommandOf<RecordDelivered> {
  orderId: string;
  fulfilmentOrderId: string;
  shipmentId: string;
  units: readonly Units[];
}

export class RecordLost extends CommandOf<RecordLost> {
  orderId: string;
  fulfilmentOrderId: string;
  shipmentId: string;
  units: readonly Units[];
}

export class RecordReturned extends CommandOf<RecordReturned> {
  orderId: string;
  fulfilmentOrderId: string;
  shipmentId: string;
  units: readonly Units[];
}

export class CancelStoppedUnits extends CommandOf<CancelStoppedUnits> {
  orderId: string;
  fulfilmentOrderId: string;
  units: readonly Units[];
}

export class KeepFulfilment extends CommandOf<KeepFulfilment> {
  orderId: string;
  fulfilmentOrderId: string;
  reason: 'shipped' | 'warehouse';
}

export class EscalateHold extends CommandOf<EscalateHold> {
  orderId: string;
  holdId: string;
}

export class EscalateCancellation extends CommandOf<EscalateCancellation> {
  orderId: string;
}
