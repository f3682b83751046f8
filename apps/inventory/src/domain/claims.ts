import type { ClaimStage } from './stock-item.events.js';

/** What a reservation claims of a stock item. */
export interface StockClaim {
  readonly reservationId: string;
  readonly quantity: number;
  readonly stage: ClaimStage;
  /** The reservation's attempt that made it. */
  readonly attempt: number;
}

/** JSON turns empty places into null. */
type Level<T> = readonly (T | null | undefined)[];

/**
 * The claims on one stock item, in a tree by the last characters of their reservations' ids: a hot item has tens of
 * thousands, and a decision that changes one must not copy them all.
 */
export type Claims = Level<Level<Level<readonly StockClaim[]>>>;

export function claimOf(claims: Claims, reservationId: string): StockClaim | undefined {
  const [first, second, third] = pathTo(reservationId);
  return claims[first]?.[second]?.[third]?.find((claim) => claim.reservationId === reservationId);
}

export function withClaim(claims: Claims, claim: StockClaim): Claims {
  return changeClaims(claims, claim.reservationId, (others) => [...others, claim]);
}

export function withoutClaim(claims: Claims, reservationId: string): Claims {
  return changeClaims(claims, reservationId, (others) => others);
}

function changeClaims(
  claims: Claims,
  reservationId: string,
  change: (others: readonly StockClaim[]) => readonly StockClaim[],
): Claims {
  const [first, second, third] = pathTo(reservationId);
  const branch = claims[first] ?? [];
  const twig = branch[second] ?? [];
  const others = (twig[third] ?? []).filter((claim) => claim.reservationId !== reservationId);
  return put(claims, first, put(branch, second, put(twig, third, change(others))));
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
