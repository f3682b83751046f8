import { money, type Money } from '@waybill/kernel';
import type { Entry, PaymentDocument, PaymentStatus } from './payment-document.js';

/** The payment with the amounts and the status that follow from its captures, voids and refunds. */
export function settled(payment: PaymentDocument): PaymentDocument {
  const { amount, captures, voids, refunds } = payment;
  if (amount === undefined) return payment;
  const { currency } = amount;
  const amounts = {
    captured: sumOf(captures, currency),
    voided: sumOf(voids, currency),
    refunded: sumOf(refunds, currency),
  };
  return { ...payment, ...amounts, status: statusOf(payment, amounts) };
}

interface Amounts {
  readonly captured: Money;
  readonly voided: Money;
  readonly refunded: Money;
}

/** Before the authorisation the events say the status; after it the status follows from the amounts. */
function statusOf(payment: PaymentDocument, { captured, voided, refunded }: Amounts): PaymentStatus {
  const { status, authorised, captures, voids, refunds, isExpired } = payment;
  if ([...captures, ...voids, ...refunds].some((entry) => entry.status === 'unresolved')) return 'unresolved';
  if (authorised === undefined) return voids.length > 0 ? 'cancelled' : status;
  if (refunded.amount > 0) return refunded.amount < captured.amount ? 'partially_refunded' : 'refunded';
  if (captures.some(hasSucceeded)) {
    return captured.amount + voided.amount < authorised.amount ? 'partially_captured' : 'captured';
  }
  if (voids.some(hasSucceeded) && voided.amount >= authorised.amount) return 'voided';
  if (voids.some((entry) => entry.status === 'pending')) return 'voiding';
  return isExpired ? 'expired' : 'authorised';
}

function sumOf(entries: readonly Entry[], currency: string): Money {
  const succeeded = entries.filter(hasSucceeded);
  return money(
    succeeded.reduce((total, { amount }) => total + amount.amount, 0),
    currency,
  );
}

function hasSucceeded({ status }: Entry): boolean {
  return status === 'succeeded';
}
