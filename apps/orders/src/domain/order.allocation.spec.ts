import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocateUnits, divideByValue } from './order.allocation.js';
import type { LineToPlace } from './order-contents.commands.js';
import { PlaceOrder } from './order.commands.js';
import type { AllocatedUnits } from './order-contents.events.js';
import { priceOf } from './order.pricing.js';
import { placeOrder } from './order-story.samples.js';

const sumOf = (units: readonly AllocatedUnits[], part: keyof AllocatedUnits) =>
  units.reduce((left, run) => left + run[part] * run.quantity, 0);

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 100_000 }),
  unitPrice: fc.integer({ min: 0, max: 1_000_000_000 }),
  discount: fc.constant(0),
  tax: fc.integer({ min: 0, max: 1_000_000_000 }),
  shipping: fc.integer({ min: 0, max: 1_000_000_000 }),
  shippingTax: fc.integer({ min: 0, max: 1_000_000 }),
});

describe('The allocation of a line', () => {
  it('gives the minor units that are left over to the first units', () => {
    const amounts = { quantity: 3, unitPrice: 1000, discount: 100, tax: 0, shipping: 500, shippingTax: 0 };
    expect(allocateUnits(amounts, true)).toMatchObject([
      { first: 0, quantity: 1, discount: 34, shipping: 167, amount: 1133 },
      { first: 1, quantity: 1, discount: 33, shipping: 167, amount: 1134 },
      { first: 2, quantity: 1, discount: 33, shipping: 166, amount: 1133 },
    ]);
  });

  it('of any amounts adds up to the minor unit, in runs that cover every unit once', () => {
    fc.assert(
      fc.property(
        line,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (amounts, part, included) => {
          const given = { ...amounts, discount: Math.floor(amounts.unitPrice * amounts.quantity * part) };
          const units = allocateUnits(given, included);
          const parts = ['discount', 'tax', 'shipping', 'shippingTax'] as const;
          for (const name of parts) expect(sumOf(units, name)).toBe(given[name]);
          expect(units.length).toBeLessThanOrEqual(5);
          let next = 0;
          for (const run of units) {
            expect(run.first).toBe(next);
            expect(run.quantity).toBeGreaterThan(0);
            expect(run.amount).toBeGreaterThanOrEqual(0);
            next += run.quantity;
          }
          expect(next).toBe(given.quantity);
          for (const name of parts) {
            const values = units.map((run) => run[name]);
            expect(Math.max(...values) - Math.min(...values)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it('divides what belongs to the whole order by value, and by quantity when everything is free', () => {
    expect(
      divideByValue(500, 'EUR', [
        { quantity: 1, value: 3000 },
        { quantity: 9, value: 1000 },
      ]),
    ).toEqual([375, 125]);
    expect(
      divideByValue(100, 'EUR', [
        { quantity: 1, value: 0 },
        { quantity: 3, value: 0 },
      ]),
    ).toEqual([25, 75]);
  });
});

const lineToPlace: fc.Arbitrary<LineToPlace> = fc.record(
  {
    sku: fc.constantFrom('TEA', 'POT', 'CUP'),
    quantity: fc.integer({ min: 1, max: 50 }),
    unitPrice: fc.integer({ min: 0, max: 100_000 }),
    taxes: fc.array(fc.record({ name: fc.constant('VAT'), rate: fc.integer({ min: 0, max: 2_700 }) }), {
      maxLength: 3,
    }),
  },
  { requiredKeys: ['sku', 'quantity', 'unitPrice'] },
);

describe('For any order', () => {
  it('its units add up to its totals, in currencies with 0, 2 and 3 decimals', () => {
    const order = fc.record({
      currency: fc.constantFrom('JPY', 'EUR', 'KWD'),
      priceIncludesTax: fc.boolean(),
      lines: fc.array(lineToPlace, { minLength: 1, maxLength: 6 }),
      price: fc.integer({ min: 0, max: 10_000 }),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(order, ({ price, part, ...given }) => {
        const goods = given.lines.reduce((left, { quantity, unitPrice }) => left + quantity * unitPrice, 0);
        const discounts = [{ source: 'SPRING', amount: Math.floor(goods * part) }];
        const shipping = { method: 'standard', price, taxes: [{ name: 'VAT', rate: 1_900 }] };
        const { totals, lines } = priceOf(new PlaceOrder({ ...placeOrder, ...given, discounts, shipping }));
        const units = lines.flatMap((one) => one.units);
        expect(sumOf(units, 'goods')).toBe(totals.goods.amount);
        expect(sumOf(units, 'discount')).toBe(totals.discount.amount);
        expect(sumOf(units, 'shipping')).toBe(totals.shipping.amount);
        expect(sumOf(units, 'tax') + sumOf(units, 'shippingTax')).toBe(totals.tax.amount);
        expect(sumOf(units, 'amount')).toBe(totals.total.amount);
        const { goods: g, discount: d, shipping: s, tax: t, total } = totals;
        const added = given.priceIncludesTax ? 0 : t.amount;
        expect(total).toEqual({ amount: g.amount - d.amount + s.amount + added, currency: given.currency });
      }),
    );
  });
});
