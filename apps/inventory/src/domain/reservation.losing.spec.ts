import { describe, expect, it } from '@jest/globals';
import type { Named } from '@waybill/kernel';
import { NOW, sentencesOf } from '@waybill/testing';
import type { OwnClaim, ReservationEvent } from './reservation.events.js';
import { ShipReservation } from './reservation.commands.js';
import { Reservation } from './reservation.js';
import {
  MoveClaim,
  RecordAllocated,
  RecordBrokenClaim,
  RecordHeld,
  RecordHoldRefusal,
  RecordShipped,
  SourceReservation,
} from './reservation.saga-commands.js';

const given = sentencesOf(Reservation);
const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder = { reservationId, orderId: reservationId };
const expiresAt = '2026-11-22T10:30:00.000Z';
const tea: OwnClaim = { sku: 'TEA', location: 'main', quantity: 3, attempt: 1 };
const north: OwnClaim = { ...tea, location: 'north', attempt: 2 };
const claims = [tea];
const demand = [{ sku: 'TEA', quantity: 3, required: 3 }];
const sourced: Named<ReservationEvent, 'ReservationSourced'> = {
  type: 'ReservationSourced',
  ...ofOrder,
  demand,
  requestedAt: NOW,
  expiresAt,
  claims,
  isPaid: false,
};
const partly = { ...sourced, demand: [{ sku: 'TEA', quantity: 3, required: 0 }] };
const held: ReservationEvent = { type: 'ReservationHeld', ...ofOrder, claims, expiresAt };
const committed: ReservationEvent = { type: 'ReservationCommitted', ...ofOrder, claims };
const elsewhere = (available: number) => [{ location: 'north', available, priority: 1 }];
const lose = (quantity: number, available = 0, reason: 'shortfall' | 'short_pick' = 'shortfall') =>
  new RecordBrokenClaim({
    reservationId,
    claim: { ...tea, quantity },
    reason,
    alternatives: elsewhere(available),
  });
const broken = (
  quantity: number,
  ...instead: readonly OwnClaim[]
): Named<ReservationEvent, 'ReservationClaimBroken'> => ({
  type: 'ReservationClaimBroken',
  ...ofOrder,
  from: { ...tea, quantity },
  reason: 'shortfall',
  instead,
});
const short = (quantity: number): ReservationEvent => ({
  type: 'ReservationShort',
  ...ofOrder,
  lost: { sku: 'TEA', location: 'main', quantity },
  reason: 'shortfall',
});
const keyOf = ({ sku, location, attempt }: OwnClaim) => ({ sku, location, attempt });
const record = (...answered: OwnClaim[]) => new RecordHeld({ reservationId, claims: answered });
const allocate = (...answered: OwnClaim[]) =>
  new RecordAllocated({ reservationId, claims: answered.map(keyOf) });
const refuse = (refused: OwnClaim, available = 0) =>
  new RecordHoldRefusal({ reservationId, refused, available, before: [], after: [], alternatives: [] });

