import { ensureValid, type Money } from '@waybill/kernel';
import { allocateUnits, divideByValue } from './order.allocation.js';
import type { LineToPlace, TaxToApply } from './order-contents.commands.js';
import type { PlaceOrder } from './order.commands.js';
import type { Discount, OrderLine, ShippingLine, Tax, Totals } from './order-contents.events.js';

export interface Priced {
  readonly lines: readonly OrderLine[];
  readonly shipping?: ShippingLine;
  readonly totals: Totals;
}

const HUNDRED_PERCENT = 10_000n;

/**
 * What an order costs. Everything is computed here; amounts that the client sends are compared: a tax may differ by one
 * minor unit per line, because shops round differently, and is then taken as it is given.
 */
export function priceOf(order: PlaceOrder): Priced {
  const { currency, priceIncludesTax = false } = order;
  const of = (amount: number): Money => ({ amount, currency });
  const discounted = discountedLines(order);
  const taxed = discounted.map((line, index) => ({
    ...line,
    taxes: taxesOn(line.value, line.given.taxes, order, `/lines/${index}/taxes`),
  }));
  const shippingPrice = order.shipping?.price ?? 0;
  const shippingTaxes = taxesOn(shippingPrice, order.shipping?.taxes, order, '/shipping/taxes');
  const shippingTax = amountOf(shippingTaxes);
  const exact = exactTotals(taxed, shippingPrice, shippingTax, priceIncludesTax);
  ensureValid(
    exact.total <= BigInt(Number.MAX_SAFE_INTEGER) && exact.goods <= BigInt(Number.MAX_SAFE_INTEGER),
    'total-too-large',
    'The total is too large to be counted exactly.',
    { field: '/totals/total' },
  );
  const shippingShares = divideByValue(shippingPrice, currency, taxed);
  const shippingTaxShares = divideByValue(shippingTax, currency, taxed);
  const lines = taxed.map(({ given, lineId, discounts, taxes }, index): OrderLine => {
    const { sku, title = sku, quantity, unitPrice, policy = order.policy ?? 'all_or_nothing' } = given;
    const units = allocateUnits(
      {
        quantity,
        unitPrice,
        discount: amountOf(discounts),
        tax: amountOf(taxes),
        shipping: shippingShares[index] ?? 0,
        shippingTax: shippingTaxShares[index] ?? 0,
      },
      priceIncludesTax,
    );
    return { lineId, sku, title, quantity, unitPrice: of(unitPrice), taxes, discounts, policy, units };
  });
  const totals: Totals = {
    goods: of(Number(exact.goods)),
    discount: of(Number(exact.discount)),
    shipping: of(shippingPrice),
    tax: of(Number(exact.tax)),
    total: of(Number(exact.total)),
  };
  ensureSameTotals(order, totals);
  if (!order.shipping) return { lines, totals };
  const { method, title } = order.shipping;
  const named = { method, ...(title !== undefined && { title }) };
  return { lines, totals, shipping: { ...named, price: of(shippingPrice), taxes: shippingTaxes } };
}

interface DiscountedLine {
  readonly given: LineToPlace;
  readonly lineId: string;
  readonly quantity: number;
  readonly discounts: readonly Discount[];
  /** In minor units, after all discounts. */
  readonly value: number;
}

