import type { Money } from '@waybill/kernel';
import type { Entry, PaymentStatus } from './payment-status.js';

export interface CaptureEntry extends Entry {
  readonly shipmentId: string;
}

export interface RefundEntry extends Entry {
  readonly refundId: string;
  readonly reason: string;
}

/** A payment as clients see it. */
export interface PaymentDocument {
  readonly paymentId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly status: PaymentStatus;
  /** What the order cost when it was placed. */
  readonly amount: Money;
  readonly authorised: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly voided: Money;
  /** The number of the attempt to pay; 0 before the first. */
  readonly attempt: number;
  /** Why the last attempt was declined, or the payment cancelled, and whether another attempt may be made. */
  readonly reason?: string;
  readonly retryable?: boolean;
  /** Where the customer must go, and until when. */
  readonly action?: { readonly url: string; readonly expiresAt: string };
  readonly captures: readonly CaptureEntry[];
  readonly voids: readonly Entry[];
  readonly refunds: readonly RefundEntry[];
  readonly createdAt: string;
  readonly revision: number;
}
