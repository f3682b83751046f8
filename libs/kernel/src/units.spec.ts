import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  amountOfUnits,
  lastUnits,
  quantityOfUnits,
  skusOfUnits,
  takeUnits,
  unitsWithin,
  unitsWithout,
  type Units,
} from './units.js';

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const tea: Units = { lineId: '1', sku: 'TEA', first: 0, quantity: 3, unitAmount: eur(334) };
const last: Units = { lineId: '1', sku: 'TEA', first: 3, quantity: 1, unitAmount: eur(333) };
const gift: Units = { lineId: '2', sku: 'TEA', first: 0, quantity: 1, unitAmount: eur(0) };
const pot: Units = { lineId: '3', sku: 'POT', first: 0, quantity: 2, unitAmount: eur(500) };
const order = [tea, last, gift, pot];

describe('units of an order', () => {
  it('cost what each of them was allocated', () => {
    expect(amountOfUnits('EUR', order)).toEqual(eur(3 * 334 + 333 + 1000));
    expect(amountOfUnits('EUR', [])).toEqual(eur(0));
  });

  it('are counted by SKU', () => {
    expect(quantityOfUnits(order)).toBe(7);
    expect(skusOfUnits(order)).toEqual([
      { sku: 'TEA', quantity: 5 },
      { sku: 'POT', quantity: 2 },
    ]);
  });

  it('are taken in their order, across lines or from one line', () => {
    const { taken, left } = takeUnits(order, { sku: 'TEA', quantity: 2 });
    expect(taken).toEqual([{ ...tea, quantity: 2 }]);
    expect(left).toEqual([{ ...tea, first: 2, quantity: 1 }, last, gift, pot]);
    expect(takeUnits(order, { sku: 'TEA', lineId: '2', quantity: 5 }).taken).toEqual([gift]);
  });

  it('are taken from the end where some are missing', () => {
    expect(lastUnits(order, { sku: 'TEA', quantity: 3 })).toEqual([
      { ...tea, first: 2, quantity: 1 },
      last,
      gift,
    ]);
    expect(lastUnits(order, { sku: 'POT', quantity: 9 })).toEqual([pot]);
  });

  it('never get lost, doubled or change their price, however they are divided', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('TEA', 'POT'), fc.nat(4))), (wishes) => {
        let left: readonly Units[] = order;
        const parts: Units[] = [];
        for (const [sku, quantity] of wishes) {
          const before = left;
          const divided = takeUnits(before, { sku, quantity });
          left = divided.left;
          parts.push(...divided.taken);
          expect(unitsWithout(before, divided.taken)).toEqual(left);
          expect(unitsWithin(before, divided.taken)).toEqual(divided.taken);
        }
        expect(quantityOfUnits([...parts, ...left])).toBe(quantityOfUnits(order));
        expect(amountOfUnits('EUR', [...parts, ...left])).toEqual(amountOfUnits('EUR', order));
        expect(unitsWithin(left, parts)).toEqual([]);
      }),
    ));
});
