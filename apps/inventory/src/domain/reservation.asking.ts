import { forOrder, type Claim, type OwnClaim, type SkuQuantity } from './reservation.events.js';
import { planClaims, type Supply } from './sourcing.js';

/** Claims that are held one after the other; more are held in several attempts at the same time. */
const CLAIMS_MAX = 16;

/** The claims with the numbers of the attempts that ask for them. A location may be asked once in an attempt. */
export function inAttempts(claims: readonly Claim[], latest: number): readonly OwnClaim[] {
  return claims.map((claim, index) => ({ ...claim, attempt: latest + 1 + Math.floor(index / CLAIMS_MAX) }));
}

/** Where a quantity can be held instead. */
export function planElsewhere(
  { sku, quantity }: SkuQuantity,
  alternatives: readonly Omit<Supply, 'sku'>[],
  latest: number,
): { readonly instead: readonly OwnClaim[]; readonly missing: number } {
  const plan = planClaims(
    [{ sku, quantity }],
    alternatives.map((supply) => ({ ...supply, sku })),
  );
  const planned = plan.reduce((sum, claim) => sum + claim.quantity, 0);
  return { instead: inAttempts(plan, latest), missing: quantity - planned };
}

/** The latest attempt after these claims were asked for. */
export function latestAttempt(claims: readonly OwnClaim[], before: number): number {
  return claims.reduce((latest, { attempt }) => Math.max(latest, attempt), before);
}

/** What every event of a reservation says. */
export function aboutOf(
  reservationId: string,
  reservation: { readonly orderId?: string | undefined },
): { readonly reservationId: string; readonly orderId?: string } {
  return { reservationId, ...forOrder(reservation) };
}
