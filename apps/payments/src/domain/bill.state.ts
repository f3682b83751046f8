import type { Evolve } from '@waybill/kernel';
import type { AssignedCapture, BillEvent } from './bill.events.js';

/** A parcel of the order. One that was cancelled before it was ready has no capture. */
export type Parcel =
  | (AssignedCapture & { readonly isCancelled: boolean })
  | { readonly shipmentId: string; readonly isCancelled: true };

export interface BillState {
  /** Those that were asked for in place of earlier ones, in the order in which they were authorised. */
  readonly payments: readonly string[];
  readonly parcels: readonly Parcel[];
  /** The refunds that are assigned. */
  readonly refunds: readonly string[];
}

export const initial: BillState = { payments: [], parcels: [], refunds: [] };

export const evolve: Evolve<BillState, BillEvent> = {
  CaptureAssigned: (bill, { shipmentId, units, amount, paymentId, captureId }) =>
    withParcel(bill, { shipmentId, units, amount, paymentId, captureId, isCancelled: false }),
  PaymentAdded: (bill, { paymentId }) => ({ ...bill, payments: [...bill.payments, paymentId] }),
  ParcelCancelled: (bill, { shipmentId }) => {
    const parcel = bill.parcels.find((one) => one.shipmentId === shipmentId);
    return withParcel(bill, { ...parcel, shipmentId, isCancelled: true });
  },
  RefundAssigned: (bill, { refundId }) => ({ ...bill, refunds: [...bill.refunds, refundId] }),
};

function withParcel(bill: BillState, parcel: Parcel): BillState {
  const isKnown = bill.parcels.some(({ shipmentId }) => shipmentId === parcel.shipmentId);
  const parcels = isKnown
    ? bill.parcels.map((one) => (one.shipmentId === parcel.shipmentId ? parcel : one))
    : [...bill.parcels, parcel];
  return { ...bill, parcels };
}
