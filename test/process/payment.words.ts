import type { Command } from '@waybill/kernel';
import { payments, type Payment } from './apps.js';

// The words in which the lifecycles of money are told.

export const paymentId = 'p-1';
export const orderId = 'o-1';
export const shipmentId = 's-1';
export const captureId = 'c-1';
export const refundId = 'r-1';
export const eur = (amount: number) => ({ amount, currency: 'EUR' });
export const units = [{ lineId: '1', sku: 'TEA', first: 0, quantity: 2, unitAmount: eur(10) }];

export const granted = {
  result: 'authorised',
  provider: 'sandbox',
  reference: 'auth-1',
  expiresAt: '2026-01-08T00:00:00.000Z',
  capabilities: { captures: 'many', partialCaptures: true, voidAfterCapture: true, renewal: true },
} as const;

export const capture = { paymentId, orderId, captureId, shipmentId, units, amount: eur(20) };

/** The answers of a provider to a capture, a void or a refund. */
export const answers = [
  { result: 'done', reference: 'op-1' },
  { result: 'captured', reference: 'op-1' },
  { result: 'failed', reason: 'provider_busy', retryable: true },
  { result: 'failed', reason: 'provider_refused', retryable: false },
  { result: 'unknown' },
] as const;

/** More attempts than the engine makes by itself: what a person or the daily question repeats changes nothing. */
const ATTEMPTS_MAX = 7;

type State = typeof Payment.initial;

/** The next command on the shortest way to an authorised payment. */
export function granting(payment: State): readonly Command[] {
  if (payment.status === 'none') return [new payments.CreatePayment({ paymentId, method: 'tok_approve' })];
  if (payment.status === 'created')
    return [new payments.RequestAuthorisation({ paymentId, orderId, amount: eur(30), replaces: false })];
  if (payment.status !== 'authorising') return [];
  return [new payments.RecordAuthorisation({ paymentId, key: payment.key, outcome: granted })];
}

/** Every answer to the operations of a kind, and the request of each again. */
export function answering(payment: State, ...kinds: readonly string[]): readonly Command[] {
  return payment.operations
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ key, kind }) => [
      new payments.RetryOperation({ paymentId, key }),
      ...answers
        .filter(({ result }) => kind === 'void' || result !== 'captured')
        .map((outcome) => new payments.RecordOperation({ paymentId, key, outcome })),
    ]);
}

/** What tells two states of a payment apart in which one kind of operation is looked at. */
export function stateOf(payment: State, ...kinds: readonly string[]): unknown {
  const { status, operations, cancelling, isClosed, dropped, dues } = payment;
  const seen = operations.map((one) =>
    kinds.includes(one.kind)
      ? `${one.kind} ${one.status} ${Math.min(ATTEMPTS_MAX, one.attempt)} ${one.workItem}`
      : `${one.kind} ${one.status}`,
  );
  return [
    status,
    cancelling !== undefined,
    isClosed,
    dropped.length,
    dues.length,
    [...new Set(seen)].toSorted(),
  ];
}
