import type { ByStage, ClaimStage } from './stock-item.events.js';

/** What an attempt of a reservation claims of a stock item. */
export interface StockClaim extends ByStage {
  /** Whom it is for: the order, or the reservation itself when it is for no order. */
  readonly claimant: string;
  readonly reservationId: string;
  /** The reservation's attempt that made it. */
  readonly attempt: number;
  /** Grows with every claim on this stock item. */
  readonly order: number;
}

/** Some units of one claim. */
export interface TakenClaim {
  readonly claim: StockClaim;
  readonly stages: ByStage;
}

export const NO_STAGES: ByStage = { held: 0, allocated: 0, picked: 0 };

/** JSON turns empty places into null. */
type Level<T> = readonly (T | null | undefined)[];

/**
 * The claims on one stock item, in a tree by the last characters of their claimants' ids: a hot item has tens of
 * thousands, and a decision that changes one must not copy them all.
 */
export type Claims = Level<Level<Level<readonly StockClaim[]>>>;

/** The claims for one claimant, the oldest first. */
export function claimsOf(claims: Claims, claimant: string): readonly StockClaim[] {
  const [first, second, third] = pathTo(claimant);
  return (claims[first]?.[second]?.[third] ?? []).filter((claim) => claim.claimant === claimant);
}

export function claimOf(
  claims: Claims,
  { claimant, reservationId, attempt }: Pick<StockClaim, 'claimant' | 'reservationId' | 'attempt'>,
): StockClaim | undefined {
  return claimsOf(claims, claimant).find(
    (claim) => claim.reservationId === reservationId && claim.attempt === attempt,
  );
}

/** Every claim there is. Slow on a hot item. */
export function allClaims(claims: Claims): readonly StockClaim[] {
  return claims
    .flatMap((branch) => branch ?? [])
    .flatMap((twig) => twig ?? [])
    .flatMap((leaf) => leaf ?? []);
}

/** Adds a claim, or replaces the one of the same attempt. A claim for nothing is removed. */
export function withClaim(claims: Claims, claim: StockClaim): Claims {
  const [first, second, third] = pathTo(claim.claimant);
  const branch = claims[first] ?? [];
  const twig = branch[second] ?? [];
  const leaf = twig[third] ?? [];
  const others = leaf.filter(
    (other) => other.reservationId !== claim.reservationId || other.attempt !== claim.attempt,
  );
  const left = quantityOf(claim) === 0 ? others : [...others, claim].sort(oldestFirst);
  return put(claims, first, put(branch, second, put(twig, third, left)));
}

export function quantityOf({ held, allocated, picked }: ByStage): number {
  return held + allocated + picked;
}

/** Takes a quantity from claims, stage by stage. Takes less when there is not enough. */
export function takeClaims(
  claims: readonly StockClaim[],
  quantity: number,
  stages: readonly ClaimStage[],
): readonly TakenClaim[] {
  let missing = quantity;
  const taken = new Map(claims.map((claim) => [claim, { ...NO_STAGES }]));
  for (const stage of stages) {
    for (const [claim, amounts] of taken) {
      amounts[stage] = Math.min(missing, claim[stage]);
      missing -= amounts[stage];
    }
  }
  return [...taken]
    .map(([claim, amounts]) => ({ claim, stages: amounts }))
    .filter((one) => quantityOf(one.stages) > 0);
}

/** Indexes from the last three characters: different for different hexadecimal digits. */
function pathTo(id: string): readonly [number, number, number] {
  const end = id.length;
  return [id.charCodeAt(end - 1) & 31, id.charCodeAt(end - 2) & 31, id.charCodeAt(end - 3) & 31];
}

function put<T>(level: Level<T>, index: number, value: T): Level<T> {
  const copy = level.slice();
  copy[index] = value;
  return copy;
}

function oldestFirst(left: StockClaim, right: StockClaim): number {
  return left.order - right.order;
}
