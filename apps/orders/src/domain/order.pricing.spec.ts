import { describe, expect, it } from '@jest/globals';
import { PlaceOrder } from './order.commands.js';
import { eur, placeOrder } from './order-story.samples.js';
import { priceOf } from './order.pricing.js';

const priced = (fields: Partial<PlaceOrder>) => priceOf(new PlaceOrder({ ...placeOrder, ...fields }));
const vat = (rate: number, amount?: number) => [
  { name: 'VAT', rate, ...(amount !== undefined && { amount }) },
];
const refused = (code: string, field: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ field }) });

describe('The price of an order', () => {
  it('has the tax of each line at its own rate, added to the price', () => {
    const { totals } = priced({
      lines: [
        { sku: 'BOOK', quantity: 1, unitPrice: 10_000, taxes: vat(0) },
        { sku: 'POT', quantity: 1, unitPrice: 10_000, taxes: vat(2_000) },
      ],
      shipping: { method: 'standard', price: 500, taxes: vat(2_000) },
    });
    expect(totals).toEqual({
      goods: eur(20_000),
      discount: eur(0),
      shipping: eur(500),
      tax: eur(2_100),
      total: eur(22_600),
    });
  });

  it('contains the tax when prices are given with it', () => {
    const { totals, lines } = priced({
      priceIncludesTax: true,
      lines: [{ sku: 'TEA', quantity: 3, unitPrice: 1_190, taxes: vat(1_900) }],
      shipping: { method: 'standard', price: 119, taxes: vat(1_900) },
    });
    expect(totals).toMatchObject({ goods: eur(3_570), tax: eur(589), total: eur(3_689) });
    expect(lines[0]?.taxes).toEqual([{ name: 'VAT', rate: 1_900, amount: eur(570), included: true }]);
  });

  it('divides a discount of the whole order among the lines by their value, and taxes what is left', () => {
    const { totals, lines } = priced({
      lines: [
        {
          sku: 'TEA',
          quantity: 1,
          unitPrice: 1_000,
          taxes: vat(1_000),
          discounts: [{ source: 'staff', amount: 100 }],
        },
        { sku: 'POT', quantity: 1, unitPrice: 3_100, taxes: vat(2_000) },
      ],
      discounts: [{ source: 'SPRING', amount: 400 }],
      shipping: { method: 'standard', price: 0 },
    });
    expect(lines.map(({ discounts }) => discounts)).toEqual([
      [
        { source: 'staff', amount: eur(100) },
        { source: 'SPRING', amount: eur(90) },
      ],
      [{ source: 'SPRING', amount: eur(310) }],
    ]);
    expect(totals).toMatchObject({ discount: eur(500), tax: eur(81 + 558), total: eur(4_100 - 500 + 639) });
  });

  it('takes a tax as the client has rounded it, within one minor unit per line', () => {
    const line = { sku: 'TEA', quantity: 1, unitPrice: 1_005 };
    const withTax = (amount: number) =>
      priced({ lines: [{ ...line, taxes: vat(1_000, amount) }] }).totals.tax;
    expect(withTax(100)).toEqual(eur(100));
    expect(withTax(102)).toEqual(eur(102));
    expect(() => withTax(99)).toThrow(refused('tax-mismatch', '/lines/0/taxes/0/amount'));
    expect(() => withTax(103)).toThrow(refused('tax-mismatch', '/lines/0/taxes/0/amount'));
  });

  it('refuses two taxes of a line that together differ by more than one minor unit', () => {
    const line = { sku: 'TEA', quantity: 1, unitPrice: 1_000 };
    const taxes = [...vat(1_000, 101), { name: 'city', rate: 500, amount: 51 }];
    expect(() => priced({ lines: [{ ...line, taxes }] })).toThrow(refused('tax-mismatch', '/lines/0/taxes'));
  });

  it('names every total of the client that differs', () => {
    expect(
      priced({ totals: { goods: 5_000, shipping: 500, tax: 0, discount: 0, total: 5_500 } }).totals.total,
    ).toEqual(eur(5_500));
    expect(() => priced({ totals: { goods: 5_000, tax: 1, total: 5_501 } })).toThrow(
      expect.objectContaining({
        code: 'totals-mismatch',
        details: {
          differences: [
            { field: '/totals/tax', given: 1, expected: 0 },
            { field: '/totals/total', given: 5_501, expected: 5_500 },
          ],
        },
      }),
    );
  });

  it('refuses discounts that are larger than the price', () => {
    const discounts = [{ source: 'SPRING', amount: 5_001 }];
    expect(() => priced({ discounts })).toThrow(refused('discount-too-large', '/discounts/0'));
    const line = { sku: 'TEA', quantity: 1, unitPrice: 1_000, discounts };
    expect(() => priced({ lines: [line] })).toThrow(refused('discount-too-large', '/lines/0/discounts'));
  });

  it('refuses two lines with one id', () => {
    const line = { lineId: 'a', sku: 'TEA', quantity: 1, unitPrice: 1_000 };
    expect(() => priced({ lines: [line, line] })).toThrow(refused('line-id-repeated', '/lines/1/lineId'));
  });

  it('refuses a total that cannot be counted exactly', () => {
    const lines = Array.from({ length: 500 }, () => ({
      sku: 'TEA',
      quantity: 100_000,
      unitPrice: 1_000_000_000,
    }));
    expect(() => priced({ lines })).toThrow(refused('total-too-large', '/totals/total'));
  });

  it('keeps a free gift of the same SKU free, and the paid units at their price', () => {
    const { lines } = priced({
      lines: [
        { sku: 'TEA', quantity: 1, unitPrice: 9_000 },
        { sku: 'TEA', quantity: 1, unitPrice: 0 },
        { sku: 'POT', quantity: 1, unitPrice: 1_000 },
      ],
      shipping: { method: 'standard', price: 0 },
    });
    expect(lines.map(({ units }) => units.map(({ amount }) => amount))).toEqual([[9_000], [0], [1_000]]);
  });
});
