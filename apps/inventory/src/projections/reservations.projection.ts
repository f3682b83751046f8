import { projection, type Apply, type Envelope } from '@waybill/kernel';
import { shownClaims } from '../domain/reservation.claims.state.js';
import { forOrder, type Claim, type Demand, type ReservationEvent } from '../domain/reservation.events.js';
import type { ReservationDocument } from './reservation-document.js';

type Ended = 'consumed' | 'rejected' | 'released' | 'expired';

const rows: Required<Apply<ReservationDocument, ReservationEvent>> = {
  ReservationRequested: change((reservation, event) => ask(reservation, event)),
  ReservationSourced: change((reservation, event) => ask(reservation, event)),
  ReservationTakenOver: change((reservation, event) => ({
    ...ask(reservation, event),
    claims: shownClaims(event.kept),
  })),
  ReservationReplanned: change((reservation) => reservation),
  ReservationClaimsHeld: change((reservation, { claims, freed }) =>
    reservation.status === 'requested' ? reservation : take(add(reservation, claims), freed),
  ),
  ReservationHeld: change((reservation, { claims }) => ({
    ...reservation,
    status: 'held',
    claims: shownClaims(claims),
  })),
  ReservationPartiallyHeld: change((reservation, { claims, shortages }) => ({
    ...reservation,
    status: 'partially_held',
    claims: shownClaims(claims),
    shortages,
  })),
  ReservationRejected: change((reservation, { demand, reason, shortages }) => ({
    ...end(reservation, 'rejected'),
    demand,
    reason,
    shortages,
  })),
  ReservationExtended: change((reservation, { expiresAt }) => ({ ...reservation, expiresAt })),
  ReservationExpired: change((reservation) => end(reservation, 'expired')),
  ReservationReholdRequested: change((reservation, { expiresAt }) => ({
    ...reservation,
    status: 'committing',
    expiresAt,
  })),
  ReservationCommitRequested: change((reservation, { expiresAt }) => ({
    ...reservation,
    status: 'committing',
    expiresAt,
  })),
  ReservationClaimsAllocated: change((reservation) => reservation),
  ReservationCommitted: change(({ expiresAt: _expiresAt, ...reservation }, { claims, expiresAt }) => ({
    ...reservation,
    status: 'committed',
    claims: shownClaims(claims),
    ...(expiresAt !== undefined && { expiresAt }),
  })),
  ReservationCommitRejected: change((reservation, { reason, shortages }) =>
    reservation.status === 'released' ? reservation : { ...end(reservation, 'rejected'), reason, shortages },
  ),
  ReservationReleased: change((reservation, { reason }) => ({ ...end(reservation, 'released'), reason })),
  ReservationPartiallyReleased: change((reservation, { claims }) => take(reservation, claims)),
  ReservationClaimsReturned: change((reservation) => reservation),
  ReservationClaimBroken: change((reservation, { from }) => take(reservation, [from])),
  ReservationMoveStarted: change((reservation) => reservation),
  ReservationMoveEnded: change((reservation, { claims }) => take(reservation, claims)),
  ReservationReallocated: change((reservation, { freed }) => take(reservation, freed)),
  ReservationShort: change((reservation, { lost }) => ({
    ...reservation,
    lost: [...reservation.lost, lost],
  })),
  ReservationHandedOver: change(({ expiresAt: _expiresAt, ...reservation }) => reservation),
  ReservationPartiallyConsumed: change((reservation, { claims }) => take(reservation, claims)),
  ReservationConsumed: change((reservation) => end(reservation, 'consumed')),
};

export const Reservations = projection<ReservationDocument, ReservationEvent>()({
  name: 'reservations',
  version: 2,
  fields: { orderId: 'text', status: 'text', expiresAt: 'text', requestedAt: 'text', updatedAt: 'text' },
  keys: ({ reservationId }) => [reservationId],
  apply: rows,
});

/** A row that changes a reservation, or begins one: its first event may be its rejection or its release. */
function change<E extends ReservationEvent>(
  next: (reservation: ReservationDocument, event: E) => ReservationDocument,
) {
  return (before: ReservationDocument | undefined, event: E, { revision, meta }: Envelope) => {
    const seen = { updatedAt: meta.occurredAt, revision };
    const known = before ?? { ...newReservation(event), requestedAt: meta.occurredAt, ...seen };
    return { ...next({ ...known, ...forOrder(event) }, event), ...seen };
  };
}

function newReservation({ reservationId }: ReservationEvent) {
  return { reservationId, status: 'requested', demand: [], claims: [], shortages: [], lost: [] } as const;
}

/** It begins, or begins again for another purpose. */
function ask(
  { reason: _reason, ...reservation }: ReservationDocument,
  { demand, expiresAt }: { readonly demand: readonly Demand[]; readonly expiresAt: string },
): ReservationDocument {
  return { ...reservation, status: 'requested', demand, expiresAt, claims: [], shortages: [] };
}

function end(
  { expiresAt: _expiresAt, ...reservation }: ReservationDocument,
  status: Ended,
): ReservationDocument {
  return { ...reservation, status, claims: [] };
}

function add(reservation: ReservationDocument, claims: readonly Claim[]): ReservationDocument {
  return { ...reservation, claims: shownClaims([...reservation.claims, ...claims]) };
}

function take(reservation: ReservationDocument, claims: readonly Claim[]): ReservationDocument {
  const less = claims.map((claim) => ({ ...claim, quantity: -claim.quantity }));
  const left = shownClaims([...reservation.claims, ...less]).filter(({ quantity }) => quantity > 0);
  return { ...reservation, claims: left };
}