describe('Claimed stock that is not there', () => {
  const one = { ...north, quantity: 1 };
  const heldElsewhere: ReservationEvent = {
    type: 'ReservationClaimsHeld',
    ...ofOrder,
    claims: [one],
    freed: [],
    isWantedNow: true,
  };

  it('S10, S11: is claimed elsewhere, and announced once it is allocated there', () => {
    const past = [sourced, held, committed] as const;
    given(...past)
      .when(lose(1, 5))
      .then(broken(1, one));
    given(...past, broken(1, one))
      .when(record(one))
      .then(heldElsewhere);
    given(...past, broken(1, one), heldElsewhere)
      .when(allocate(one))
      .then({
        type: 'ReservationReallocated',
        ...ofOrder,
        from: { sku: 'TEA', location: 'main', quantity: 1 },
        claims: [one],
        freed: [],
      });
  });

  it('S10: is short when there is none elsewhere', () => {
    given(sourced, held, committed).when(lose(1)).then(broken(1), short(1));
  });

  it('S10: is partly claimed elsewhere and partly short', () => {
    given(sourced, held, committed).when(lose(3, 1)).then(broken(3, one), short(2));
  });

  it('S10: is short when the other location refuses after all, from where it was lost', () => {
    expect(given(sourced, held, committed, broken(1, one)).when(refuse(one)).decided()).toEqual([
      {
        type: 'ReservationReplanned',
        ...ofOrder,
        refused: one,
        available: 0,
        instead: [],
        again: [],
      },
      short(1),
    ]);
  });

  it('S10: ends the reservation when nothing is left', () => {
    given(sourced, held, committed)
      .when(lose(3))
      .then(broken(3), short(3), {
        type: 'ReservationReleased',
        ...ofOrder,
        claims: [],
        reason: 'shortfall',
      });
    const shipped: ReservationEvent = {
      type: 'ReservationPartiallyConsumed',
      ...ofOrder,
      claims: [{ ...tea, quantity: 2 }],
      shipmentId: 's',
    };
    given(sourced, held, committed, shipped)
      .when(lose(1))
      .then(broken(1), short(1), { type: 'ReservationConsumed', ...ofOrder, claims: [] });
  });

  it('S10: of a reservation that is only held is treated as a refused hold: rejected when it is required', () => {
    expect(given(sourced, held).when(lose(1)).decided()).toEqual([
      broken(1),
      {
        type: 'ReservationRejected',
        ...ofOrder,
        demand,
        reason: 'out_of_stock',
        shortages: [{ sku: 'TEA', missing: 1 }],
        claims: [{ ...tea, quantity: 2 }],
      },
    ]);
  });

  it('S10: of a reservation that is only held is short when a part is enough', () => {
    given(partly, held).when(lose(1)).then(broken(1), short(1));
  });

  it('S10: and is found elsewhere leaves a held reservation held', () => {
    const isHeld = { ...heldElsewhere, isWantedNow: false };
    given(sourced, held).when(lose(1, 5)).then(broken(1, one));
    given(sourced, held, broken(1, one)).when(record(one)).then(isHeld);
    const claimsLeft = [{ ...tea, quantity: 2 }, one];
    given(sourced, held, broken(1, one), isHeld)
      .when(allocate(tea, one))
      .then({ ...committed, claims: claimsLeft });
  });

  it('S8, S10: and is lost while the reservation is committed lets it wait for its replacement', () => {
    given(sourced, held, broken(1, one))
      .when(allocate(tea))
      .then({
        type: 'ReservationCommitRequested',
        ...ofOrder,
        claims: [],
        allocated: [keyOf(tea)],
        expiresAt: '2026-11-22T10:05:00.000Z',
      });
  });

  it('is counted once, and not after the reservation has ended', () => {
    const released: ReservationEvent = {
      type: 'ReservationReleased',
      ...ofOrder,
      claims,
      reason: 'order_cancelled',
    };
    given(sourced, held, released).when(lose(1)).thenNothing();
    given(sourced, held, committed, broken(3), short(3)).when(lose(1)).thenNothing();
  });
});

describe('A claim at a suspended location', () => {
  const move = (available: number) =>
    new MoveClaim({ reservationId, claim: tea, alternatives: elsewhere(available) });
  const started: ReservationEvent = {
    type: 'ReservationMoveStarted',
    ...ofOrder,
    from: tea,
    instead: [north],
  };
  const heldThere: ReservationEvent = {
    type: 'ReservationClaimsHeld',
    ...ofOrder,
    claims: [north],
    freed: [],
    isWantedNow: true,
  };

  it('S14: moves to another one, and is freed once it stands there', () => {
    given(sourced, held, committed).when(move(9)).then(started);
    given(sourced, held, committed, started).when(record(north)).then(heldThere);
    given(sourced, held, committed, started, heldThere)
      .when(allocate(north))
      .then({
        type: 'ReservationReallocated',
        ...ofOrder,
        from: { sku: 'TEA', location: 'main', quantity: 3 },
        claims: [north],
        freed: [tea],
      });
  });

  it('S14: of a held reservation is freed as soon as the other one is held', () => {
    given(sourced, held, started)
      .when(record(north))
      .then({ ...heldThere, freed: [tea], isWantedNow: false });
  });

  it('S14: stays when nothing else has stock, before or after the other location was asked', () => {
    given(sourced, held, committed).when(move(0)).thenNothing();
    const refusal = given(sourced, held, committed, started).when(refuse(north)).decided();
    expect(refusal).toMatchObject([{ type: 'ReservationReplanned', instead: [] }]);
    const after = given(sourced, held, committed, started, ...(refusal as readonly ReservationEvent[]));
    expect(after.state()).toMatchObject({ status: 'committed', claims: [{ ...tea, stage: 'allocated' }] });
  });

  it('S14: is not moved twice, and not any more when it has been shipped meanwhile', () => {
    given(sourced, held, committed, started).when(move(9)).thenNothing();
    const shipped: ReservationEvent = {
      type: 'ReservationPartiallyConsumed',
      ...ofOrder,
      claims: [tea],
      shipmentId: 's',
    };
    given(sourced, held, committed, started)
      .when(new RecordShipped({ reservationId, claim: tea, shipmentId: 's' }))
      .then(shipped);
    given(sourced, held, committed, started, shipped)
      .when(record(north))
      .then(
        { type: 'ReservationMoveEnded', ...ofOrder, claims: [north] },
        { type: 'ReservationConsumed', ...ofOrder, claims: [] },
      );
  });
});

