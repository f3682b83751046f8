import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demandOf, planClaims, shortagesOf, suffices, type Supply } from './sourcing.js';

const supply = (sku: string, location: string, available: number, priority = 100): Supply => ({
  sku,
  location,
  available,
  priority,
});
const want = (sku: string, quantity: number) => ({ sku, quantity });
const claim = (sku: string, location: string, quantity: number) => ({ sku, location, quantity });

describe('The demand of lines', () => {
  it('is summed up by SKU, and says how much of it is required', () => {
    expect(
      demandOf([
        { ...want('TEA', 2), policy: 'all_or_nothing' },
        { ...want('POT', 1), policy: 'partial' },
        { ...want('TEA', 3), policy: 'partial' },
      ]),
    ).toEqual([
      { ...want('TEA', 5), required: 2 },
      { ...want('POT', 1), required: 0 },
    ]);
  });

  it('suffices when everything that is required is claimed', () => {
    const demand = [{ ...want('TEA', 5), required: 2 }];
    expect(suffices(demand, [want('TEA', 2)])).toBe(true);
    expect(suffices(demand, [want('TEA', 1)])).toBe(false);
    expect(suffices(demand, [])).toBe(false);
  });
});

describe('A plan', () => {
  it('takes everything from one location if one has everything, however deep the others are', () => {
    const stock = [supply('TEA', 'deep', 90), supply('TEA', 'small', 2), supply('POT', 'small', 1)];
    expect(planClaims([want('TEA', 2), want('POT', 1)], stock)).toEqual([
      claim('TEA', 'small', 2),
      claim('POT', 'small', 1),
    ]);
  });

  it('makes two parcels where two suffice: the SKU that is hardest to find decides first', () => {
    const stock = [
      supply('ONE', 'a', 1),
      supply('ONE', 'b', 1),
      supply('TWO', 'b', 1),
      supply('THREE', 'c', 1),
    ];
    expect(planClaims([want('ONE', 1), want('TWO', 1), want('THREE', 1)], stock)).toEqual([
      claim('ONE', 'b', 1),
      claim('TWO', 'b', 1),
      claim('THREE', 'c', 1),
    ]);
  });

  it('prefers among equally few parcels the location with the lower priority number, then the deeper one', () => {
    const stock = [supply('TEA', 'near', 2, 10), supply('TEA', 'far', 90, 20), supply('TEA', 'big', 5, 10)];
    expect(planClaims([want('TEA', 2)], stock)).toEqual([claim('TEA', 'big', 2)]);
    expect(planClaims([want('TEA', 9)], stock)).toEqual([claim('TEA', 'far', 9)]);
  });

  it('splits a SKU only when no location has all of it', () => {
    const stock = [supply('TEA', 'a', 3), supply('TEA', 'b', 2), supply('TEA', 'c', 1)];
    expect(planClaims([want('TEA', 5)], stock)).toEqual([claim('TEA', 'a', 3), claim('TEA', 'b', 2)]);
  });

  it('leaves out what nobody has', () => {
    const demand = [want('TEA', 5), want('POT', 1)];
    const claims = planClaims(demand, [supply('TEA', 'a', 3)]);
    expect(claims).toEqual([claim('TEA', 'a', 3)]);
    expect(shortagesOf(demand, claims)).toEqual([
      { sku: 'TEA', missing: 2 },
      { sku: 'POT', missing: 1 },
    ]);
  });

  it('is found in time for five hundred lines over a hundred locations', () => {
    const demand = Array.from({ length: 500 }, (_, index) => want(`SKU${index}`, 1));
    const stock = demand.flatMap(({ sku }, index) =>
      [1, 7, 31].map((step) => supply(sku, `L${(index * step) % 100}`, 1)),
    );
    const started = performance.now();
    const claims = planClaims(demand, stock);
    expect(shortagesOf(demand, claims)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('For any stock and demand', () => {
  const skus = ['A', 'B', 'C', 'D'];
  const places = ['l1', 'l2', 'l3', 'l4', 'l5'];
  const someStock = fc.uniqueArray(
    fc.record({
      sku: fc.constantFrom(...skus),
      location: fc.constantFrom(...places),
      available: fc.nat(4),
      priority: fc.nat(2),
    }),
    { selector: ({ sku, location }) => `${sku}@${location}`, maxLength: 20 },
  );
  const someDemand = fc.uniqueArray(
    fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 6 }) }),
    { selector: ({ sku }) => sku, minLength: 1, maxLength: 4 },
  );

  it('the plan covers all that can be covered, claims no more than there is, and makes as few parcels as the best of all plans', () => {
    fc.assert(
      fc.property(someDemand, someStock, (demand, stock) => {
        const claims = planClaims(demand, stock);
        for (const { sku, quantity } of demand) {
          const there = stock.reduce((sum, at) => (at.sku === sku ? sum + at.available : sum), 0);
          const claimed = claims.reduce((sum, one) => (one.sku === sku ? sum + one.quantity : sum), 0);
          expect(claimed).toBe(Math.min(quantity, there));
        }
        for (const one of claims) {
          const at = stock.find(({ sku, location }) => sku === one.sku && location === one.location);
          expect(one.quantity).toBeLessThanOrEqual(at?.available ?? 0);
        }
        const parcels = new Set(claims.map(({ location }) => location)).size;
        expect(parcels).toBe(fewestParcels(demand, stock));
      }),
      { numRuns: 1_000 },
    );
  });

  it('the plan does not depend on the order in which the stock is listed', () => {
    fc.assert(
      fc.property(someDemand, someStock, (demand, stock) => {
        expect(planClaims(demand, stock.toReversed())).toEqual(planClaims(demand, stock));
      }),
    );
  });

  /** Tries every set of locations. */
  function fewestParcels(
    demand: readonly { readonly sku: string; readonly quantity: number }[],
    stock: readonly Supply[],
  ): number {
    let fewest = places.length;
    for (let set = 0; set < 2 ** places.length; set += 1) {
      const chosen = places.filter((_, index) => set & (1 << index));
      const has = (sku: string, from: readonly string[]) =>
        stock.reduce(
          (sum, at) => (at.sku === sku && from.includes(at.location) ? sum + at.available : sum),
          0,
        );
      const covers = demand.every(
        ({ sku, quantity }) => has(sku, chosen) >= Math.min(quantity, has(sku, places)),
      );
      if (covers) fewest = Math.min(fewest, chosen.length);
    }
    return fewest;
  }
});
