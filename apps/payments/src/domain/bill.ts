import {
  aggregate,
  ensure,
  idFrom,
  unitsWithin,
  unitsWithout,
  type DecisionContext,
  type Units,
} from '@waybill/kernel';
import { AddPayment, AssignRefund, BillParcel, CancelParcel, ReassignCapture } from './bill.saga-commands.js';
import type { AssignedCapture, BillEvent } from './bill.events.js';
import { evolve, initial, type BillState, type Parcel } from './bill.state.js';

/**
 * What an order pays, and with which of its payments. It is the one place where captures are assigned: a parcel has one
 * capture at a time, and gets another one only after the payment that had it has given it up.
 */
export const Bill = aggregate<BillState, BillEvent>()({
  name: 'bill',
  initial,
  evolve,
  commands: { BillParcel, AddPayment, ReassignCapture, CancelParcel, AssignRefund },
  idOf: (command) => command.orderId,
  decide: {
    BillParcel({ shipmentId, units, amount, paymentId }, bill, context) {
      if (parcelOf(bill, shipmentId)) return [];
      return [assign(bill, { shipmentId, units, amount, paymentId }, context)];
    },

    AddPayment({ paymentId }, bill, { id: orderId }) {
      if (bill.payments.includes(paymentId)) return [];
      const recalled = bill.parcels.filter(isAssigned).map(captureOf);
      return [{ type: 'PaymentAdded', orderId, paymentId, recalled }];
    },

    ReassignCapture({ shipmentId, captureId }, bill, context) {
      const parcel = parcelOf(bill, shipmentId);
      if (!parcel || !isAssigned(parcel) || parcel.captureId !== captureId) return [];
      return [assign(bill, parcel, context)];
    },

    CancelParcel({ shipmentId, units, reason }, bill, { id: orderId }) {
      const parcel = parcelOf(bill, shipmentId);
      if (parcel?.isCancelled) return [];
      const assigned = parcel && isBilled(parcel) ? { paymentId: parcel.paymentId } : {};
      return [{ type: 'ParcelCancelled', orderId, shipmentId, units, reason, ...assigned }];
    },

    AssignRefund({ refundId, units, reason }, bill, { id: orderId }) {
      if (bill.refunds.includes(refundId)) return [];
      const parts = partsOf(bill, units);
      ensure(
        parts.length > 0,
        'units-not-captured',
        'No payment was asked to pay for these units; there is nothing to pay back.',
      );
      const refunds = parts.map((part, index) => ({
        ...part,
        refundId: index === 0 ? refundId : idFrom('refund', refundId, index),
      }));
      return [{ type: 'RefundAssigned', orderId, refundId, reason, refunds }];
    },
  },
});

type NewCapture = Omit<AssignedCapture, 'captureId'>;

/** The latest payment pays: it was asked for because the earlier ones cannot. */
function assign(
  { payments }: BillState,
  { shipmentId, units, amount, paymentId }: NewCapture,
  context: DecisionContext,
): BillEvent {
  const payer = payments.at(-1) ?? paymentId;
  const { id: orderId } = context;
  const captureId = context.newId();
  return { type: 'CaptureAssigned', orderId, shipmentId, units, amount, paymentId: payer, captureId };
}

function parcelOf({ parcels }: BillState, shipmentId: string): Parcel | undefined {
  return parcels.find((parcel) => parcel.shipmentId === shipmentId);
}

function isBilled(parcel: Parcel): parcel is Extract<Parcel, AssignedCapture> {
  return 'captureId' in parcel;
}

function isAssigned(parcel: Parcel): parcel is Extract<Parcel, AssignedCapture> {
  return isBilled(parcel) && !parcel.isCancelled;
}

function captureOf({ shipmentId, units, amount, paymentId, captureId }: AssignedCapture): AssignedCapture {
  return { shipmentId, units, amount, paymentId, captureId };
}

/** These units by the payments that were asked to pay for them. A unit that was sent twice belongs to its first parcel. */
function partsOf(
  { parcels }: BillState,
  units: readonly Units[],
): readonly Pick<AssignedCapture, 'paymentId' | 'captureId' | 'units'>[] {
  let left = units;
  return parcels.filter(isBilled).flatMap(({ paymentId, captureId, units: parcel }) => {
    const part = unitsWithin(parcel, left);
    left = unitsWithout(left, part);
    return part.length === 0 ? [] : [{ paymentId, captureId, units: part }];
  });
}
