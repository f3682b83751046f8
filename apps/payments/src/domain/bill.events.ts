import type { Money, Units } from '@waybill/kernel';

interface OfBill {
  readonly orderId: string;
}

/** A capture that a payment has been asked for. */
export interface AssignedCapture {
  readonly shipmentId: string;
  readonly units: readonly Units[];
  readonly amount: Money;
  readonly paymentId: string;
  readonly captureId: string;
}

export type BillEvent =
  | (OfBill & AssignedCapture & { readonly type: 'CaptureAssigned' })
  | (OfBill & {
      /** It pays for everything that no earlier payment has paid. */
      readonly type: 'PaymentAdded';
      readonly paymentId: string;
      /** The captures that earlier payments give up, unless they have made them. */
      readonly recalled: readonly AssignedCapture[];
    })
  | (OfBill & {
      readonly type: 'ParcelCancelled';
      readonly shipmentId: string;
      readonly units: readonly Units[];
      readonly reason: string;
      /** The payment that was asked to pay for it, if one was. */
      readonly paymentId?: string;
    })
  | (OfBill & {
      /** Which payments pay units back. */
      readonly type: 'RefundAssigned';
      readonly refundId: string;
      readonly reason: string;
      readonly refunds: readonly {
        readonly paymentId: string;
        readonly captureId: string;
        readonly refundId: string;
        readonly units: readonly Units[];
      }[];
    });
