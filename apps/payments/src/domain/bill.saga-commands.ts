import { CommandOf, type Money, type Units } from '@waybill/kernel';

// Only sagas of this context send these commands; nothing validates their fields.

/** A parcel is ready: what it costs is to be captured. */
export class BillParcel extends CommandOf<BillParcel> {
  orderId: string;
  shipmentId: string;
  units: readonly Units[];
  amount: Money;
  /** The payment that the order was placed with. */
  paymentId: string;
}

/** A payment that was asked for in place of an earlier one is authorised. */
export class AddPayment extends CommandOf<AddPayment> {
  orderId: string;
  paymentId: string;
}

/** The payment that was to make this capture has given it up. */
export class ReassignCapture extends CommandOf<ReassignCapture> {
  orderId: string;
  shipmentId: string;
  captureId: string;
}

export class CancelParcel extends CommandOf<CancelParcel> {
  orderId: string;
  shipmentId: string;
  units: readonly Units[];
  reason: string;
}

export class AssignRefund extends CommandOf<AssignRefund> {
  orderId: string;
  refundId: string;
  units: readonly Units[];
  reason: string;
}
