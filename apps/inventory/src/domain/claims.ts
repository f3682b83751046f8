import type { ClaimStage } from './stock-item.events.js';

/** What a reservation has of the stock at one place. */
export interface StockClaim {
  readonly quantity: number;
  readonly stage: ClaimStage;
  /** The reservation's attempt that it came from. */
  readonly attempt: number;
}

type Level<T> = Readonly<Record<string, T>>;

/**
 * The claims on one stock item by reservation, in a tree by the last characters of their ids: a hot item has tens of
 * thousands, and a decision that changes one must not copy them all.
 */
export type Claims = Level<Level<Level<Level<StockClaim>>>>;

export function claimOf(claims: Claims, reservationId: string): StockClaim | undefined {
  const [first, second, third] = pathTo(reservationId);
  return claims[first]?.[second]?.[third]?.[reservationId];
}

/** The claims with this one put in its place; without one, the reservation has none any more. */
export function withClaim(claims: Claims, reservationId: string, claim: StockClaim | undefined): Claims {
  const [first, second, third] = pathTo(reservationId);
  const branch = claims[first] ?? {};
  const twig = branch[second] ?? {};
  const leaf = put(twig[third] ?? {}, reservationId, claim);
  return put(claims, first, put(branch, second, put(twig, third, leaf)));
}

function pathTo(id: string): readonly [string, string, string] {
  return [id.slice(-1), id.slice(-2, -1), id.slice(-3, -2)];
}

/** A level without entries is left out, so that a claim that came and went leaves nothing behind. */
function put<T extends object>(level: Level<T>, key: string, value: T | undefined): Level<T> {
  if (value !== undefined && Object.keys(value).length > 0) return { ...level, [key]: value };
  const { [key]: _gone, ...others } = level;
  return others;
}
