import { describe, it } from '@jest/globals';
import type { SagaContext } from '@waybill/kernel';
import { when, whenProjected } from '@waybill/testing';
import { RecordHold, RecordHoldRefusal } from '../domain/reservation.saga-commands.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import { AllocateStock, HoldStock, ReleaseStock } from '../domain/stock-item.saga-commands.js';
import { stockItemSamples } from '../domain/stock-item.samples.js';
import { HoldingSaga } from './holding.saga.js';

const at = { sku: 'TEA-EARL-100', location: 'main' };
const { reservationId } = reservationSamples.ReservationSourced;
const release = (reason: string) => new ReleaseStock({ ...at, reservationId, attempt: 1, reason });

describe('The holding of a reservation', () => {
  it('H1: asks each location for its part', () =>
    when(reservationSamples.ReservationSourced)
      .in(HoldingSaga)
      .thenCommands(new HoldStock({ ...at, reservationId, quantity: 2, attempt: 1 })));

  it('asks other locations when one refuses', () =>
    when(reservationSamples.ReservationResourced)
      .in(HoldingSaga)
      .thenCommands(new HoldStock({ ...at, location: 'north', reservationId, quantity: 2, attempt: 2 })));

  it('S8: asks again for a commit after expiry', () =>
    when(reservationSamples.ReservationReholdRequested)
      .in(HoldingSaga)
      .thenCommands(new HoldStock({ ...at, reservationId, quantity: 2, attempt: 2 })));

  it('records in the reservation what was held', () =>
    when(stockItemSamples.StockHeld)
      .in(HoldingSaga)
      .thenCommands(new RecordHold({ ...at, reservationId, quantity: 2, attempt: 1 })));

  it('S1, S2: records what was refused, and what other locations have now', () => {
    const read: SagaContext['read'] = (projection, id, { fresh = false } = {}) => {
      const elsewhere = { ...stockItemSamples.StockReceived, location: 'north' };
      return Promise.resolve(fresh ? whenProjected(projection, elsewhere).documents.get(id) : undefined);
    };
    const alternatives = [{ location: 'north', available: 10 }];
    return when(stockItemSamples.StockHoldRefused, { read })
      .in(HoldingSaga)
      .thenCommands(new RecordHoldRefusal({ ...at, reservationId, available: 1, attempt: 1, alternatives }));
  });

  it('H4: allocates what is committed', () =>
    when(reservationSamples.ReservationCommitted)
      .in(HoldingSaga)
      .thenCommands(new AllocateStock({ ...at, reservationId })));

  it.each([
    ['S1', reservationSamples.ReservationRejected, 'out-of-stock'],
    ['S7', reservationSamples.ReservationExpired, 'expired'],
    ['S9', reservationSamples.ReservationCommitRejected, 'out-of-stock'],
    ['C1', reservationSamples.ReservationReleased, 'order-cancelled'],
    ['C1', reservationSamples.ReservationClaimReturned, 'not-needed'],
    ['C4', reservationSamples.ReservationPartiallyReleased, 'order-cancelled'],
  ])('%s: frees the claims after $type', (_, event, reason) =>
    when(event).in(HoldingSaga).thenCommands(release(reason)),
  );
});
