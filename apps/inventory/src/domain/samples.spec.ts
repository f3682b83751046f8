import { describe, expect, it } from '@jest/globals';
import { evolveWith } from '@waybill/kernel';
import type { ReservationEvent } from './reservation.events.js';
import { locationSamples } from './location.samples.js';
import * as location from './location.state.js';
import { reservationSamples } from './reservation.samples.js';
import { evolve as evolveReservation } from './reservation.evolve.js';
import * as reservation from './reservation.state.js';
import type { StockItemEvent } from './stock-item.events.js';
import { stockItemSamples } from './stock-item.samples.js';
import * as stockItem from './stock-item.state.js';
import type { TransferEvent } from './transfer.events.js';
import { transferSamples } from './transfer.samples.js';
import * as transfer from './transfer.state.js';

const ofStock: readonly StockItemEvent[] = Object.values(stockItemSamples);
const ofReservations: readonly ReservationEvent[] = Object.values(reservationSamples);
const ofTransfers: readonly TransferEvent[] = Object.values(transferSamples);

describe('A stored event of inventory', () => {
  it.each([...ofStock, ...ofReservations, ...ofTransfers])(
    'is the same after it was written and read as JSON: $type',
    (sample) => {
      expect(JSON.parse(JSON.stringify(sample))).toStrictEqual(sample);
    },
  );

  it.each(ofStock)('can be applied to nothing, and to stock: $type', (sample) => {
    const { StockReceived, StockHeld } = stockItemSamples;
    const held = [StockReceived, StockHeld].reduce(followStock, stockItem.initial);
    for (const state of [stockItem.initial, held])
      expect(followStock(state, sample)).toHaveProperty('balance');
  });

  it.each(ofReservations)('can be applied to nothing, and to every reservation: $type', (sample) => {
    const states = ofReservations.map((event) => followReservation(reservation.initial, event));
    const sourced = evolveReservation.ReservationSourced(
      reservation.initial,
      reservationSamples.ReservationSourced,
    );
    const further = ofReservations.map((event) => followReservation(sourced, event));
    for (const state of [reservation.initial, ...states, ...further]) {
      expect(followReservation(state, sample)).toHaveProperty('status');
    }
  });

  it.each(ofTransfers)('can be applied to nothing: $type', (sample) => {
    expect(evolveWith(transfer.evolve, transfer.initial, sample)).toHaveProperty('status');
  });

  it.each(Object.values(locationSamples))('can be applied to nothing: $type', (sample) => {
    expect(evolveWith(location.evolve, location.initial, sample)).toHaveProperty('status');
  });
});

function followStock(state: stockItem.StockItemState, event: StockItemEvent) {
  return evolveWith(stockItem.evolve, state, event);
}

function followReservation(state: reservation.ReservationState, event: ReservationEvent) {
  return evolveWith(evolveReservation, state, event);
}
