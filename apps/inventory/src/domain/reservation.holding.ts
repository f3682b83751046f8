import { evolveWith, type Decide, type Named } from '@waybill/kernel';
import { aboutOf, inAttempts, latestAttempt, planElsewhere } from './reservation.asking.js';
import { isAmong, isClaim, plainClaims, standing, type TrackedClaim } from './reservation.claims.state.js';
import { conclude, rejectionOf } from './reservation.concluding.js';
import type { OwnClaim, ReservationEvent } from './reservation.events.js';
import { afterLoss } from './reservation.losing.js';
import { RecordHeld, RecordHoldRefusal } from './reservation.saga-commands.js';
import { evolve } from './reservation.evolve.js';
import { isKnown, ownClaimsOf, type KnownReservation, type ReservationState } from './reservation.state.js';
import { suffices } from './sourcing.js';

/** How many locations are asked for the same stock before the reservation gives up. */
const TRIES_MAX = 5;

export const answers = { RecordHeld, RecordHoldRefusal };

/** What stock items answer to the claims of a reservation. */
export const holding: Decide<ReservationState, ReservationEvent, typeof answers> = {
  RecordHeld({ claims }, reservation, { id, now }) {
    const events = recordHolds(id, reservation, claims);
    const after = stateAfter(reservation, events);
    const conclusion = events.some(isOwn) && isKnown(after) ? conclude(id, after, now) : [];
    // The conclusion of a reservation that waits for its holds says that all of them are held.
    const isSaid = (event: ReservationEvent) =>
      isHolds(event) && event.freed.length === 0 && !event.isWantedNow && conclusion.length > 0;
    return [...events.filter((event) => !isSaid(event)), ...conclusion];
  },

  RecordHoldRefusal(answer, reservation, { id, now }) {
    const events = recordHolds(id, reservation, answer.before);
    const after = stateAfter(reservation, events);
    return isKnown(after) ? [...events, ...replan(id, after, answer, now)] : events;
  },
};

/** Records which of the claims that were asked for are held, and gives back those that are not wanted any more. */
function recordHolds(
  id: string,
  reservation: ReservationState,
  answered: readonly OwnClaim[],
): readonly ReservationEvent[] {
  const events: ReservationEvent[] = [...returnUnknown(id, reservation, answered)];
  if (!isKnown(reservation)) return events;
  const about = aboutOf(id, reservation);
  const asked = reservation.claims.filter((claim) => claim.stage === 'asked' && isAmong(claim, answered));
  const ended = asked.filter((claim) => isMoveOver(reservation, claim));
  const held = asked.filter((claim) => !ended.includes(claim));
  if (ended.length > 0) {
    events.push({ type: 'ReservationMoveEnded', ...about, claims: plainClaims(ended) });
  }
  if (held.length > 0) {
    const { status } = reservation;
    const freed = status === 'committed' ? [] : freedBy(held);
    const isWantedNow = status === 'committing' || status === 'committed';
    const claims = plainClaims(held);
    events.push({ type: 'ReservationClaimsHeld', ...about, claims, freed, isWantedNow });
  }
  return events;
}

/** Asks other locations for a claim that was refused. Without any, the reservation holds less or is rejected. */
function replan(
  id: string,
  reservation: KnownReservation,
  { refused, available, after, alternatives }: RecordHoldRefusal,
  now: string,
): readonly ReservationEvent[] {
  const { claims, attempt } = reservation;
  const own = claims.find((claim) => claim.stage === 'asked' && isClaim(claim, refused));
  const rest = plainClaims(claims.filter((claim) => claim.stage === 'asked' && isAmong(claim, after)));
  if (!own && rest.length === 0) return [];

  const quantity = own?.quantity ?? 0;
  const here = { location: refused.location, available, priority: 0 };
  const elsewhere = alternatives.filter(({ location }) => location !== refused.location);
  const plan = planElsewhere({ sku: refused.sku, quantity }, [here, ...elsewhere], attempt);
  const isContended = (own?.tries ?? 0) >= TRIES_MAX && plan.instead.length > 0;
  const unfound = isContended ? quantity : plan.missing;
  const failure = isContended ? 'contention' : 'out_of_stock';
  if (own?.origin === undefined && !sufficesWithout(reservation, refused, unfound)) {
    // The claims after the refused one were not asked for: there is nothing to free.
    const left = claims.filter((claim) => claim !== own && !isAmong(claim, rest));
    const found = isContended ? rest : [...plan.instead, ...rest];
    return [rejectionOf(id, { ...reservation, claims: left }, failure, found)];
  }

  const instead = isContended ? [] : plan.instead;
  const replanned: ReservationEvent = {
    type: 'ReservationReplanned',
    ...aboutOf(id, reservation),
    refused: { ...refused, quantity },
    available,
    instead,
    again: inAttempts(rest, latestAttempt(instead, attempt)),
  };
  const lost = { ...refused, quantity: quantity - quantityOf(instead) };
  const origin = own?.origin ?? ({ location: refused.location, reason: 'shortfall' } as const);
  const next = evolveWith(evolve, reservation, replanned);
  return [replanned, ...afterLoss(id, next, lost, origin, now, failure)];
}

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

/** Whether the reservation has what is required although this much of a claim is missing. */
function sufficesWithout({ demand, claims }: KnownReservation, refused: OwnClaim, missing: number): boolean {
  const others = standing(claims).filter((claim) => !isClaim(claim, refused));
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

/** Whether the event changes what the reservation claims. */
function isOwn({ type }: ReservationEvent): boolean {
  return type === 'ReservationClaimsHeld' || type === 'ReservationMoveEnded';
}

function isHolds(event: ReservationEvent): event is Named<ReservationEvent, 'ReservationClaimsHeld'> {
  return event.type === 'ReservationClaimsHeld';
}

function stateAfter(reservation: ReservationState, events: readonly ReservationEvent[]): ReservationState {
  return events.reduce((before, event) => evolveWith(evolve, before, event), reservation);
}

function quantityOf(claims: readonly OwnClaim[]): number {
  return claims.reduce((sum, { quantity }) => sum + quantity, 0);
}
