import { money, split } from '@waybill/kernel';
import type { AllocatedUnits } from './order-contents.events.js';

/** What a line costs, in minor units. Everything but the price of a unit is of the whole line. */
export interface LineAmounts {
  readonly quantity: number;
  readonly unitPrice: number;
  readonly discount: number;
  /** Included and added taxes. */
  readonly tax: number;
  readonly shipping: number;
  readonly shippingTax: number;
}

/**
 * Divides every amount of a line among its units, once and for ever: the first units get the minor units that are left
 * over. Units with the same amounts follow one another, so there are at most five runs.
 */
export function allocateUnits(line: LineAmounts, priceIncludesTax: boolean): readonly AllocatedUnits[] {
  const { quantity, unitPrice: goods } = line;
  const parts = [line.discount, line.tax, line.shipping, line.shippingTax];
  const starts = [...new Set([0, ...parts.map((amount) => amount % quantity)])].sort((a, b) => a - b);
  return starts.map((first, index) => {
    const [discount = 0, tax = 0, shipping = 0, shippingTax = 0] = parts.map(
      (amount) => Math.floor(amount / quantity) + (first < amount % quantity ? 1 : 0),
    );
    const added = priceIncludesTax ? 0 : tax + shippingTax;
    const amount = goods - discount + shipping + added;
    const next = starts[index + 1] ?? quantity;
    return { first, quantity: next - first, goods, discount, tax, shipping, shippingTax, amount };
  });
}

/** Divides an amount among lines by what they cost; by their quantities when all are free. */
export function divideByValue(
  amount: number,
  currency: string,
  lines: readonly { readonly quantity: number; readonly value: number }[],
): readonly number[] {
  if (amount === 0) return lines.map(() => 0);
  const areFree = lines.every(({ value }) => value === 0);
  const weights = lines.map(({ quantity, value }) => (areFree ? quantity : value));
  return split(money(amount, currency), weights).map((part) => part.amount);
}
