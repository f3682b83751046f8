import { CommandOf } from '@waybill/kernel';
import type { Hold, RejectionReason, Shortage, SkuQuantity } from './order.events.js';

// Only sagas and deadlines of this context send these commands; nothing validates their fields.

export class CancelMissingLines extends CommandOf<CancelMissingLines> {
  orderId: string;
  shortages: readonly Shortage[];
}

export class ConfirmOrder extends CommandOf<ConfirmOrder> {
  orderId: string;
  claims: readonly (SkuQuantity & { readonly location: string })[];
}

export class RejectOrder extends CommandOf<RejectOrder> {
  orderId: string;
  reason: RejectionReason;
  shortages: readonly Shortage[];
}

export class ExpireOrder extends CommandOf<ExpireOrder> {
  orderId: string;
}

/** Holds the order as HoldOrder does, but does nothing where HoldOrder is refused. */
export class HoldForPayment extends CommandOf<HoldForPayment> {
  orderId: string;
  hold: Hold;
  note: string;
}

export class EscalateCancellation extends CommandOf<EscalateCancellation> {
  orderId: string;
}

export class RecordRelease extends CommandOf<RecordRelease> {
  orderId: string;
  location: string;
  shipmentId: string;
}

export class RecordShipped extends CommandOf<RecordShipped> {
  orderId: string;
  location: string;
  shipmentId: string;
  lines: readonly SkuQuantity[];
}

export class RecordDelivered extends CommandOf<RecordDelivered> {
  orderId: string;
  location: string;
  shipmentId: string;
  lines: readonly SkuQuantity[];
}

export class RecordShipmentCancelled extends CommandOf<RecordShipmentCancelled> {
  orderId: string;
  location: string;
  shipmentId: string;
}

export class RecordShipmentKept extends CommandOf<RecordShipmentKept> {
  orderId: string;
  location: string;
  shipmentId: string;
}