describe('Stock that is handed over to a customer', () => {
  const free = { reservationId };
  const past: readonly ReservationEvent[] = [
    { ...sourced, orderId: undefined, ...free },
    { type: 'ReservationHeld', ...free, claims, expiresAt },
    { type: 'ReservationCommitted', ...free, claims, expiresAt: '2026-12-22T10:00:00.000Z' },
  ].map((event) => JSON.parse(JSON.stringify(event)));
  const ship = new ShipReservation(free);
  const one = { ...north, quantity: 1 };

  it('is not handed over while some of it is being claimed elsewhere', () => {
    given(...past, { ...broken(1, one), orderId: undefined, ...free })
      .when(ship)
      .thenRefused('reservation-reallocating');
  });

  it('is neither moved nor claimed elsewhere afterwards', () => {
    const handedOver: ReservationEvent = { type: 'ReservationHandedOver', ...free, claims, shipmentId: 's' };
    given(...past, handedOver)
      .when(new MoveClaim({ reservationId, claim: tea, alternatives: elsewhere(9) }))
      .thenNothing();
    expect(
      given(...past, handedOver)
        .when(lose(1, 9))
        .decided(),
    ).toMatchObject([{ type: 'ReservationClaimBroken', instead: [] }, { type: 'ReservationShort' }]);
  });
});

describe('The reservation of a reshipment', () => {
  const reshipment = 'b1f0c2a4-0000-5000-8000-000000000001';
  const about = { reservationId: reshipment, orderId: reservationId };
  const claim = { ...tea, quantity: 1 };
  const need = [{ sku: 'TEA', quantity: 1, required: 1 }];
  const planned: ReservationEvent = {
    type: 'ReservationSourced',
    ...about,
    demand: need,
    requestedAt: NOW,
    expiresAt,
    claims: [claim],
    isPaid: true,
  };
  const wanted: ReservationEvent = {
    type: 'ReservationCommitRequested',
    ...about,
    claims: [claim],
    allocated: [],
    expiresAt: '2026-11-22T10:05:00.000Z',
  };

  it('D7: is committed without a payment, and never announced as held', () => {
    given()
      .when(
        new SourceReservation({
          ...about,
          lines: [{ sku: 'TEA', quantity: 1, policy: 'all_or_nothing' }],
          isPaid: true,
          stock: [{ sku: 'TEA', location: 'main', available: 1, priority: 1 }],
        }),
      )
      .then(planned);
    given(planned)
      .when(new RecordHeld({ reservationId: reshipment, claims: [claim] }))
      .then(wanted);
    given(planned, wanted)
      .when(new RecordAllocated({ reservationId: reshipment, claims: [keyOf(claim)] }))
      .then({ type: 'ReservationCommitted', ...about, claims: [claim] });
  });

  it('D7: is rejected when there is no stock, also after it was held', () => {
    expect(
      given(planned, wanted)
        .when(
          new RecordBrokenClaim({
            reservationId: reshipment,
            claim,
            reason: 'shortfall',
            alternatives: [],
          }),
        )
        .decided(),
    ).toMatchObject([{ type: 'ReservationClaimBroken' }, { type: 'ReservationRejected', ...about }]);
  });
});
