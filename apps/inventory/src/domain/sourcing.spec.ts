import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demandOf, planClaims, shortagesOf } from './sourcing.js';

describe('A plan', () => {
  it('takes everything from one location if one has everything', () => {
    const demand = [
      { sku: 'TEA', quantity: 2 },
      { sku: 'POT', quantity: 1 },
    ];
    const stock = [
      { sku: 'TEA', location: 'main', available: 9 },
      { sku: 'TEA', location: 'north', available: 2 },
      { sku: 'POT', location: 'north', available: 1 },
      { sku: 'POT', location: 'south', available: 9 },
    ];
    expect(planClaims(demand, stock)).toEqual([
      { sku: 'TEA', location: 'north', quantity: 2 },
      { sku: 'POT', location: 'north', quantity: 1 },
    ]);
  });

  it('takes each SKU whole, from a location that sends something anyway, before it splits one', () => {
    const demand = [
      { sku: 'TEA', quantity: 2 },
      { sku: 'POT', quantity: 1 },
      { sku: 'CUP', quantity: 1 },
    ];
    const stock = [
      { sku: 'TEA', location: 'main', available: 3 },
      { sku: 'POT', location: 'main', available: 1 },
      { sku: 'POT', location: 'south', available: 9 },
      { sku: 'CUP', location: 'south', available: 1 },
    ];
    expect(planClaims(demand, stock)).toEqual([
      { sku: 'TEA', location: 'main', quantity: 2 },
      { sku: 'POT', location: 'main', quantity: 1 },
      { sku: 'CUP', location: 'south', quantity: 1 },
    ]);
  });

  it('splits what no location has alone, the largest stock first', () => {
    const stock = [
      { sku: 'TEA', location: 'main', available: 2 },
      { sku: 'TEA', location: 'north', available: 3 },
      { sku: 'TEA', location: 'south', available: 1 },
    ];
    expect(planClaims([{ sku: 'TEA', quantity: 4 }], stock)).toEqual([
      { sku: 'TEA', location: 'north', quantity: 3 },
      { sku: 'TEA', location: 'main', quantity: 1 },
    ]);
  });

  const sku = fc.constantFrom('TEA', 'POT', 'CUP');
  const lines = fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 6 }) }), {
    minLength: 1,
    maxLength: 5,
  });
  const stocked = fc.uniqueArray(
    fc.record({ sku, location: fc.constantFrom('main', 'north', 'south'), available: fc.nat(8) }),
    { selector: (supply) => `${supply.sku}@${supply.location}` },
  );

  it('takes what is available, never more, and leaves out only what no location has', () => {
    fc.assert(
      fc.property(lines, stocked, (wanted, stock) => {
        const demand = demandOf(wanted);
        const claims = planClaims(demand, stock);
        const places = claims.map((claim) => `${claim.sku}@${claim.location}`);
        expect(new Set(places).size).toBe(places.length);
        for (const claim of claims) {
          expect(claim.quantity).toBeGreaterThan(0);
          const supply = stock.find((each) => each.sku === claim.sku && each.location === claim.location);
          expect(claim.quantity).toBeLessThanOrEqual(supply?.available ?? 0);
        }
        const missing = demand.flatMap(({ sku: wantedSku, quantity }) => {
          const all = stock.reduce((sum, each) => (each.sku === wantedSku ? sum + each.available : sum), 0);
          return quantity > all ? [{ sku: wantedSku, missing: quantity - all }] : [];
        });
        expect(shortagesOf(demand, claims)).toEqual(missing);
      }),
    );
  });

  it('is the same for the same stock in any order, and ships from one location whenever one could do', () => {
    fc.assert(
      fc.property(lines, stocked, (wanted, stock) => {
        const demand = demandOf(wanted);
        const claims = planClaims(demand, stock);
        expect(planClaims(demand, [...stock].reverse())).toEqual(claims);
        const could = ['main', 'north', 'south'].some((location) =>
          demand.every((each) =>
            stock.some(
              (supply) =>
                supply.sku === each.sku && supply.location === location && supply.available >= each.quantity,
            ),
          ),
        );
        expect(!could || new Set(claims.map(({ location }) => location)).size === 1).toBe(true);
      }),
    );
  });

  it('adds up the lines of one SKU first', () => {
    const twice = [
      { sku: 'TEA', quantity: 2 },
      { sku: 'POT', quantity: 1 },
      { sku: 'TEA', quantity: 3 },
    ];
    expect(demandOf(twice)).toEqual([
      { sku: 'TEA', quantity: 5 },
      { sku: 'POT', quantity: 1 },
    ]);
  });
});
