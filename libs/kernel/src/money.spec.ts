import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { money, split, sum, times, zero } from './money.js';

const amounts = fc.maxSafeInteger();
const weights = fc
  .array(fc.nat(1_000_000), { minLength: 1, maxLength: 30 })
  .filter((all) => all.some((weight) => weight > 0));

describe('splitting money', () => {
  it('makes parts that add up to the whole', () =>
    fc.assert(
      fc.property(amounts, weights, (amount, shares) => {
        expect(sum('EUR', split(money(amount, 'EUR'), shares))).toEqual(money(amount, 'EUR'));
      }),
    ));

  it('is exact up to the largest amount, whose floors add up to more than a number holds', () => {
    const parts = split(money(-9007199254740990, 'EUR'), [15, 2, 2, 401924]);
    expect(sum('EUR', parts).amount).toBe(-9007199254740990);
  });

  it('gives no part more or less than one unit beside its exact share', () =>
    fc.assert(
      fc.property(amounts, weights, (amount, shares) => {
        const total = BigInt(shares.reduce((left, right) => left + right, 0));
        for (const [index, part] of split(money(amount, 'EUR'), shares).entries()) {
          const off = BigInt(part.amount) * total - BigInt(amount) * BigInt(shares[index] ?? 0);
          expect(off > -total && off < total).toBe(true);
        }
      }),
    ));

  it('gives equal shares in a stable order: the odd units go to the first', () =>
    fc.assert(
      fc.property(fc.nat(10_000), fc.integer({ min: 1, max: 30 }), (amount, parts) => {
        const shares = split(
          money(amount, 'JPY'),
          Array.from({ length: parts }, () => 7),
        );
        expect(shares.map((part) => part.amount)).toEqual(
          shares.map((part) => part.amount).toSorted((a, b) => b - a),
        );
        expect(
          split(
            money(amount, 'JPY'),
            Array.from({ length: parts }, () => 7),
          ),
        ).toEqual(shares);
      }),
    ));

  it('gives nothing to a share of nothing', () => {
    expect(split(money(10, 'EUR'), [0, 3, 0]).map(({ amount }) => amount)).toEqual([0, 10, 0]);
  });

  it('is refused for weights that are no shares', () => {
    for (const shares of [[], [0], [1, -1], [Number.NaN], [0.5], [2 ** 53 - 1, 2]]) {
      expect(() => split(money(10, 'EUR'), shares)).toThrow(RangeError);
    }
  });
});

describe('money', () => {
  it('is whole minor units, within what a number holds exactly', () => {
    expect(() => money(0.5, 'EUR')).toThrow(RangeError);
    expect(() => sum('EUR', [money(Number.MAX_SAFE_INTEGER, 'EUR'), money(1, 'EUR')])).toThrow(RangeError);
    expect(() => times(money(Number.MAX_SAFE_INTEGER, 'EUR'), 2)).toThrow(RangeError);
  });

  it('of one currency adds up, of two does not', () => {
    expect(sum('EUR', [money(5, 'EUR'), money(7, 'EUR'), times(money(-2, 'EUR'), 3)])).toEqual(
      money(6, 'EUR'),
    );
    expect(() => sum('EUR', [money(1, 'EUR'), zero('USD')])).toThrow('USD cannot be added to EUR.');
  });
});