/** The discounts of the whole order are divided among the lines by what is left of them after their own. */
function discountedLines(order: PlaceOrder): readonly DiscountedLine[] {
  const { currency } = order;
  const ids = order.lines.map(({ lineId }, index) => lineId ?? String(index + 1));
  const repeated = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  ensureValid(repeated < 0, 'line-id-repeated', 'Each line needs an id of its own.', {
    field: `/lines/${repeated}/lineId`,
  });
  const own = order.lines.map((given, index): DiscountedLine => {
    const discounts = (given.discounts ?? []).map(({ source, amount }) => ({
      source,
      amount: { amount, currency },
    }));
    const value = given.unitPrice * given.quantity - amountOf(discounts);
    ensureValid(value >= 0, 'discount-too-large', 'The discounts are larger than the price of the line.', {
      field: `/lines/${index}/discounts`,
    });
    return { given, lineId: ids[index] ?? '', quantity: given.quantity, discounts, value };
  });
  return (order.discounts ?? []).reduce<readonly DiscountedLine[]>((lines, { source, amount }, index) => {
    const worth = lines.reduce((left, { value }) => left + BigInt(value), 0n);
    ensureValid(
      BigInt(amount) <= worth && worth <= BigInt(Number.MAX_SAFE_INTEGER),
      'discount-too-large',
      'The discounts are larger than the price of the goods.',
      { field: `/discounts/${index}` },
    );
    const shares = divideByValue(amount, currency, lines);
    return lines.map((line, at) => takeDiscount(line, source, shares[at] ?? 0, currency));
  }, own);
}

function takeDiscount(line: DiscountedLine, source: string, amount: number, currency: string) {
  if (amount === 0) return line;
  const discounts = [...line.discounts, { source, amount: { amount, currency } }];
  return { ...line, discounts, value: line.value - amount };
}

/** The taxes on a price. Several included taxes are all part of it, so each is a share of the price without any. */
function taxesOn(
  price: number,
  taxes: readonly TaxToApply[] = [],
  { currency, priceIncludesTax = false }: PlaceOrder,
  field: string,
): readonly Tax[] {
  const rates = taxes.reduce((left, { rate }) => left + BigInt(rate), 0n);
  const base = priceIncludesTax ? HUNDRED_PERCENT + rates : HUNDRED_PERCENT;
  const expected = taxes.map(({ rate }) => rounded(BigInt(price) * BigInt(rate), base));
  const given = taxes.map(({ amount }, index) => amount ?? expected[index] ?? 0);
  const differs = given.findIndex((amount, index) => Math.abs(amount - (expected[index] ?? 0)) > 1);
  const difference = given.reduce((left, amount, index) => left + amount - (expected[index] ?? 0), 0);
  ensureValid(
    differs < 0 && Math.abs(difference) <= 1,
    'tax-mismatch',
    'The tax may differ from the rate by one minor unit per line.',
    { field: differs < 0 ? field : `${field}/${differs}/amount`, expected, given },
  );
  return taxes.map(({ name, rate }, index) => ({
    name,
    rate,
    amount: { amount: given[index] ?? 0, currency },
    included: priceIncludesTax,
  }));
}

/** Half a minor unit is rounded up. */
function rounded(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator));
}

function amountOf(parts: readonly { readonly amount: Money }[]): number {
  return parts.reduce((left, { amount }) => left + amount.amount, 0);
}

function exactTotals(
  lines: readonly (DiscountedLine & { readonly taxes: readonly Tax[] })[],
  shipping: number,
  shippingTax: number,
  priceIncludesTax: boolean,
) {
  let [goods, discount, tax] = [0n, 0n, BigInt(shippingTax)];
  for (const { given, discounts, taxes } of lines) {
    goods += BigInt(given.unitPrice) * BigInt(given.quantity);
    discount += BigInt(amountOf(discounts));
    tax += BigInt(amountOf(taxes));
  }
  return { goods, discount, tax, total: goods - discount + BigInt(shipping) + (priceIncludesTax ? 0n : tax) };
}

function ensureSameTotals({ totals: given = {} }: PlaceOrder, totals: Totals): void {
  const names = ['goods', 'discount', 'shipping', 'tax', 'total'] as const;
  const differences = names
    .filter((name) => given[name] !== undefined && given[name] !== totals[name].amount)
    .map((name) => ({ field: `/totals/${name}`, given: given[name], expected: totals[name].amount }));
  const said = differences.map(({ field, expected }) => `${field} is ${expected}`).join(', ');
  ensureValid(differences.length === 0, 'totals-mismatch', `The order adds up to other totals: ${said}.`, {
    differences,
  });
}
