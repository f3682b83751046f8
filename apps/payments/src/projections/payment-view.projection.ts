import { projection, zero, type Envelope, type Money } from '@waybill/kernel';
import type { PaymentEvent } from '../domain/payment.events.js';
import { statusOf, sumOf, type Entry, type PaymentStatus } from './payment-status.js';

export interface CaptureEntry extends Entry {
  readonly shipmentId: string;
}

export interface RefundEntry extends Entry {
  readonly refundId: string;
  readonly reason: string;
}

/** What a reader sees of a payment. */
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
  /** Which attempt to pay this is; 0 before the first. */
  readonly attempt: number;
  /** Why the last attempt was declined, or the payment cancelled, and whether another attempt may be made. */
  readonly reason?: string;
  readonly retryable?: boolean;
  /** What the customer is to do, and until when. */
  readonly action?: { readonly url: string; readonly expiresAt: string };
  readonly captures: readonly CaptureEntry[];
  readonly voids: readonly Entry[];
  readonly refunds: readonly RefundEntry[];
  readonly createdAt: string;
  readonly revision: number;
}

export const PaymentView = projection<PaymentDocument, PaymentEvent>()({
  name: 'payment-view',
  fields: { status: 'text', orderId: 'text', customerId: 'text' },
  keys: ({ paymentId }) => [paymentId],
  apply: {
    PaymentCreated: (_, { paymentId, orderId, customerId, amount }, { revision, meta }) => ({
      paymentId,
      orderId,
      customerId,
      status: 'created',
      amount,
      authorised: zero(amount.currency),
      captured: zero(amount.currency),
      refunded: zero(amount.currency),
      voided: zero(amount.currency),
      attempt: 0,
      captures: [],
      voids: [],
      refunds: [],
      createdAt: meta.occurredAt,
      revision,
    }),
    AuthorisationRequested: on((_, { attempt }) => ({
      status: 'authorising',
      attempt,
      reason: undefined,
      retryable: undefined,
    })),
    PaymentAuthorised: on((_, { amount }) => ({
      status: 'authorised',
      authorised: amount,
      action: undefined,
    })),
    AuthorisationArrivedLate: on((_, { amount }) => ({
      status: 'authorised',
      authorised: amount,
      action: undefined,
    })),
    PaymentDeclined: on((_, { reason, retryable }) => ({
      status: 'declined',
      reason,
      retryable,
      action: undefined,
    })),
    PaymentActionRequired: on((_, { url, expiresAt }) => ({
      status: 'action_required',
      action: { url, expiresAt },
    })),
    ActionCompleted: on(() => ({ status: 'authorising', action: undefined })),
    PaymentOutcomeUnknown: on(() => ({ status: 'unknown' })),
    ReconciliationRequested: on(() => ({})),
    PaymentOutcomeUnresolved: on(() => ({ status: 'unknown' })),
    PaymentCancellationRequested: on((_, { reason }) => ({ reason })),
    PaymentCancelled: on((_, { reason }) => ({
      status: 'cancelled',
      reason,
      retryable: undefined,
      action: undefined,
    })),
    PaymentClosed: on(() => ({})),
    CaptureRequested: on(({ captures }, { key, amount, shipmentId }) => ({
      captures: put(captures, { key, amount, shipmentId, status: 'pending' }),
    })),
    PaymentCaptured: on(({ captures }, { key, amount, shipmentId }) => ({
      captures: put(captures, { key, amount, shipmentId, status: 'succeeded' }),
    })),
    CaptureFailed: on(({ captures }, { key, amount, shipmentId, reason: failure, retryable }) => ({
      captures: put(captures, { key, amount, shipmentId, failure, status: afterFailure(retryable) }),
    })),
    CaptureAbandoned: on(({ captures }, { key, amount, shipmentId, reason: failure }) => ({
      captures: put(captures, { key, amount, shipmentId, failure, status: 'failed' }),
    })),
    CaptureCancelled: on(() => ({})),
    VoidRequested: on(({ voids }, { key, amount }) => ({
      voids: put(voids, { key, amount, status: 'pending' }),
    })),
    PaymentVoided: on(({ voids }, { key, amount }) => ({
      voids: put(voids, { key, amount, status: 'succeeded' }),
    })),
    VoidFailed: on(({ voids }, { key, amount, reason: failure, retryable }) => ({
      voids: put(voids, { key, amount, failure, status: afterFailure(retryable) }),
    })),
    RefundRequested: on(({ refunds }, { key, amount, refundId, reason }) => ({
      refunds: put(refunds, { key, amount, refundId, reason, status: 'pending' }),
    })),
    RefundSucceeded: on(({ refunds }, { key }) => ({
      refunds: refunds.map((refund) =>
        refund.key === key ? { ...refund, failure: undefined, status: 'succeeded' } : refund,
      ),
    })),
    RefundFailed: on(({ refunds }, { key, reason: failure, retryable }) => ({
      refunds: refunds.map((refund) =>
        refund.key === key ? { ...refund, failure, status: afterFailure(retryable) } : refund,
      ),
    })),
  },
});

/** A row that changes what is there; every event counts for the revision. */
function on<E extends PaymentEvent>(
  change: (document: PaymentDocument, event: E) => Partial<PaymentDocument>,
) {
  return (document: PaymentDocument | undefined, event: E, { revision }: Envelope) => {
    if (!document) return undefined;
    const next = { ...document, ...change(document, event), revision };
    const money = {
      captured: sumOf(next.captures, next.amount.currency),
      voided: sumOf(next.voids, next.amount.currency),
      refunded: sumOf(next.refunds, next.amount.currency),
    };
    return { ...next, ...money, status: statusOf({ ...next, ...money }) };
  };
}

function put<T extends Entry>(entries: readonly T[], entry: T): readonly T[] {
  const known = entries.some(({ key }) => key === entry.key);
  return known ? entries.map((other) => (other.key === entry.key ? entry : other)) : [...entries, entry];
}

function afterFailure(retryable: boolean): Entry['status'] {
  return retryable ? 'pending' : 'failed';
}
