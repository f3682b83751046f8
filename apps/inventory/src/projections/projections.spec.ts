import { describe, expect, it } from '@jest/globals';
import { NOW, whenProjected } from '@waybill/testing';
import type { LocationEvent } from '../domain/location.events.js';
import { locationSamples } from '../domain/location.samples.js';
import type { ReservationEvent } from '../domain/reservation.events.js';
import { reservationSamples } from '../domain/reservation.samples.js';
import type { Balance } from '../domain/stock-item.events.js';
import { stockItemSamples } from '../domain/stock-item.samples.js';
import { transferSamples } from '../domain/transfer.samples.js';
import { Ledger, ledgerId } from './ledger.projection.js';
import { DIRECTORY, LocationDirectory, locationIn } from './location-directory.projection.js';
import { Locations } from './locations.projection.js';
import { Reservations } from './reservations.projection.js';
import { SHARDS, shardId, SkusAtLocation } from './skus-at-location.projection.js';
import { StockBySku } from './stock-by-sku.projection.js';
import { StockLevels } from './stock-levels.projection.js';
import { Transfers } from './transfers.projection.js';

const sku = 'TEA-EARL-100';
const balance = (available: number, damaged = 0): Balance => ({
  available,
  damaged,
  quarantine: 0,
  inspection: 0,
});
const {
  ReorderPointSet: watched,
  StockHeld: held,
  StockAllocated: allocated,
  ReorderPointReached: reached,
} = stockItemSamples;
const received = { ...stockItemSamples.StockReceived, entry: 0, balance: balance(10) };
const potReceived = { ...received, sku: 'POT' };
const elsewhere = { ...received, location: 'annex', quantity: 3, balance: balance(3) };
const nothing = {
  onHand: 0,
  damaged: 0,
  quarantine: 0,
  inspection: 0,
  held: 0,
  allocated: 0,
  picked: 0,
  available: 0,
};

describe('The stock of a SKU', () => {
  const annex = { location: 'annex', ...nothing, onHand: 3, available: 3, inTransit: 0, low: false };
  const main = {
    location: 'main',
    ...nothing,
    onHand: 10,
    allocated: 2,
    available: 8,
    inTransit: 0,
    low: false,
  };

  it('is shown in total and by location', () => {
    whenProjected(StockBySku, received, elsewhere, held, allocated).then({
      [sku]: {
        sku,
        ...nothing,
        onHand: 13,
        allocated: 2,
        available: 11,
        inTransit: 0,
        locations: [annex, main],
      },
    });
  });

  it('T1, T2: shows what is on the way to a location until it has arrived or is given up', () => {
    const { TransferDispatched, TransferReceived, TransferClosedShort } = transferSamples;
    const inTransit = (...events: Parameters<typeof whenProjected<object>>[1][]) =>
      whenProjected(StockBySku, received, ...events).documents.get(sku);
    expect(inTransit(TransferDispatched)).toMatchObject({
      inTransit: 3,
      available: 10,
      locations: [{ location: 'main' }, { location: 'north', onHand: 0, inTransit: 3 }],
    });
    expect(inTransit(TransferDispatched, TransferReceived)).toMatchObject({ inTransit: 1 });
    expect(inTransit(TransferDispatched, TransferReceived, TransferClosedShort)).toMatchObject({
      inTransit: 0,
    });
  });

  it('is shown at each location, and whether it is low', () => {
    const shown = { sku, location: 'main', ...nothing, onHand: 10, held: 2, available: 8 };
    whenProjected(StockLevels, received, watched, held).then({
      [`${sku}@main`]: {
        ...shown,
        reorderPoint: 5,
        low: false,
        lowText: 'no',
        updatedAt: NOW,
        revision: 2,
      },
    });
    whenProjected(StockLevels, received, watched, held, reached).then({
      [`${sku}@main`]: {
        ...shown,
        reorderPoint: 5,
        low: true,
        lowText: 'yes',
        updatedAt: NOW,
        revision: 3,
      },
    });
  });

  it('does not count as available what is damaged', () => {
    const reclassified = { ...stockItemSamples.StockReclassified, balance: balance(8, 2) };
    const { documents } = whenProjected(StockLevels, received, reclassified, held);
    expect(documents.get(`${sku}@main`)).toMatchObject({ onHand: 10, damaged: 2, held: 2, available: 6 });
  });
});

