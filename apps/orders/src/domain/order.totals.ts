import { ensureValid, split, sum, times, zero, type Money } from '@waybill/kernel';
import type { PlaceOrder } from './order.commands.js';
import type { OrderLine, PlannedShipment, Totals } from './order.events.js';
import type { LineLedger } from './order.state.js';

/** What an order costs, computed from its lines. The client's total is only compared. */
export function totalsOf({ currency, lines, shipping = 0, tax = 0, total }: PlaceOrder): Totals {
  const exact = lines.reduce((left, line) => left + BigInt(line.unitPrice) * BigInt(line.quantity), 0n);
  const whole = exact + BigInt(shipping) + BigInt(tax);
  ensureValid(
    whole <= BigInt(Number.MAX_SAFE_INTEGER),
    'total-too-large',
    'The total is too large to be counted exactly.',
  );
  ensureValid(
    total === undefined || BigInt(total) === whole,
    'totals-mismatch',
    `The lines, shipping and tax add up to ${whole}.`,
    { total: Number(whole) },
  );
  return {
    goods: { amount: Number(exact), currency },
    shipping: { amount: shipping, currency },
    tax: { amount: tax, currency },
    total: { amount: Number(whole), currency },
  };
}

/** What the order costs when only these lines are kept: tax shrinks with the goods, shipping stays. */
export function totalsWithout(totals: Totals, kept: Money): Totals {
  const { goods, shipping, tax } = totals;
  const dropped = goods.amount - kept.amount;
  const [taxKept = tax] = goods.amount > 0 ? split(tax, [kept.amount, dropped]) : [tax];
  return {
    goods: kept,
    shipping,
    tax: taxKept,
    total: sum(kept.currency, [kept, shipping, taxKept]),
  };
}

/** The price of the quantities that are not cancelled. */
export function goodsOf(lines: readonly LineLedger[], currency: string): Money {
  return sum(
    currency,
    lines.map((line) => times(line.unitPrice, line.quantity - line.cancelled)),
  );
}

interface Claim {
  readonly sku: string;
  readonly location: string;
  readonly quantity: number;
}

/** One shipment per location; what falls due with each adds up to the order's total. */
export function shipmentsOf(
  claims: readonly Claim[],
  lines: readonly OrderLine[],
  total: Money,
): readonly PlannedShipment[] {
  const prices = new Map(lines.map(({ sku, unitPrice }) => [sku, unitPrice]));
  const locations = [...new Set(claims.map(({ location }) => location))];
  const planned = locations.map((location) => {
    const there = claims.filter((claim) => claim.location === location);
    const value = sum(
      total.currency,
      there.map(({ sku, quantity }) => times(prices.get(sku) ?? zero(total.currency), quantity)),
    );
    return { location, lines: there.map(({ sku, quantity }) => ({ sku, quantity })), value };
  });
  const worthless = planned.every(({ value }) => value.amount === 0);
  const amounts = split(
    total,
    planned.map(({ value }) => (worthless ? 1 : value.amount)),
  );
  return planned.map(({ location, lines: leaving }, index) => ({
    location,
    lines: leaving,
    amount: amounts[index] ?? zero(total.currency),
  }));
}
