import { describe, expect, it } from '@jest/globals';
import { envelopeOf } from '@waybill/testing';
import { ExpireReservation } from '../domain/reservation.saga-commands.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import { ReservationExpiry } from './reservation.deadlines.js';

const { reservationId } = reservationSamples.ReservationSourced;

describe('The expiry of a reservation', () => {
  it.each([
    reservationSamples.ReservationRequested,
    reservationSamples.ReservationSourced,
    reservationSamples.ReservationExtended,
    reservationSamples.ReservationTakenOver,
    reservationSamples.ReservationReholdRequested,
    reservationSamples.ReservationCommitRequested,
    reservationSamples.ReservationCommitted,
  ])('S7: is due after $type', (event) => {
    expect(ReservationExpiry.after(event, envelopeOf(event))).toEqual({
      id: reservationId,
      at: event.expiresAt,
    });
  });

  const { expiresAt: _expiresAt, ...committedForOrder } = reservationSamples.ReservationCommitted;

  it.each([
    committedForOrder,
    reservationSamples.ReservationHandedOver,
    reservationSamples.ReservationConsumed,
    reservationSamples.ReservationRejected,
    reservationSamples.ReservationCommitRejected,
    reservationSamples.ReservationReleased,
    reservationSamples.ReservationExpired,
  ])('S8: is cleared by $type', (event) => {
    expect(ReservationExpiry.after(event, envelopeOf(event))).toEqual({ cleared: reservationId });
  });

  it('S13: expires the reservation unless it has been extended', () => {
    const at = '2026-11-22T10:30:00.000Z';
    expect(ReservationExpiry.fire({ id: reservationId, at })).toEqual(
      new ExpireReservation({ reservationId, expiresAt: at }),
    );
  });
});
