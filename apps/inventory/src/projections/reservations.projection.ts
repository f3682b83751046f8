import { projection, type Apply, type Envelope } from '@waybill/kernel';
import { forOrder, type ReservationEvent } from '../domain/reservation.events.js';
import type { ReservationDocument } from './reservation-document.js';

type Ended = 'consumed' | 'rejected' | 'released' | 'expired';

const rows: Required<Apply<ReservationDocument, ReservationEvent>> = {
  ReservationRequested: change((reservation, { demand, policy, expiresAt }) => ({
    ...reservation,
    lines: demand,
    policy,
    expiresAt,
  })),
  ReservationSourced: change((reservation, { demand, policy, expiresAt }) => ({
    ...reservation,
    lines: demand,
    policy,
    expiresAt,
  })),
  ReservationLineHeld: change((reservation) => reservation),
  ReservationLineRefused: change((reservation) => reservation),
  ReservationResourced: change((reservation) => reservation),
  ReservationHeld: change((reservation, { claims }) => ({ ...reservation, status: 'held', claims })),
  ReservationPartiallyHeld: change((reservation, { claims, shortages }) => ({
    ...reservation,
    status: 'partially-held',
    claims,
    shortages,
  })),
  ReservationRejected: change((reservation, { demand, reason, shortages }) => ({
    ...end(reservation, 'rejected'),
    lines: demand,
    reason,
    shortages,
  })),
  ReservationExtended: change((reservation, { expiresAt }) => ({ ...reservation, expiresAt })),
  ReservationExpired: change((reservation) => end(reservation, 'expired')),
  ReservationReholdRequested: change((reservation, { expiresAt }) => ({
    ...reservation,
    status: 'requested',
    expiresAt,
  })),
  ReservationCommitted: change(({ expiresAt: _expiresAt, ...reservation }, { claims }) => ({
    ...reservation,
    status: 'committed',
    claims,
  })),
  ReservationCommitRejected: change((reservation, { reason, shortages }) =>
    reservation.status === 'released' ? reservation : { ...end(reservation, 'rejected'), reason, shortages },
  ),
  ReservationReleased: change((reservation, { reason }) => ({ ...end(reservation, 'released'), reason })),
  ReservationPartiallyReleased: change((reservation, { location }) => freeAt(location, reservation)),
  ReservationClaimReturned: change((reservation) => reservation),
  ReservationPartiallyConsumed: change((reservation, { location }) => freeAt(location, reservation)),
  ReservationConsumed: change((reservation) => end(reservation, 'consumed')),
};

export const Reservations = projection<ReservationDocument, ReservationEvent>()({
  name: 'reservations',
  fields: { orderId: 'text', status: 'text', expiresAt: 'text', updatedAt: 'text' },
  keys: ({ reservationId }) => [reservationId],
  apply: rows,
});

/** A row that changes a reservation, or begins one: its first event may be its rejection or its release. */
function change<E extends ReservationEvent>(
  next: (reservation: ReservationDocument, event: E) => ReservationDocument,
) {
  return (before: ReservationDocument | undefined, event: E, { revision, meta }: Envelope) => {
    const seen = { updatedAt: meta.occurredAt, revision };
    return { ...next(before ?? { ...newReservation(event), ...seen }, event), ...seen };
  };
}

function newReservation(event: ReservationEvent) {
  const { reservationId } = event;
  const empty = { lines: [], claims: [], shortages: [] };
  return { reservationId, ...forOrder(event), status: 'requested', ...empty } as const;
}

function end(
  { expiresAt: _expiresAt, ...reservation }: ReservationDocument,
  status: Ended,
): ReservationDocument {
  return { ...reservation, status, claims: [] };
}

/** Nothing is claimed at the location any more. */
function freeAt(location: string, reservation: ReservationDocument): ReservationDocument {
  return { ...reservation, claims: reservation.claims.filter((claim) => claim.location !== location) };
}
