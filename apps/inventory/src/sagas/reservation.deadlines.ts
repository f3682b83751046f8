import { deadline } from '@waybill/kernel';
import { ExpireReservation } from '../domain/reservation.saga-commands.js';
import type { ReservationEvent } from '../domain/reservation.events.js';

/** A reservation that is not committed in time expires. One that is committed for no order is released one day. */
export const ReservationExpiry = deadline<ReservationEvent>()({
  name: 'reservation-expiry',
  set: {
    ReservationRequested: dueAt,
    ReservationSourced: dueAt,
    ReservationTakenOver: dueAt,
    ReservationExtended: dueAt,
    ReservationReholdRequested: dueAt,
    ReservationCommitRequested: dueAt,
    ReservationCommitted: dueAt,
  },
  clear: {
    ReservationCommitted: idOf,
    ReservationHandedOver: idOf,
    ReservationRejected: idOf,
    ReservationCommitRejected: idOf,
    ReservationReleased: idOf,
    ReservationExpired: idOf,
    ReservationConsumed: idOf,
  },
  fire: ({ id, at }) => new ExpireReservation({ reservationId: id, expiresAt: at }),
});

function dueAt({
  reservationId,
  expiresAt,
}: {
  readonly reservationId: string;
  readonly expiresAt?: string;
}) {
  return expiresAt === undefined ? undefined : { id: reservationId, at: expiresAt };
}

function idOf({ reservationId }: { readonly reservationId: string }): string {
  return reservationId;
}
