import { aggregate } from '@waybill/kernel';
import { commitments, committing } from './reservation.committing.js';
import { ending, endings } from './reservation.ending.js';
import type { ReservationEvent } from './reservation.events.js';
import { answers, holding } from './reservation.holding.js';
import { losing, losses } from './reservation.losing.js';
import { requests, sourcing } from './reservation.sourcing.js';
import { evolve } from './reservation.evolve.js';
import { initial, type ReservationState } from './reservation.state.js';

/** Stock that is kept for one order or another client. It alone decides between expiry and commitment. */
export const Reservation = aggregate<ReservationState, ReservationEvent>()({
  name: 'reservation',
  initial,
  evolve,
  commands: { ...requests, ...answers, ...commitments, ...losses, ...endings },
  idOf: ({ reservationId }) => reservationId,
  decide: { ...sourcing, ...holding, ...committing, ...losing, ...ending },
  snapshotVersion: 2,
});
