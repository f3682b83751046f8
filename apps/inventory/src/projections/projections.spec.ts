import { describe, expect, it } from '@jest/globals';
import { NOW, whenProjected } from '@waybill/testing';
import type { ReservationEvent } from '../domain/reservation.events.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import type { StockItemEvent } from '../domain/stock-item.events.js';
import { stockItemSamples } from '../domain/stock-item.samples.js';
import { transferSamples } from '../domain/transfer.samples.js';
import { Reservations } from './reservations.projection.js';
import { StockBySku } from './stock-by-sku.projection.js';
import { StockLevels } from './stock-levels.projection.js';
import { Transfers } from './transfers.projection.js';

const sku = 'TEA-EARL-100';
const {
  StockReceived: received,
  ReorderPointSet: watched,
  StockHeld: held,
  StockAllocated: allocated,
  ReorderPointReached: reached,
} = stockItemSamples;
const elsewhere: StockItemEvent = { ...received, location: 'annex', quantity: 3 };

describe('The stock of a SKU', () => {
  it('is shown in total and by location', () => {
    const annex = {
      location: 'annex',
      onHand: 3,
      held: 0,
      allocated: 0,
      picked: 0,
      available: 3,
      low: false,
    };
    const main = { location: 'main', onHand: 10, held: 0, allocated: 2, picked: 0, available: 8, low: false };
    whenProjected(StockBySku, received, elsewhere, held, allocated).then({
      [sku]: { sku, onHand: 13, held: 0, allocated: 2, picked: 0, available: 11, locations: [annex, main] },
    });
  });

  it('is shown at each location, and whether it is low', () => {
    const shown = { sku, location: 'main', onHand: 10, held: 2, allocated: 0, picked: 0, available: 8 };
    whenProjected(StockLevels, received, watched, held).then({
      [`${sku}@main`]: { ...shown, reorderPoint: 5, low: 'no', updatedAt: NOW, revision: 2 },
    });
    whenProjected(StockLevels, received, watched, held, reached).then({
      [`${sku}@main`]: { ...shown, reorderPoint: 5, low: 'yes', updatedAt: NOW, revision: 3 },
    });
  });

  it('follows every movement there is', () => {
    const { documents } = whenProjected(StockLevels, ...Object.values(stockItemSamples));
    expect(documents.get(`${sku}@main`)).toMatchObject({ revision: 14 });
  });
});

describe('A reservation', () => {
  const samples = reservationSamples;
  const { reservationId } = samples.ReservationSourced;
  const after = (...events: readonly ReservationEvent[]) =>
    whenProjected(Reservations, ...events).documents.get(reservationId);
  const asked = [samples.ReservationSourced, samples.ReservationLineHeld];

  it('is shown with its request and its claims', () => {
    whenProjected(Reservations, samples.ReservationSourced, samples.ReservationPartiallyHeld).then({
      [reservationId]: {
        reservationId,
        orderId: reservationId,
        status: 'partially-held',
        lines: samples.ReservationSourced.demand,
        policy: 'partial',
        claims: samples.ReservationPartiallyHeld.claims,
        shortages: samples.ReservationPartiallyHeld.shortages,
        expiresAt: samples.ReservationSourced.expiresAt,
        updatedAt: NOW,
        revision: 1,
      },
    });
  });

  it('has the status that its events have brought it to', () => {
    const { ReservationHeld, ReservationCommitted, ReservationExpired, ReservationReleased } = samples;
    expect(after(samples.ReservationRequested)).toMatchObject({ status: 'requested', claims: [] });
    expect(after(...asked)).toMatchObject({ status: 'requested', claims: [] });
    expect(after(...asked, ReservationHeld)).toMatchObject({ status: 'held' });
    expect(after(...asked, ReservationHeld, samples.ReservationExtended)).toMatchObject({
      status: 'held',
      expiresAt: samples.ReservationExtended.expiresAt,
    });
    const committed = after(...asked, ReservationHeld, ReservationCommitted);
    expect(committed).toMatchObject({ status: 'committed', claims: ReservationCommitted.claims });
    expect(committed).not.toHaveProperty('expiresAt');
    expect(after(...asked, ReservationCommitted, samples.ReservationConsumed)).toMatchObject({
      status: 'consumed',
      claims: [],
    });
    expect(after(...asked, ReservationHeld, ReservationExpired)).toMatchObject({
      status: 'expired',
      claims: [],
    });
    expect(after(...asked, ReservationExpired, samples.ReservationReholdRequested)).toMatchObject({
      status: 'requested',
    });
    expect(after(samples.ReservationRejected)).toMatchObject({ status: 'rejected', reason: 'out-of-stock' });
    expect(after(ReservationReleased, samples.ReservationCommitRejected)).toMatchObject({
      status: 'released',
      reason: 'order-cancelled',
    });
    expect(after(...asked, samples.ReservationCommitRejected)).toMatchObject({
      status: 'rejected',
      claims: [],
    });
    expect(after(...asked, ReservationCommitted, samples.ReservationPartiallyReleased)).toMatchObject({
      status: 'committed',
      claims: [],
    });
  });

  it('shows the revision of its latest event', () => {
    const all = Object.values(samples);
    for (const event of all) expect(after(...asked, event)).toMatchObject({ revision: 2 });
  });
});

describe('A transfer', () => {
  it('is shown with where it is', () => {
    const { TransferRequested: requested, TransferDispatched: dispatched } = transferSamples;
    const { type: _, ...transfer } = requested;
    whenProjected(Transfers, requested, dispatched).then({
      [transfer.transferId]: { ...transfer, status: 'dispatched', updatedAt: NOW, revision: 1 },
    });
    whenProjected(Transfers, requested, transferSamples.TransferRejected).then({
      [transfer.transferId]: {
        ...transfer,
        status: 'rejected',
        reason: 'stock-short',
        updatedAt: NOW,
        revision: 1,
      },
    });
  });
});