describe('The ledger of a shelf', () => {
  it('shows every movement with its reason, its cost and the balance after it', () => {
    const adjusted = { ...stockItemSamples.StockAdjusted, entry: 1, balance: balance(9) };
    const shipped = { ...stockItemSamples.StockShipped, entry: 2, balance: balance(7) };
    const { documents } = whenProjected(Ledger, received, held, allocated, adjusted, shipped);
    expect(documents.get(ledgerId(sku, 'main', 0))).toEqual({
      sku,
      location: 'main',
      page: 0,
      entries: [
        {
          entry: 0,
          at: NOW,
          by: { kind: 'user', id: 'somebody' },
          movement: 'received',
          bucket: 'available',
          delta: 10,
          receiptId: received.receiptId,
          reference: 'PO-4711',
          unitCost: { amount: 430, currency: 'EUR' },
          lot: 'L-2026-11',
          expiresOn: '2027-11-30',
          onHand: 10,
          balance: balance(10),
        },
        expect.objectContaining({ movement: 'adjusted', delta: -1, reason: 'damaged', onHand: 9 }),
        expect.objectContaining({
          movement: 'shipped',
          delta: -2,
          onHand: 7,
          shipmentId: shipped.shipmentId,
        }),
      ],
    });
  });

  it('has a document for every fifty entries', () => {
    const many = Array.from({ length: 120 }, (_, entry) => ({ ...received, entry }));
    const { documents } = whenProjected(Ledger, ...many);
    expect([...documents].map(([id, { entries }]) => [id, entries.length])).toEqual([
      [`${sku}@main/0`, 50],
      [`${sku}@main/1`, 50],
      [`${sku}@main/2`, 20],
    ]);
  });

  it('knows every kind of movement', () => {
    const movements = Object.values(stockItemSamples).filter((event) => 'entry' in event);
    for (const event of movements) expect(Ledger.events).toContain(event.type);
  });
});

describe('A reservation', () => {
  const samples = reservationSamples;
  const { reservationId } = samples.ReservationSourced;
  const after = (...events: readonly ReservationEvent[]) =>
    whenProjected(Reservations, ...events).documents.get(reservationId);
  const asked = [samples.ReservationSourced];
  const claims = [{ sku, location: 'main', quantity: 2 }];

  it('is shown with its request and its claims', () => {
    whenProjected(Reservations, samples.ReservationSourced, samples.ReservationPartiallyHeld).then({
      [reservationId]: {
        reservationId,
        orderId: reservationId,
        status: 'partially_held',
        demand: samples.ReservationSourced.demand,
        claims,
        shortages: samples.ReservationPartiallyHeld.shortages,
        lost: [],
        expiresAt: samples.ReservationSourced.expiresAt,
        requestedAt: NOW,
        updatedAt: NOW,
        revision: 1,
      },
    });
  });

  it('has the status that its events have brought it to', () => {
    const { ReservationHeld, ReservationCommitted, ReservationExpired, ReservationReleased } = samples;
    const { expiresAt: _expiresAt, ...ofOrder } = ReservationCommitted;
    const committed = after(...asked, ReservationHeld, ofOrder);
    expect(after(samples.ReservationRequested)).toMatchObject({ status: 'requested', claims: [] });
    expect(after(...asked)).toMatchObject({ status: 'requested', claims: [] });
    expect(after(...asked, ReservationHeld)).toMatchObject({ status: 'held', claims });
    expect(after(...asked, ReservationHeld, samples.ReservationCommitRequested)).toMatchObject({
      status: 'committing',
    });
    expect(committed).toMatchObject({ status: 'committed', claims });
    expect(committed).not.toHaveProperty('expiresAt');
    expect(after(...asked, ReservationCommitted)).toMatchObject({
      expiresAt: ReservationCommitted.expiresAt,
    });
    expect(after(...asked, ofOrder, samples.ReservationConsumed)).toMatchObject({
      status: 'consumed',
      claims: [],
    });
    expect(after(...asked, ReservationHeld, ReservationExpired)).toMatchObject({
      status: 'expired',
      claims: [],
    });
    expect(after(...asked, ReservationExpired, samples.ReservationReholdRequested)).toMatchObject({
      status: 'committing',
    });
    expect(after(samples.ReservationRejected)).toMatchObject({ status: 'rejected', reason: 'out_of_stock' });
    expect(after(ReservationReleased, samples.ReservationCommitRejected)).toMatchObject({
      status: 'released',
      reason: 'order_cancelled',
    });
  });

  it('S10, H11, C8: shows what it still claims, where, and what was lost', () => {
    const past = [...asked, samples.ReservationHeld, samples.ReservationCommitted];
    expect(after(...past, samples.ReservationPartiallyConsumed)).toMatchObject({
      claims: [{ ...claims[0], quantity: 1 }],
    });
    const broken = [...past, samples.ReservationClaimBroken];
    expect(after(...broken)).toMatchObject({ claims: [] });
    expect(after(...broken, samples.ReservationClaimsHeld)).toMatchObject({
      claims: [{ sku, location: 'north', quantity: 2 }],
    });
    expect(after(...past, samples.ReservationShort)).toMatchObject({
      lost: [samples.ReservationShort.lost],
    });
  });

  it('shows the revision of its latest event', () => {
    for (const event of Object.values(samples)) expect(after(...asked, event)).toMatchObject({ revision: 1 });
  });
});

