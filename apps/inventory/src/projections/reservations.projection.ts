import { everyEvent, projection } from '@waybill/kernel';
import type { Claim, Policy, ReservationEvent, Shortage, SkuQuantity } from '../domain/reservation.events.js';
import { evolve } from '../domain/reservation.state.js';

export type ReservationStatus =
  'requested' | 'held' | 'partially-held' | 'committed' | 'consumed' | 'rejected' | 'released' | 'expired';

/** A reservation as a client sees it: what was asked for, what is claimed for it now, and what was missing. */
export interface ReservationView {
  readonly reservationId: string;
  readonly orderId?: string;
  readonly status: ReservationStatus;
  /** Why it was rejected or released. */
  readonly reason?: string;
  readonly lines: readonly SkuQuantity[];
  readonly policy?: Policy;
  readonly claims: readonly Claim[];
  readonly shortages: readonly Shortage[];
  /** Until it has been committed or has come to its end. */
  readonly expiresAt?: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export const Reservations = projection<ReservationView, ReservationEvent>()({
  name: 'reservations',
  fields: { orderId: 'text', status: 'text', expiresAt: 'text', updatedAt: 'text' },
  keys: ({ reservationId }) => [reservationId],
  apply: everyEvent(evolve, (document, event, { revision, meta }): ReservationView => {
    const { reservationId, orderId } = event;
    const blank = {
      reservationId,
      orderId,
      status: 'requested',
      lines: [],
      claims: [],
      shortages: [],
    } as const;
    const view = { ...blank, ...document };
    return { ...view, ...changes(view, event), updatedAt: meta.occurredAt, revision };
  }),
});

type Changes = Partial<ReservationView>;

function changes(view: Pick<ReservationView, 'claims' | 'status'>, event: ReservationEvent): Changes {
  switch (event.type) {
    case 'ReservationRequested':
    case 'ReservationSourced':
      return { lines: event.demand, policy: event.policy, expiresAt: event.expiresAt };
    case 'ReservationHeld':
      return { status: 'held', claims: event.claims };
    case 'ReservationPartiallyHeld':
      return { status: 'partially-held', claims: event.claims, shortages: event.shortages };
    case 'ReservationExtended':
      return { expiresAt: event.expiresAt };
    case 'ReservationReholdRequested':
      return { status: 'requested', expiresAt: event.expiresAt };
    case 'ReservationCommitted':
      return { status: 'committed', claims: event.claims, expiresAt: undefined };
    case 'ReservationPartiallyConsumed':
    case 'ReservationPartiallyReleased':
      return { claims: view.claims.filter(({ location }) => location !== event.location) };
    case 'ReservationConsumed':
      return ended('consumed');
    case 'ReservationExpired':
      return ended('expired');
    case 'ReservationRejected':
      return { ...ended('rejected'), lines: event.demand, reason: event.reason, shortages: event.shortages };
    case 'ReservationCommitRejected':
      if (view.status === 'released') return {};
      return { ...ended('rejected'), reason: event.reason, shortages: event.shortages };
    case 'ReservationReleased':
      return { ...ended('released'), reason: event.reason };
    case 'ReservationLineHeld':
    case 'ReservationLineRefused':
    case 'ReservationResourced':
    case 'ReservationClaimReturned':
      return {};
  }
}

function ended(status: ReservationStatus): Changes {
  return { status, claims: [], expiresAt: undefined };
}
