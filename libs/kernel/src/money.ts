/** An amount in integer minor units (cents, yen) of an ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of minor units.`);
  return { amount, currency };
}

export function zero(currency: string): Money {
  return { amount: 0, currency };
}

/** The sum in the given currency; throws a RangeError for another currency or when it passes 2⁵³−1 on the way. */
export function sum(currency: string, parts: readonly Money[]): Money {
  let total = zero(currency);
  for (const part of parts) {
    if (part.currency !== currency) throw new RangeError(`${part.currency} cannot be added to ${currency}.`);
    total = money(total.amount + part.amount, currency);
  }
  return total;
}

export function times(unit: Money, quantity: number): Money {
  return money(unit.amount * quantity, unit.currency);
}

/** Splits by weight so that the parts always add up: each gets its floor, the largest remainders one unit more. */
export function split(whole: Money, weights: readonly number[]): readonly Money[] {
  const total = weights.reduce((left, right) => left + right, 0);
  if (!(total > 0) || !Number.isSafeInteger(total) || weights.some((weight) => weight < 0)) {
    throw new RangeError(
      'Weights must not be negative, must not all be zero, and must add up to at most 2⁵³−1.',
    );
  }
  const exact = weights.map((weight) => divide(whole.amount, weight, total));
  // Adding up the floors would pass 2⁵³−1 for the largest amounts. The remainders add up to a multiple of the total.
  const remainders = exact.reduce((left, { remainder }) => left + remainder, 0n);
  let rest = Number(remainders / BigInt(total));
  const order = exact.map((_, index) => index).sort((a, b) => compare(exact, b, a) || a - b);
  const amounts = exact.map(({ floor }) => floor);
  for (const index of order) {
    if (rest === 0) break;
    amounts[index] = (amounts[index] ?? 0) + 1;
    rest -= 1;
  }
  return amounts.map((amount) => money(amount, whole.currency));
}

/** amount × weight ÷ total, exactly: floor and remainder, in integers wide enough for the product. */
function divide(amount: number, weight: number, total: number) {
  const product = BigInt(amount) * BigInt(weight);
  const divisor = BigInt(total);
  const remainder = ((product % divisor) + divisor) % divisor;
  return { floor: Number((product - remainder) / divisor), remainder };
}

function compare(parts: readonly { readonly remainder: bigint }[], left: number, right: number): number {
  const difference = (parts[left]?.remainder ?? 0n) - (parts[right]?.remainder ?? 0n);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
