import { amountOfUnits, unitsWithin, unitsWithout, type Units } from '@waybill/kernel';
import {
  capturesOf,
  isCounted,
  refundsOf,
  type Capture,
  type Operations,
  type Refund,
} from './payment.ledger.js';

/** What of a capture is not paid back: units, and an amount in minor units. */
export interface Remainder {
  readonly capture: Capture;
  readonly units: readonly Units[];
  readonly amount: number;
}

/** What no refund pays back, or has failed to pay back. */
export function unpromised(operations: Operations): readonly Remainder[] {
  return remaindersAfter(operations, (refund) => isCounted(refund) || isListed(refund));
}

/** What no refund has paid back or is paying back. */
export function unrefunded(operations: Operations): readonly Remainder[] {
  return remaindersAfter(operations, isCounted);
}

/** A goodwill that has failed promises nothing. */
function isListed({ status, units, isShort = false }: Refund): boolean {
  return status === 'waiting' && (units.length > 0 || isShort);
}

/**
 * Attributes each refund to the captures that it pays back. A unit may be captured again, in another parcel, after it was
 * paid back; then it can be paid back again.
 */
function remaindersAfter(operations: Operations, counts: (refund: Refund) => boolean): readonly Remainder[] {
  const captured = capturesOf(operations)
    .filter(({ status }) => status === 'done')
    .map((capture) => ({ capture, units: capture.units, amount: capture.amount.amount }));
  return refundsOf(operations).filter(counts).reduce<readonly Remainder[]>(payBack, captured);
}

function payBack(
  remainders: readonly Remainder[],
  { shipmentId, units, amount }: Refund,
): readonly Remainder[] {
  let rest = units;
  return remainders.map((remainder) => {
    const { capture } = remainder;
    if (shipmentId !== undefined && capture.shipmentId !== shipmentId) return remainder;
    const part = unitsWithin(remainder.units, rest);
    rest = unitsWithout(rest, part);
    const paid = shipmentId === undefined ? amountOfUnits(capture.amount.currency, part) : amount;
    return {
      capture,
      units: unitsWithout(remainder.units, part),
      amount: remainder.amount - paid.amount,
    };
  });
}