describe('A transfer', () => {
  it('is shown with where it is', () => {
    const samples = transferSamples;
    const { transferId } = samples.TransferRequested;
    const after = (...events: Parameters<typeof whenProjected<object>>[1][]) =>
      whenProjected(Transfers, ...events).documents.get(transferId);
    const sent = [samples.TransferRequested, samples.TransferDispatchRequested];
    expect(after(samples.TransferRequested)).toMatchObject({ status: 'requested', inTransit: 0 });
    expect(after(...sent, samples.TransferDispatchRefused)).toMatchObject({
      status: 'requested',
      refusedFor: 1,
    });
    expect(after(...sent, samples.TransferDispatched)).toMatchObject({ status: 'in_transit', inTransit: 3 });
    const partly = [...sent, samples.TransferDispatched, samples.TransferReceived];
    expect(after(...partly)).toMatchObject({ status: 'partially_received', inTransit: 1, received: 2 });
    expect(after(...partly, samples.TransferCompleted)).toMatchObject({ status: 'completed', inTransit: 0 });
    expect(after(...partly, samples.TransferClosedShort)).toMatchObject({
      status: 'closed_short',
      missing: 1,
      reason: 'broken on the way',
    });
    expect(after(samples.TransferRequested, samples.TransferCancelled)).toMatchObject({
      status: 'cancelled',
      reason: 'not needed',
    });
  });
});

describe('A location', () => {
  const {
    LocationRegistered: registered,
    LocationSuspended: suspended,
    LocationActivated: activated,
  } = locationSamples;
  const mainSuspended: LocationEvent = { ...suspended, location: 'main' };

  it('is shown with its status and why it is suspended', () => {
    const after = (...events: readonly LocationEvent[]) =>
      whenProjected(Locations, ...events).documents.get(events[0]?.location ?? '');
    expect(after(registered)).toMatchObject({ type: 'warehouse', status: 'active', priority: 50 });
    expect(after(registered, suspended)).toMatchObject({ status: 'suspended', reason: 'stocktaking' });
    expect(after(registered, suspended, locationSamples.LocationChanged)).toMatchObject({
      status: 'suspended',
      reason: 'stocktaking',
      priority: 10,
    });
    expect(after(registered, suspended, activated)).not.toHaveProperty('reason');
    expect(after(mainSuspended)).toMatchObject({
      location: 'main',
      name: 'Main warehouse',
      status: 'suspended',
    });
  });

  it('is in the directory from which orders are sourced; main is there from the beginning', () => {
    const directory = whenProjected(LocationDirectory, registered, suspended).documents.get(DIRECTORY);
    expect(locationIn(directory, 'north')).toMatchObject({ status: 'suspended', priority: 50 });
    expect(locationIn(undefined, 'main')).toMatchObject({ status: 'active', sellable: true });
    expect(locationIn(directory, 'nowhere')).toBeUndefined();
    const closed = whenProjected(LocationDirectory, mainSuspended).documents.get(DIRECTORY);
    expect(locationIn(closed, 'main')).toMatchObject({ status: 'suspended' });
  });

  it('knows the SKUs that have been there, each once', () => {
    const { documents } = whenProjected(SkusAtLocation, received, received, elsewhere, potReceived);
    const skus = Array.from(
      { length: SHARDS },
      (_, shard) => documents.get(shardId('main', shard))?.skus ?? [],
    );
    expect(skus.flat().sort()).toEqual(['POT', sku]);
  });
});
