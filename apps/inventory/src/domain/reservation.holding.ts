import { evolveWith, type Decide } from '@waybill/kernel';
import { aboutOf, inAttempts, latestAttempt, planElsewhere } from './reservation.asking.js';
import { isAmong, isClaim, plainClaims, type TrackedClaim } from './reservation.claims.state.js';
import { conclude } from './reservation.concluding.js';
import type { OwnClaim, ReservationEvent } from './reservation.events.js';
import { afterLoss } from './reservation.losing.js';
import { RecordHeld, RecordHoldRefusal } from './reservation.saga-commands.js';
import {
  evolve,
  isKnown,
  ownClaimsOf,
  type KnownReservation,
  type ReservationState,
} from './reservation.state.js';
import { suffices } from './sourcing.js';

/** How many locations are asked for the same stock before the reservation gives up. */
const TRIES_MAX = 5;

export const answers = { RecordHeld, RecordHoldRefusal };

/** What stock items answer to the claims of a reservation. */
export const holding: Decide<ReservationState, ReservationEvent, typeof answers> = {
  RecordHeld({ claims: answered }, reservation, { id, now }) {
    const returned = returnUnknown(id, reservation, answered);
    if (!isKnown(reservation)) return returned;
    const about = aboutOf(id, reservation);
    const asked = reservation.claims.filter((claim) => claim.stage === 'asked' && isAmong(claim, answered));
    const ended = asked.filter((claim) => isMoveOver(reservation, claim));
    const held = asked.filter((claim) => !ended.includes(claim));
    const events: ReservationEvent[] = [...returned];
    if (ended.length > 0) {
      events.push({ type: 'ReservationMoveEnded', ...about, claims: plainClaims(ended) });
    }
    if (held.length === 0) return events;
    const { status } = reservation;
    const freed = status === 'committed' ? [] : freedBy(held);
    const claims = plainClaims(held);
    const isWantedNow = status === 'committing' || status === 'committed';
    const recorded: ReservationEvent = {
      type: 'ReservationClaimsHeld',
      ...about,
      claims,
      freed,
      isWantedNow,
    };
    const after = evolveWith(evolve, reservation, recorded);
    const conclusion = isKnown(after) ? conclude(id, after, now) : [];
    const isSaid = status === 'holding' && conclusion.length > 0 && freed.length === 0;
    return [...events, ...(isSaid ? [] : [recorded]), ...conclusion];
  },

  RecordHoldRefusal({ refused, available, before, after, alternatives }, reservation, { id, now }) {
    const returned = returnUnknown(id, reservation, before);
    if (!isKnown(reservation)) return returned;
    const isWaiting = (claim: OwnClaim) =>
      reservation.claims.some((own) => own.stage === 'asked' && isClaim(own, claim));
    const own = reservation.claims.find((claim) => claim.stage === 'asked' && isClaim(claim, refused));
    const held = plainClaims(before.filter(isWaiting));
    const rest = plainClaims(reservation.claims.filter((claim) => isWaiting(claim) && isAmong(claim, after)));
    if (!own && held.length === 0 && rest.length === 0) return returned;

    const here = { location: refused.location, available, priority: 0 };
    const elsewhere = alternatives.filter(({ location }) => location !== refused.location);
    const quantity = own?.quantity ?? 0;
    const latest = reservation.attempt;
    const plan = planElsewhere({ ...refused, quantity }, [here, ...elsewhere], latest);
    const isContended = own !== undefined && own.tries >= TRIES_MAX && plan.instead.length > 0;
    const mayBeLess = own?.origin !== undefined || isEnough(reservation, refused, plan.missing);
    const instead = isContended || !mayBeLess ? [] : plan.instead;
    const missing = quantity - instead.reduce((sum, claim) => sum + claim.quantity, 0);
    const again = inAttempts(rest, latestAttempt(instead, latest));
    const replanned: ReservationEvent = {
      type: 'ReservationReplanned',
      ...aboutOf(id, reservation),
      held,
      refused: { ...plainClaim(refused), quantity },
      available,
      instead,
      again,
    };
    const origin = own?.origin ?? { location: refused.location, reason: 'shortfall' as const };
    const next = evolveWith(evolve, reservation, replanned);
    const lost = { ...plainClaim(refused), quantity: mayBeLess ? missing : plan.missing };
    const failure = isContended ? 'contention' : 'out_of_stock';
    const conclusion = afterLoss(id, next, lost, origin, now, failure);
    const isSaid = conclusion.some(({ type }) => type === 'ReservationRejected');
    return [...returned, ...(isSaid ? [] : [replanned]), ...conclusion];
  },
};

/** Gives back claims that the reservation does not count. */
function returnUnknown(
  id: string,
  reservation: ReservationState,
  answered: readonly OwnClaim[],
): readonly ReservationEvent[] {
  const claims = plainClaims(answered.filter((claim) => !isAmong(claim, ownClaimsOf(reservation))));
  const order = isKnown(reservation) ? reservation : {};
  return claims.length === 0 ? [] : [{ type: 'ReservationClaimsReturned', ...aboutOf(id, order), claims }];
}

function isEnough({ demand, claims }: KnownReservation, refused: OwnClaim, missing: number): boolean {
  const others = claims.filter((claim) => !isClaim(claim, refused));
  const own = claims.find((claim) => isClaim(claim, refused));
  const found = { sku: refused.sku, quantity: (own?.quantity ?? 0) - missing };
  return suffices(demand, [...others, found]);
}

/** The claims in whose place these are, and which are still there. */
export function freedBy(claims: readonly TrackedClaim[]): readonly OwnClaim[] {
  return claims.flatMap(({ sku, quantity, origin }) =>
    origin?.attempt === undefined
      ? []
      : [{ sku, location: origin.location, quantity, attempt: origin.attempt }],
  );
}

/** Whether the claim that was to move has been shipped or given back meanwhile. */
export function isMoveOver({ claims }: KnownReservation, claim: TrackedClaim): boolean {
  const [from] = freedBy([claim]);
  if (!from) return false;
  const there = claims.find((own) => isClaim(own, from));
  return (there?.quantity ?? 0) < from.quantity;
}

function plainClaim({ sku, location, quantity, attempt }: OwnClaim): OwnClaim {
  return { sku, location, quantity, attempt };
}
