import { sum, times, type Money } from './money.js';

/**
 * Consecutive units of an order line that cost the same. The units of a line are numbered from 0 when the order is
 * placed; what a unit costs never changes.
 */
export interface Units {
  readonly lineId: string;
  readonly sku: string;
  /** The number of the first one. */
  readonly first: number;
  readonly quantity: number;
  /** What one of them costs, all in all: goods less discounts, taxes, and its share of the shipping. */
  readonly unitAmount: Money;
}

/** What these units cost together. */
export function amountOfUnits(currency: string, units: readonly Units[]): Money {
  return sum(
    currency,
    units.map(({ unitAmount, quantity }) => times(unitAmount, quantity)),
  );
}

/** How many there are; of one SKU when it is given. */
export function quantityOfUnits(units: readonly Units[], sku?: string): number {
  return units.reduce(
    (total, one) => (sku === undefined || one.sku === sku ? total + one.quantity : total),
    0,
  );
}

/** The quantities by SKU, in the order in which the SKUs appear. */
export function skusOfUnits(
  units: readonly Units[],
): readonly { readonly sku: string; readonly quantity: number }[] {
  const skus = [...new Set(units.map(({ sku }) => sku))];
  return skus.map((sku) => ({ sku, quantity: quantityOfUnits(units, sku) }));
}

/**
 * Takes the first units of a SKU, or of one line of it, in their order. `taken` has fewer than `quantity` when there are
 * not enough.
 */
export function takeUnits(
  units: readonly Units[],
  wanted: { readonly sku: string; readonly lineId?: string | undefined; readonly quantity: number },
): { readonly taken: readonly Units[]; readonly left: readonly Units[] } {
  let missing = wanted.quantity;
  const taken: Units[] = [];
  const left: Units[] = [];
  for (const one of units) {
    const isWanted = one.sku === wanted.sku && (wanted.lineId ?? one.lineId) === one.lineId;
    const quantity = isWanted ? Math.min(missing, one.quantity) : 0;
    missing -= quantity;
    if (quantity > 0) taken.push({ ...one, quantity });
    if (quantity < one.quantity) {
      left.push({ ...one, first: one.first + quantity, quantity: one.quantity - quantity });
    }
  }
  return { taken, left };
}

/** The last units of a SKU. The first ones are picked first: what turns out to be missing is at the end. */
export function lastUnits(
  units: readonly Units[],
  { sku, quantity }: { readonly sku: string; readonly quantity: number },
): readonly Units[] {
  const all = units.filter((one) => one.sku === sku);
  return takeUnits(all, { sku, quantity: Math.max(0, quantityOfUnits(all) - quantity) }).left;
}

/** The units that are not among others. */
export function unitsWithout(units: readonly Units[], others: readonly Units[]): readonly Units[] {
  return others.reduce(subtract, units);
}

/** The units that are also among others. */
export function unitsWithin(units: readonly Units[], others: readonly Units[]): readonly Units[] {
  return unitsWithout(units, unitsWithout(units, others));
}

function subtract(units: readonly Units[], other: Units): readonly Units[] {
  const end = other.first + other.quantity;
  return units.flatMap((one) => {
    const oneEnd = one.first + one.quantity;
    if (one.lineId !== other.lineId || other.first >= oneEnd || end <= one.first) return [one];
    const before = { ...one, quantity: other.first - one.first };
    const after = { ...one, first: end, quantity: oneEnd - end };
    return [before, after].filter(({ quantity }) => quantity > 0);
  });
}
