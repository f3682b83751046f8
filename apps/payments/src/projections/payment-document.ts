import type { Money, Units } from '@waybill/kernel';

export const STATUSES = [
  'expected',
  'created',
  'authorising',
  'action_required',
  'authorised',
  'expired',
  'partially_captured',
  'captured',
  'partially_refunded',
  'refunded',
  'declined',
  'unknown',
  'unresolved',
  'voiding',
  'voided',
  'cancelled',
] as const;

export type PaymentStatus = (typeof STATUSES)[number];

/**
 * `pending`: the provider is asked, now or soon. `waiting`: it has failed, and waits for a person or another payment.
 * `unresolved`: nobody knows whether the money has moved; the provider is asked daily.
 */
export type EntryStatus =
  'pending' | 'waiting' | 'unresolved' | 'succeeded' | 'failed' | 'cancelled' | 'redirected';

/** A capture, void or refund as clients see it. */
export interface Entry {
  readonly key: string;
  readonly amount: Money;
  readonly status: EntryStatus;
  /** How often it was requested. */
  readonly attempt: number;
  readonly failure?: string;
  /** When it is requested again, or, for a capture that waits, ends. */
  readonly nextAt?: string;
}

export interface CaptureEntry extends Entry {
  readonly captureId: string;
  readonly shipmentId?: string;
  readonly units: readonly Units[];
}

export interface RefundEntry extends Entry {
  readonly refundId: string;
  readonly reason: string;
  readonly units: readonly Units[];
  readonly shipmentId?: string;
  /** How it was paid back by hand. */
  readonly evidence?: string;
  /** The payment that pays it back instead. */
  readonly toPaymentId?: string;
}

/** A payment as clients see it. It never contains the token of its method. */
export interface PaymentDocument {
  readonly paymentId: string;
  /** Absent until an order uses it. */
  readonly orderId?: string;
  readonly customerId?: string;
  readonly status: PaymentStatus;
  /** What it is to pay, and what has become of that; absent until an order uses it. */
  readonly amount?: Money;
  readonly authorised?: Money;
  readonly captured?: Money;
  readonly refunded?: Money;
  readonly voided?: Money;
  readonly provider?: string;
  readonly reference?: string;
  /** When the authorisation expires; it is renewed before. */
  readonly expiresAt?: string;
  /** Whether the authorisation has expired. */
  readonly isExpired?: boolean;
  readonly card?: { readonly brand: string; readonly last4: string };
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
