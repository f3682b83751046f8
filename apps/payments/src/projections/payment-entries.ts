import type { Money, Named, Units } from '@waybill/kernel';
import { OUTCOME_UNKNOWN, type Next, type PaymentEvent } from '../domain/payment.events.js';
import type { Entry, PaymentDocument, RefundEntry } from './payment-document.js';

type Outcome = Pick<Entry, 'status'> & Partial<Pick<Entry, 'attempt' | 'failure' | 'nextAt'>>;

/** What a request does to an entry. */
export function pending({ attempt }: { readonly attempt: number }): Outcome {
  return { status: 'pending', attempt };
}

interface Failure {
  readonly reason: string;
  readonly attempt: number;
  readonly next: Next;
  readonly retryAt?: string;
  readonly endsAt?: string;
}

/** What a failure does to an entry. */
export function failed({ reason, attempt, next, retryAt, endsAt }: Failure): Outcome {
  const isUnknown = reason === OUTCOME_UNKNOWN;
  const waiting = isUnknown ? 'unresolved' : 'waiting';
  const status = { retrying: 'pending', waiting, ended: 'failed' } as const;
  const nextAt = retryAt ?? endsAt;
  return { status: status[next], attempt, failure: reason, ...(nextAt !== undefined && { nextAt }) };
}

interface Moved {
  readonly key: string;
  readonly amount: Money;
}

type Captured = Moved & { readonly shipmentId?: string; readonly units: readonly Units[] };

export function putCapture(payment: PaymentDocument, captured: Captured, outcome: Outcome): PaymentDocument {
  const { key, amount, shipmentId, units } = captured;
  if (entryOf(payment.captures, key)) return changeCapture(payment, key, outcome);
  const parcel = { ...(shipmentId !== undefined && { shipmentId }), units };
  const capture = { key, captureId: key, amount, ...parcel, attempt: 1, ...outcome };
  return { ...payment, captures: [...payment.captures, capture] };
}

export function changeCapture(payment: PaymentDocument, key: string, outcome: Outcome): PaymentDocument {
  const captures = changed(payment.captures, key, ({ failure: _failure, nextAt: _nextAt, ...capture }) => ({
    ...capture,
    ...outcome,
  }));
  return { ...payment, captures };
}

export function putVoid(payment: PaymentDocument, { key, amount }: Moved, outcome: Outcome): PaymentDocument {
  const { attempt = 1 } = entryOf(payment.voids, key) ?? {};
  return { ...payment, voids: put(payment.voids, { key, amount, attempt, ...outcome }) };
}

export function putRefund(
  payment: PaymentDocument,
  { key, amount, refundId, units, reason, shipmentId, attempt }: Named<PaymentEvent, 'RefundRequested'>,
): PaymentDocument {
  const parcel = shipmentId === undefined ? {} : { shipmentId };
  const refund = { key, refundId, amount, reason, units, ...parcel, attempt, status: 'pending' } as const;
  return { ...payment, refunds: put(payment.refunds, refund) };
}

export function putShortRefund(
  payment: PaymentDocument,
  { key, amount, refundId, units, reason, shipmentId }: Named<PaymentEvent, 'RefundShort'>,
): PaymentDocument {
  const refund = { key, refundId, amount, reason, units, shipmentId, attempt: 0 };
  const failure = { status: 'waiting', failure: 'exceeds_captured' } as const;
  return { ...payment, refunds: put(payment.refunds, { ...refund, ...failure }) };
}

export function changeRefund(
  payment: PaymentDocument,
  key: string,
  outcome: Outcome & Partial<Pick<RefundEntry, 'evidence' | 'toPaymentId'>>,
): PaymentDocument {
  const refunds = changed(payment.refunds, key, ({ failure: _failure, nextAt: _nextAt, ...refund }) => ({
    ...refund,
    ...outcome,
  }));
  return { ...payment, refunds };
}

function changed<T extends Entry>(entries: readonly T[], key: string, next: (entry: T) => T): readonly T[] {
  return entries.map((entry) => (entry.key === key ? next(entry) : entry));
}

function put<T extends Entry>(entries: readonly T[], entry: T): readonly T[] {
  return entryOf(entries, entry.key)
    ? entries.map((other) => (other.key === entry.key ? entry : other))
    : [...entries, entry];
}

function entryOf<T extends Entry>(entries: readonly T[], key: string): T | undefined {
  return entries.find((entry) => entry.key === key);
}
