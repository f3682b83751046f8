import { claimantOf, type Claim } from '../domain/reservation.events.js';
import { AllocateStock } from '../domain/stock-item.saga-commands.js';

/** Places that are asked one after the other; more are asked in several rounds at the same time. */
export const PLACES_MAX = 16;

/** Asks for the allocation of a reservation's claims, one place after the other, so that there is one answer to record. */
export function allocateClaims(
  event: { readonly reservationId: string; readonly orderId?: string },
  claims: readonly Claim[],
): readonly AllocateStock[] {
  const { reservationId } = event;
  const claimant = claimantOf(event);
  const places = [
    ...new Map(claims.map((claim) => [`${claim.sku}@${claim.location}`, placeOf(claim)])).values(),
  ];
  const rounds = Array.from({ length: Math.ceil(places.length / PLACES_MAX) }, (_, round) =>
    places.slice(round * PLACES_MAX, (round + 1) * PLACES_MAX),
  );
  return rounds.flatMap(([first, ...after]) =>
    first ? [new AllocateStock({ ...first, claimant, reservationId, before: [], after })] : [],
  );
}

function placeOf({ sku, location }: Claim) {
  return { sku, location };
}
