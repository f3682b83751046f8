import { money, type Money } from '@waybill/kernel';

export const STATUSES = [
  'created',
  'authorising',
  'action_required',
  'authorised',
  'partially_captured',
  'captured',
  'partially_refunded',
  'refunded',
  'declined',
  'unknown',
  'voiding',
  'voided',
  'cancelled',
] as const;

export type PaymentStatus = (typeof STATUSES)[number];

/** A capture, void or refund as clients see it. */
export interface Entry {
  readonly key: string;
  readonly amount: Money;
  /** `failed` is final, or needs a person. */
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly failure?: string;
}

interface Amounts {
  readonly status: PaymentStatus;
  readonly authorised: Money;
  readonly captured: Money;
  readonly refunded: Money;
  readonly voided: Money;
  readonly captures: readonly Entry[];
  readonly voids: readonly Entry[];
}

const UNTIL_GRANTED: readonly PaymentStatus[] = [
  'created',
  'authorising',
  'action_required',
  'declined',
  'unknown',
  'cancelled',
];

/** After the authorisation the status follows from the amounts alone. */
export function statusOf(payment: Amounts): PaymentStatus {
  const { status, authorised, captured, refunded, voided, captures, voids } = payment;
  if (UNTIL_GRANTED.includes(status)) return status;
  if (refunded.amount > 0) return refunded.amount < captured.amount ? 'partially_refunded' : 'refunded';
  if (captures.some(hasSucceeded)) {
    return captured.amount + voided.amount < authorised.amount ? 'partially_captured' : 'captured';
  }
  if (voids.some(hasSucceeded) && voided.amount === authorised.amount) return 'voided';
  return voids.some((entry) => entry.status === 'pending') ? 'voiding' : 'authorised';
}

export function sumOf(entries: readonly Entry[], currency: string): Money {
  const succeeded = entries.filter(hasSucceeded);
  return money(
    succeeded.reduce((total, { amount }) => total + amount.amount, 0),
    currency,
  );
}

function hasSucceeded({ status }: Entry): boolean {
  return status === 'succeeded';
}
