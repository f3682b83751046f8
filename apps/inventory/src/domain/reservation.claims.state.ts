import type { Claim, ClaimKey, LossReason, OwnClaim } from './reservation.events.js';

/** In whose place a claim is. */
export interface Origin {
  readonly location: string;
  readonly reason: LossReason | 'location_closed';
  /** The attempt of that claim when it still exists: it is freed once this one stands in for it. */
  readonly attempt?: number;
}

/** A claim as the reservation knows it. */
export interface TrackedClaim extends OwnClaim {
  readonly stage: 'asked' | 'held' | 'allocated';
  /** How many locations were asked for this stock, this one included. */
  readonly tries: number;
  readonly origin?: Origin;
}

export function isClaim(claim: ClaimKey, { sku, location, attempt }: ClaimKey): boolean {
  return claim.sku === sku && claim.location === location && claim.attempt === attempt;
}

export function isAmong(claim: ClaimKey, others: readonly ClaimKey[]): boolean {
  return others.some((other) => isClaim(claim, other));
}

/** The claims with the fields that events give. */
export function plainClaims(claims: readonly OwnClaim[]): readonly OwnClaim[] {
  return claims.map(({ sku, location, quantity, attempt }) => ({ sku, location, quantity, attempt }));
}

/** The claims as others see them: without attempts, and one for each SKU and location. */
export function shownClaims(claims: readonly Claim[]): readonly Claim[] {
  const shown = new Map<string, Claim>();
  for (const { sku, location, quantity } of claims) {
    const key = `${sku}@${location}`;
    shown.set(key, { sku, location, quantity: (shown.get(key)?.quantity ?? 0) + quantity });
  }
  return [...shown.values()];
}

export function ask(claims: readonly OwnClaim[], tries = 1, origin?: Origin): readonly TrackedClaim[] {
  return claims.map((claim) => ({ ...claim, stage: 'asked', tries, ...(origin && { origin }) }));
}

export function withStage(
  claims: readonly TrackedClaim[],
  keys: readonly ClaimKey[],
  stage: TrackedClaim['stage'],
): readonly TrackedClaim[] {
  return claims.map((claim) => (isAmong(claim, keys) ? { ...claim, stage } : claim));
}

/** Takes quantities away from claims; a claim for nothing is removed. */
export function without(
  claims: readonly TrackedClaim[],
  taken: readonly OwnClaim[],
): readonly TrackedClaim[] {
  return taken
    .reduce(
      (before, one) =>
        before.map((claim) =>
          isClaim(claim, one) ? { ...claim, quantity: claim.quantity - one.quantity } : claim,
        ),
      claims,
    )
    .filter(({ quantity }) => quantity > 0);
}

/** The claims that count: not those that will take the place of another one that is still there. */
export function standing(claims: readonly TrackedClaim[]): readonly TrackedClaim[] {
  return claims.filter(({ origin }) => origin?.attempt === undefined);
}

/** The claims stand for themselves from now on, not for others. */
export function settle(claims: readonly TrackedClaim[], keys: readonly ClaimKey[]): readonly TrackedClaim[] {
  return claims.map((claim) => {
    if (!isAmong(claim, keys)) return claim;
    const { origin: _origin, ...settled } = claim;
    return settled;
  });
}
