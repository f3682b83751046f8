import { saga } from '@waybill/kernel';
import type { BillEvent } from '../domain/bill.events.js';
import { AddPayment, ReassignCapture } from '../domain/bill.saga-commands.js';
import type { PaymentEvent } from '../domain/payment.events.js';
import {
  AcceptRefund,
  DropParcel,
  RecordRedirectionRefused,
  RefundUnits,
  RequestCapture,
  WithdrawCapture,
} from '../domain/payment.saga-commands.js';

/** Carries the bill's decisions to the payments of the order, and their answers back. */
export const BillSaga = saga<BillEvent | PaymentEvent>()({
  name: 'bill',
  on: {
    CaptureAssigned: ({ orderId, paymentId, captureId, shipmentId, units, amount }) => [
      new RequestCapture({ paymentId, orderId, captureId, shipmentId, units, amount }),
    ],
    PaymentAdded: ({ orderId, recalled }) =>
      recalled.map((capture) => new WithdrawCapture({ orderId, ...capture })),
    ParcelCancelled: ({ orderId, paymentId, shipmentId, units, reason }) =>
      paymentId === undefined ? [] : [new DropParcel({ paymentId, orderId, shipmentId, units, reason })],
    RefundAssigned: ({ orderId, refunds, reason }) =>
      refunds.map((refund) => new RefundUnits({ orderId, ...refund, reason })),
    PaymentAuthorised: ({ orderId, paymentId, replaces }) =>
      replaces ? [new AddPayment({ orderId, paymentId })] : [],
    CaptureWithdrawn: ({ orderId, shipmentId, key: captureId }) => [
      new ReassignCapture({ orderId, shipmentId, captureId }),
    ],
    RefundRedirected: ({ orderId, paymentId, toPaymentId, refundId, amount, units, reason }) => [
      new AcceptRefund({
        paymentId: toPaymentId,
        orderId,
        fromPaymentId: paymentId,
        refundId,
        amount,
        units,
        reason,
      }),
    ],
    RedirectionRefused: ({ fromPaymentId: paymentId, refundId, reason }) => [
      new RecordRedirectionRefused({ paymentId, refundId, reason }),
    ],
  },
});
