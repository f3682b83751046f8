import type { Claim, Demand, Policy, Shortage, SkuQuantity } from './reservation.events.js';

/** What the read models show of a SKU at a location that may be sold from. */
export interface Supply {
  readonly sku: string;
  readonly location: string;
  readonly available: number;
  /** The lowest comes first. */
  readonly priority: number;
}

/** Combinations of locations that are tried before the search takes the first that will do. */
const TRIES_MAX = 1_000;

/** What is wanted of each SKU, summed over all lines. */
export function demandOf(lines: readonly (SkuQuantity & { readonly policy: Policy })[]): readonly Demand[] {
  const wanted = new Map<string, Demand>();
  for (const { sku, quantity, policy } of lines) {
    const before = wanted.get(sku) ?? { sku, quantity: 0, required: 0 };
    wanted.set(sku, {
      sku,
      quantity: before.quantity + quantity,
      required: before.required + (policy === 'all_or_nothing' ? quantity : 0),
    });
  }
  return [...wanted.values()];
}

/**
 * Chooses as few locations as possible: each is a parcel. Among equally few, locations with a low priority number come
 * first, then those with the most stock. Quantities that no location has are left out.
 */
export function planClaims(demand: readonly SkuQuantity[], stock: readonly Supply[]): readonly Claim[] {
  const supplies = Map.groupBy(
    stock.filter(({ available }) => available > 0).sort(bestFirst),
    ({ sku }) => sku,
  );
  const reachable = demand
    .map(({ sku, quantity }) => ({ sku, quantity: Math.min(quantity, totalOf(supplies.get(sku))) }))
    .filter(({ quantity }) => quantity > 0);
  const senders = fewestSenders(reachable, supplies);
  return reachable.flatMap((wanted) => split(wanted, supplies.get(wanted.sku) ?? [], senders));
}

/** What the claims do not cover. */
export function shortagesOf(
  demand: readonly SkuQuantity[],
  claims: readonly SkuQuantity[],
): readonly Shortage[] {
  return demand
    .map(({ sku, quantity }) => ({ sku, missing: quantity - claimedOf(sku, claims) }))
    .filter(({ missing }) => missing > 0);
}

/** Whether the claims cover at least what is required. */
export function suffices(demand: readonly Demand[], claims: readonly SkuQuantity[]): boolean {
  return demand.every(({ sku, required }) => claimedOf(sku, claims) >= required);
}

type Supplies = ReadonlyMap<string, readonly Supply[]>;

/** Tries one location, then two, and so on. Every combination has a location for the SKU that is hardest to find. */
function fewestSenders(demand: readonly SkuQuantity[], supplies: Supplies): ReadonlySet<string> {
  let tries = 0;

  function search(senders: ReadonlySet<string>, more: number): ReadonlySet<string> | undefined {
    const missing = scarcestMissing(demand, supplies, senders);
    if (!missing) return senders;
    if (more === 0) return undefined;
    for (const { location } of missing) {
      tries += 1;
      const found = search(new Set([...senders, location]), more - 1);
      if (found) return found;
      if (tries > TRIES_MAX) return undefined;
    }
    return undefined;
  }

  const most = new Set([...supplies.values()].flat().map(({ location }) => location)).size;
  for (let count = 1; count <= most && tries <= TRIES_MAX; count += 1) {
    const found = search(new Set(), count);
    if (found) return found;
  }
  return firstThatWillDo(demand, supplies);
}

/** The locations, not chosen yet, of the uncovered SKU that the fewest locations have. Undefined when all are covered. */
function scarcestMissing(
  demand: readonly SkuQuantity[],
  supplies: Supplies,
  senders: ReadonlySet<string>,
): readonly Supply[] | undefined {
  let scarcest: readonly Supply[] | undefined;
  for (const { sku, quantity } of demand) {
    const all = supplies.get(sku) ?? [];
    if (totalOf(all.filter(({ location }) => senders.has(location))) >= quantity) continue;
    const others = all.filter(({ location }) => !senders.has(location));
    if (!scarcest || others.length < scarcest.length) scarcest = others;
  }
  return scarcest;
}

function firstThatWillDo(demand: readonly SkuQuantity[], supplies: Supplies): ReadonlySet<string> {
  const senders = new Set<string>();
  for (;;) {
    const [next] = scarcestMissing(demand, supplies, senders) ?? [];
    if (!next) return senders;
    senders.add(next.location);
  }
}

/** From one of the senders if one has all of it, else from as many as it takes. */
function split(
  { sku, quantity }: SkuQuantity,
  supplies: readonly Supply[],
  senders: ReadonlySet<string>,
): readonly Claim[] {
  const chosen = supplies.filter(({ location }) => senders.has(location));
  const whole = chosen.find(({ available }) => available >= quantity);
  if (whole) return [{ sku, location: whole.location, quantity }];
  const claims: Claim[] = [];
  let left = quantity;
  for (const { location, available } of chosen) {
    const taken = Math.min(left, available);
    if (taken > 0) claims.push({ sku, location, quantity: taken });
    left -= taken;
  }
  return claims;
}

function claimedOf(sku: string, claims: readonly SkuQuantity[]): number {
  return claims.reduce((sum, claim) => (claim.sku === sku ? sum + claim.quantity : sum), 0);
}

function totalOf(supplies: readonly Supply[] = []): number {
  return supplies.reduce((sum, { available }) => sum + available, 0);
}

/** Equal ones are ordered by location, so that the same stock always makes the same plan. */
function bestFirst(left: Supply, right: Supply): number {
  return (
    left.priority - right.priority ||
    right.available - left.available ||
    (left.location < right.location ? -1 : 1)
  );
}
