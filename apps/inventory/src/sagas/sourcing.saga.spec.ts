import { describe, expect, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import type { SagaContext } from '@waybill/kernel';
import { when, whenProjected } from '@waybill/testing';
import { SourceReservation } from '../domain/reservation.saga-commands.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { SourcingSaga } from './sourcing.saga.js';

const placed = ordersSamples['orders.OrderPlaced'];
const { orderId, lines } = placed;
const sku = 'TEA-EARL-100';
const received = (location: string, quantity: number): StockItemEvent => ({
  type: 'StockReceived',
  sku,
  location,
  quantity,
});

/** A saga context whose read model shows one state, and another one when it is fresh. */
function knowing(known: readonly StockItemEvent[], truly: readonly StockItemEvent[] = known) {
  const looks: boolean[] = [];
  const read: SagaContext['read'] = (projection, id, { fresh = false } = {}) => {
    looks.push(fresh);
    return Promise.resolve(whenProjected(projection, ...(fresh ? truly : known)).documents.get(id));
  };
  return { read, looks };
}

const ofOrder = { reservationId: orderId, orderId, lines, policy: 'all-or-nothing' } as const;

const placedInPart = { ...placed, allowPartial: true };

describe('The sourcing of an order', () => {
  it('H1: plans from the read model when that shows enough', async () => {
    const context = knowing([received('main', 5), received('north', 1)]);
    const stock = [
      { sku, location: 'main', available: 5 },
      { sku, location: 'north', available: 1 },
    ];
    await when(placed, context)
      .in(SourcingSaga)
      .thenCommands(new SourceReservation({ ...ofOrder, stock }));
    expect(context.looks).toEqual([false]);
  });

  it('S1: waits for the read model and plans again before it reports a shortage', async () => {
    const context = knowing([received('main', 1)], [received('main', 3)]);
    await when(placed, context)
      .in(SourcingSaga)
      .thenCommands(new SourceReservation({ ...ofOrder, stock: [{ sku, location: 'main', available: 3 }] }));
    expect(context.looks).toEqual([false, true]);
  });

  it('S1: adds up the lines of one SKU before it compares', async () => {
    const twice = [...lines, ...lines];
    const placedTwice = { ...placed, lines: twice };
    await when(placedTwice, knowing([received('main', 3)], []))
      .in(SourcingSaga)
      .thenCommands(new SourceReservation({ ...ofOrder, lines: twice, stock: [] }));
  });

  it('S2: passes on whether a part is enough', () =>
    when(placedInPart, knowing([]))
      .in(SourcingSaga)
      .thenCommands(new SourceReservation({ ...ofOrder, policy: 'partial', stock: [] })));

  it('does the same for a reservation of no order', () => {
    const { reservationId, demand, policy } = reservationSamples.ReservationRequested;
    return when(reservationSamples.ReservationRequested, knowing([received('main', 9)]))
      .in(SourcingSaga)
      .thenCommands(
        new SourceReservation({
          reservationId,
          lines: demand,
          policy,
          stock: [{ sku, location: 'main', available: 9 }],
        }),
      );
  });
});
