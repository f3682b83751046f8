import { describe, it } from '@jest/globals';
import type { DomainEvent, SagaContext } from '@waybill/kernel';
import { when, whenProjected } from '@waybill/testing';
import { locationSamples } from '../domain/location.samples.js';
import {
  MoveClaim,
  RecordBrokenClaim,
  RecordReleased,
  RecordShipped,
} from '../domain/reservation.saga-commands.js';
import { BreakClaims, VacateStock } from '../domain/stock-item.saga-commands.js';
import { stockItemSamples as samples } from '../domain/stock-item.samples.js';
import { ReallocationSaga } from './reallocation.saga.js';

const { sku, reservationId, shipmentId } = samples.StockShipped;
const claim = { sku, location: 'main', quantity: 2, attempt: 1 };
const balance = { available: 7, damaged: 0, quarantine: 0, inspection: 0 };
const events: readonly DomainEvent[] = [
  locationSamples.LocationRegistered,
  { ...samples.StockReceived, balance } as DomainEvent,
  { ...samples.StockReceived, location: 'north', balance } as DomainEvent,
  { ...samples.StockReceived, location: 'north', sku: 'POT', balance } as DomainEvent,
];
const read: SagaContext['read'] = (projection, id) =>
  Promise.resolve(
    whenProjected(projection, ...events.filter(({ type }) => projection.events.includes(type))).documents.get(
      id,
    ),
  );
const alternatives = [{ location: 'north', available: 7, priority: 50 }];

describe('A reservation is told', () => {
  it('S10, S11: that a claim is broken, and where else there is stock', () =>
    when(samples.StockClaimBroken, { read })
      .in(ReallocationSaga)
      .thenCommands(new RecordBrokenClaim({ reservationId, claim, reason: 'shortfall', alternatives })));

  it('S14: that a claim should move, and the stock item to go on', async () => {
    const move = new MoveClaim({ reservationId, claim, alternatives });
    await when(samples.StockMoveRequested, { read })
      .in(ReallocationSaga)
      .thenCommands(move, new VacateStock({ sku, location: 'main', after: 7 }));
    const { after: _after, ...last } = samples.StockMoveRequested;
    await when(last, { read }).in(ReallocationSaga).thenCommands(move);
  });

  it('H11: what has been shipped', () =>
    when(samples.StockShipped)
      .in(ReallocationSaga)
      .thenCommands(new RecordShipped({ reservationId, claim, shipmentId })));

  it('C3, C4: what has been freed for cancelled units, and not what it has freed itself', async () => {
    await when(samples.StockReleased)
      .in(ReallocationSaga)
      .thenCommands(new RecordReleased({ reservationId, claim, reason: 'order_cancelled' }));
    await when({ ...samples.StockReleased, by: 'reservation' })
      .in(ReallocationSaga)
      .thenCommands();
  });
});

describe('A stock item is told', () => {
  it('S10: to go on with a shortfall', () =>
    when(samples.StockShortfallRemains)
      .in(ReallocationSaga)
      .thenCommands(new BreakClaims({ sku, location: 'main' })));

  it('S14: that its location is suspended, for every SKU that has been there', () =>
    when(locationSamples.LocationSuspended, { read })
      .in(ReallocationSaga)
      .thenCommands(
        ...['POT', sku].map((each) => new VacateStock({ sku: each, location: 'north', after: -1 })),
      ));
});
