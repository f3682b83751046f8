import { deadline } from '@waybill/kernel';
import { ExpireReservation } from '../domain/reservation.saga-commands.js';
import type { ReservationEvent } from '../domain/reservation.events.js';

/** A reservation that is not committed in time expires. */
export const ReservationExpiry = deadline<ReservationEvent>()({
  name: 'reservation-expiry',
  set: {
    ReservationRequested: dueAt,
    ReservationSourced: dueAt,
    ReservationExtended: dueAt,
    ReservationReholdRequested: dueAt,
  },
  clear: {
    ReservationCommitted: idOf,
    ReservationRejected: idOf,
    ReservationCommitRejected: idOf,
    ReservationReleased: idOf,
    ReservationExpired: idOf,
  },
  fire: ({ id, at }) => new ExpireReservation({ reservationId: id, expiresAt: at }),
});

function dueAt({ reservationId, expiresAt }: { readonly reservationId: string; readonly expiresAt: string }) {
  return { id: reservationId, at: expiresAt };
}

function idOf({ reservationId }: { readonly reservationId: string }): string {
  return reservationId;
}
