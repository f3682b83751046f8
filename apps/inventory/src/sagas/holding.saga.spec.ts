import { describe, it } from '@jest/globals';
import { when, whenProjected } from '@waybill/testing';
import { RecordAllocated, RecordHeld, RecordHoldRefusal } from '../domain/reservation.saga-commands.js';
import type { ReservationEvent } from '../domain/reservation.events.js';
import { reservationSamples as samples } from '../domain/reservation.samples.js';
import { AllocateStock, HoldStock, ReleaseStock, ShipStock } from '../domain/stock-item.saga-commands.js';
import { stockItemSamples } from '../domain/stock-item.samples.js';
import { HoldingSaga } from './holding.saga.js';

const { reservationId } = samples.ReservationSourced;
const claimant = reservationId;
const owner = { claimant, reservationId };
const claim = { sku: 'TEA-EARL-100', location: 'main', quantity: 2, attempt: 1 };
const northern = { ...claim, location: 'north', attempt: 2 };
const pot = { ...claim, sku: 'POT' };
const placeOf = ({ sku, location }: typeof claim) => ({ sku, location });
const keyOf = ({ sku, location, attempt }: typeof claim) => ({ sku, location, attempt });
const release = (one: typeof claim, reason: string) => new ReleaseStock({ ...one, ...owner, reason });

describe('The holding of a plan', () => {
  const start = { ...owner, since: 0, before: [] };

  it('H1: asks for its claims one after the other', async () => {
    await when({ ...samples.ReservationSourced, claims: [claim, pot] })
      .in(HoldingSaga)
      .thenCommands(new HoldStock({ ...claim, ...start, after: [pot] }));
    await when({ ...stockItemSamples.StockHeld, after: [pot] })
      .in(HoldingSaga)
      .thenCommands(new HoldStock({ ...pot, ...start, before: [claim], after: [] }));
    await when({ ...stockItemSamples.StockHeld, sku: 'POT', before: [claim] })
      .in(HoldingSaga)
      .thenCommands(new RecordHeld({ reservationId, claims: [claim, pot] }));
  });

  it('H1: goes on with every attempt at the same time', () =>
    when({ ...samples.ReservationSourced, claims: [claim, { ...pot, attempt: 2 }] })
      .in(HoldingSaga)
      .thenCommands(
        new HoldStock({ ...claim, ...start, after: [] }),
        new HoldStock({ ...pot, attempt: 2, ...start, after: [] }),
      ));

  it('S1: reports a refusal with what is known to be elsewhere', () => {
    const elsewhere = {
      ...stockItemSamples.StockReceived,
      location: 'main',
      balance: { available: 7, damaged: 0, quarantine: 0, inspection: 0 },
    };
    const refused = {
      ...stockItemSamples.StockHoldRefused,
      location: 'north',
      before: [pot],
      after: [claim],
    };
    return when(refused, {
      read: (projection, id) =>
        Promise.resolve(
          whenProjected(
            projection,
            ...[elsewhere].filter(({ type }) => projection.events.includes(type)),
          ).documents.get(id),
        ),
    })
      .in(HoldingSaga)
      .thenCommands(
        new RecordHoldRefusal({
          reservationId,
          refused: { ...claim, location: 'north' },
          available: 1,
          before: [pot],
          after: [claim],
          alternatives: [{ location: 'main', available: 7, priority: 100 }],
        }),
      );
  });

  it.each([samples.ReservationReplanned, samples.ReservationClaimBroken, samples.ReservationMoveStarted])(
    'S1, S10, S14: asks elsewhere after $type',
    (event) =>
      when(event)
        .in(HoldingSaga)
        .thenCommands(new HoldStock({ ...northern, ...start, after: [] })),
  );

  it('S8: holds once more in place of what has expired', () =>
    when(samples.ReservationReholdRequested)
      .in(HoldingSaga)
      .thenCommands(new HoldStock({ ...claim, attempt: 2, ...owner, since: 2, before: [], after: [] })));

  it('holds what an order needs besides the reservation that it takes over, and frees what it does not', () =>
    when(samples.ReservationTakenOver)
      .in(HoldingSaga)
      .thenCommands(
        new HoldStock({ ...northern, ...start, after: [] }),
        release({ ...claim, quantity: 1 }, 'not_needed'),
      ));
});

describe('The allocation of a reservation', () => {
  it('H3: goes from place to place and is recorded once', async () => {
    await when({ ...samples.ReservationCommitRequested, claims: [claim, pot] })
      .in(HoldingSaga)
      .thenCommands(new AllocateStock({ ...placeOf(claim), ...owner, before: [], after: [placeOf(pot)] }));
    await when({ ...stockItemSamples.StockAllocated, after: [placeOf(pot)] })
      .in(HoldingSaga)
      .thenCommands(new AllocateStock({ ...placeOf(pot), ...owner, before: [keyOf(claim)], after: [] }));
    await when({ ...stockItemSamples.StockAllocated, sku: 'POT', before: [keyOf(claim)] })
      .in(HoldingSaga)
      .thenCommands(new RecordAllocated({ reservationId, claims: [keyOf(claim), keyOf(pot)] }));
  });

  it('S8: goes on where there is nothing to allocate; the reservation judges the answer', () =>
    when({ ...stockItemSamples.StockAllocationRefused, before: [keyOf(pot)] })
      .in(HoldingSaga)
      .thenCommands(new RecordAllocated({ reservationId, claims: [keyOf(pot)] })));

  it('S10: follows at once when the reservation waits for the claims', () =>
    when(samples.ReservationClaimsHeld)
      .in(HoldingSaga)
      .thenCommands(new AllocateStock({ ...placeOf(northern), ...owner, before: [], after: [] })));
});

describe('The claims of a reservation are freed', () => {
  const cases: readonly (readonly [ReservationEvent, string])[] = [
    [samples.ReservationRejected, 'out_of_stock'],
    [samples.ReservationCommitRejected, 'out_of_stock'],
    [samples.ReservationReleased, 'order_cancelled'],
    [samples.ReservationExpired, 'expired'],
    [samples.ReservationClaimsReturned, 'not_needed'],
  ];
  it.each(cases)('C3, S1, S7: after $type', (event, reason) =>
    when(event).in(HoldingSaga).thenCommands(release(claim, reason)),
  );

  it('S14: once another one stands in their place, or the other one when it is not needed', async () => {
    await when(samples.ReservationReallocated).in(HoldingSaga).thenCommands(release(claim, 'reallocated'));
    await when({ ...samples.ReservationClaimsHeld, freed: [claim], isWantedNow: false })
      .in(HoldingSaga)
      .thenCommands(release(claim, 'reallocated'));
    await when(samples.ReservationMoveEnded).in(HoldingSaga).thenCommands(release(northern, 'not_needed'));
  });

  it('or shipped when a person hands them over', () =>
    when(samples.ReservationHandedOver)
      .in(HoldingSaga)
      .thenCommands(
        new ShipStock({
          sku: claim.sku,
          location: 'main',
          claimant,
          quantity: 2,
          shipmentId: samples.ReservationHandedOver.shipmentId,
        }),
      ));
});
