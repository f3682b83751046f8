import type { Claim, Shortage, SkuQuantity } from './reservation.events.js';

/** What the read model shows of a SKU at a location. */
export interface Supply {
  readonly sku: string;
  readonly location: string;
  readonly available: number;
}

/** The quantity of each SKU, summed over all lines. */
export function demandOf(lines: readonly SkuQuantity[]): readonly SkuQuantity[] {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  return [...wanted].map(([sku, quantity]) => ({ sku, quantity }));
}

/**
 * Chooses locations: one for everything if one has everything, else as few as possible for each SKU. Locations that
 * already send something come first, then those with the most stock. Quantities that no location has are left out.
 */
export function planClaims(demand: readonly SkuQuantity[], stock: readonly Supply[]): readonly Claim[] {
  const supplies = Map.groupBy([...stock].sort(deepestFirst), ({ sku }) => sku);
  const hasAll = (location: string) =>
    demand.every(({ sku, quantity }) =>
      supplies.get(sku)?.some((supply) => supply.location === location && supply.available >= quantity),
    );
  const [first] = demand;
  const one = first && supplies.get(first.sku)?.find(({ location }) => hasAll(location));
  if (one) return demand.map(({ sku, quantity }) => ({ sku, location: one.location, quantity }));
  const claims: Claim[] = [];
  for (const wanted of demand) {
    const senders = new Set(claims.map(({ location }) => location));
    claims.push(...split(wanted, supplies.get(wanted.sku) ?? [], senders));
  }
  return claims;
}

/** What the claims do not cover. */
export function shortagesOf(
  demand: readonly SkuQuantity[],
  claims: readonly SkuQuantity[],
): readonly Shortage[] {
  const claimed = new Map(demandOf(claims).map(({ sku, quantity }) => [sku, quantity]));
  return demand
    .map(({ sku, quantity }) => ({ sku, missing: quantity - (claimed.get(sku) ?? 0) }))
    .filter(({ missing }) => missing > 0);
}

function split(
  { sku, quantity }: SkuQuantity,
  supplies: readonly Supply[],
  senders: ReadonlySet<string>,
): readonly Claim[] {
  const enough = supplies.filter(({ available }) => available >= quantity);
  const whole = enough.find(({ location }) => senders.has(location)) ?? enough[0];
  if (whole) return [{ sku, location: whole.location, quantity }];
  const claims: Claim[] = [];
  let left = quantity;
  for (const { location, available } of supplies) {
    const taken = Math.min(left, available);
    if (taken <= 0) break;
    claims.push({ sku, location, quantity: taken });
    left -= taken;
  }
  return claims;
}

/** Equal stock is ordered by location, so that the same stock always makes the same plan. */
function deepestFirst(left: Supply, right: Supply): number {
  return right.available - left.available || (left.location < right.location ? -1 : 1);
}
