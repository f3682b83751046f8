import { describe, expect, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import type { DomainEvent, SagaContext } from '@waybill/kernel';
import { when, whenProjected } from '@waybill/testing';
import { locationSamples } from '../domain/location.samples.js';
import { SourceReservation } from '../domain/reservation.saga-commands.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import { stockItemSamples } from '../domain/stock-item.samples.js';
import { SourcingSaga } from './sourcing.saga.js';

const placed = ordersSamples['orders.OrderPlaced'];
const { orderId } = placed;
const sku = 'TEA-EARL-100';
const received = (location: string, quantity: number) => ({
  ...stockItemSamples.StockReceived,
  location,
  balance: { available: quantity, damaged: 0, quarantine: 0, inspection: 0 },
});
const at = (location: string, available: number, priority = 100) => ({ sku, location, available, priority });
const notSold = { ...locationSamples.LocationRegistered, sellable: false };
const { LocationRegistered: north, LocationSuspended: northSuspended } = locationSamples;

/** A saga context whose read models show one state, and another one when they are fresh. */
function knowing(known: readonly DomainEvent[], truly: readonly DomainEvent[] = known) {
  const looks = new Set<boolean>();
  const read: SagaContext['read'] = (projection, id, { fresh = false } = {}) => {
    looks.add(fresh);
    const events = (fresh ? truly : known).filter(({ type }) => projection.events.includes(type));
    return Promise.resolve(whenProjected(projection, ...events).documents.get(id));
  };
  return { read, looks };
}

const lines = [{ sku, quantity: 2, policy: 'all_or_nothing' as const }];
const ofOrder = { reservationId: orderId, orderId, lines, isPaid: false };

describe('The sourcing of an order', () => {
  it('H1: plans from the read models when they show enough', async () => {
    const context = knowing([north, received('main', 5), received('north', 1)]);
    await when(placed, context)
      .in(SourcingSaga)
      .thenCommands(new SourceReservation({ ...ofOrder, stock: [at('main', 5), at('north', 1, 50)] }));
    expect([...context.looks]).toEqual([false]);
  });

  it('S1: waits for the read models and plans again before it reports a shortage', async () => {
    const context = knowing([received('main', 1)], [received('main', 3)]);
    await when(placed, context)
      .in(SourcingSaga)
      .thenCommands(new SourceReservation({ ...ofOrder, stock: [at('main', 3)] }));
    expect([...context.looks]).toEqual([false, true]);
  });

  it('S2: passes on which lines may be held in part', () => {
    const [line] = placed.lines;
    const mixed = line ? [line, { ...line, lineId: '2', policy: 'partial' as const }] : [];
    const both = [...lines, { sku, quantity: 2, policy: 'partial' as const }];
    return when({ ...placed, lines: mixed }, knowing([received('main', 9)]))
      .in(SourcingSaga)
      .thenCommands(new SourceReservation({ ...ofOrder, lines: both, stock: [at('main', 9)] }));
  });

  it('S14: takes nothing from a location that is suspended, unknown or not to be sold from', async () => {
    const stock = [received('main', 2), received('north', 9)];
    for (const locations of [[], [north, northSuspended], [notSold]]) {
      await when(placed, knowing([...locations, ...stock]))
        .in(SourcingSaga)
        .thenCommands(new SourceReservation({ ...ofOrder, stock: [at('main', 2)] }));
    }
  });

  it('does the same for a reservation of no order', () => {
    const { reservationId } = reservationSamples.ReservationRequested;
    return when(reservationSamples.ReservationRequested, knowing([received('main', 9)]))
      .in(SourcingSaga)
      .thenCommands(
        new SourceReservation({
          reservationId,
          lines: [{ sku, quantity: 3, policy: 'partial' }],
          isPaid: false,
          stock: [at('main', 9)],
        }),
      );
  });

  it('D7: needs everything of a reshipment, under its own id and without a payment', () => {
    const requested = ordersSamples['orders.ReshipmentRequested'];
    return when(requested, knowing([received('main', 9)]))
      .in(SourcingSaga)
      .thenCommands(
        new SourceReservation({
          reservationId: requested.reservationId,
          orderId,
          lines,
          isPaid: true,
          stock: [at('main', 9)],
        }),
      );
  });
});
