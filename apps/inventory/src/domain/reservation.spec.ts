import { describe, it } from '@jest/globals';
import type { Named } from '@waybill/kernel';
import { NOW, sentencesOf } from '@waybill/testing';
import {
  CommitReservation,
  ExtendReservation,
  ReleaseReservation,
  RequestReservation,
} from './reservation.commands.js';
import {
  ExpireReservation,
  RecordConsumed,
  RecordHold,
  RecordHoldRefusal,
  ReleaseShipment,
  SourceReservation,
} from './reservation.saga-commands.js';
import type { Claim, Policy, ReservationEvent } from './reservation.events.js';
import { Reservation } from './reservation.js';

const given = sentencesOf(Reservation);
const later = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
const givenAfter = (minutes: number) => sentencesOf(Reservation, later(minutes));

const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const ofOrder = { reservationId, orderId: reservationId };
const expiresAt = later(30);
const tea: Claim = { sku: 'TEA', location: 'main', quantity: 2 };
const pot: Claim = { sku: 'POT', location: 'main', quantity: 1 };
const northern: Claim = { ...pot, location: 'north' };
const lines = [
  { sku: 'TEA', quantity: 2 },
  { sku: 'POT', quantity: 1 },
];
const supply = (claim: Claim, available = 9) => ({ sku: claim.sku, location: claim.location, available });

const asked = { demand: lines, requestedAt: NOW, expiresAt };
const sourcedFor = (
  policy: Policy,
  ...claims: readonly Claim[]
): Named<ReservationEvent, 'ReservationSourced'> => ({
  type: 'ReservationSourced',
  ...ofOrder,
  ...asked,
  policy,
  claims,
  attempt: 1,
});
const sourced = sourcedFor('all-or-nothing', tea, pot);
const partly = sourcedFor('partial', tea, pot);
const requested: ReservationEvent = {
  type: 'ReservationRequested',
  reservationId,
  ...asked,
  policy: 'all-or-nothing',
};
const lineHeld: ReservationEvent = { type: 'ReservationLineHeld', ...ofOrder, sku: 'TEA', location: 'main' };
const claims = [tea, pot];
const held: ReservationEvent = { type: 'ReservationHeld', ...ofOrder, claims, expiresAt };
const committed: ReservationEvent = { type: 'ReservationCommitted', ...ofOrder, claims };
const expired: ReservationEvent = { type: 'ReservationExpired', ...ofOrder, claims, attempt: 1 };
const released: ReservationEvent = {
  type: 'ReservationReleased',
  ...ofOrder,
  claims,
  attempt: 1,
  reason: 'order-cancelled',
};
const tombstone: ReservationEvent = { ...released, claims: [], attempt: 0 };
const shortages = [{ sku: 'POT', missing: 1 }];
const rejected: ReservationEvent = {
  type: 'ReservationRejected',
  ...ofOrder,
  demand: lines,
  reason: 'out-of-stock',
  shortages,
  claims: [tea],
  attempt: 1,
};
const rehold: ReservationEvent = {
  type: 'ReservationReholdRequested',
  ...ofOrder,
  claims,
  attempt: 2,
  expiresAt: later(5),
};
const resourced: ReservationEvent = {
  type: 'ReservationResourced',
  ...ofOrder,
  instead: pot,
  claims: [northern],
  attempt: 2,
};
const consumed: ReservationEvent = { type: 'ReservationConsumed', ...ofOrder };
const apart = [tea, northern];
const committedApart: ReservationEvent = { type: 'ReservationCommitted', ...ofOrder, claims: apart };
const partlyConsumed: ReservationEvent = {
  type: 'ReservationPartiallyConsumed',
  ...ofOrder,
  location: 'main',
  shipmentId: 's-1',
};

const plan = { lines, policy: 'all-or-nothing', stock: [supply(tea), supply(pot)] } as const;
const source = new SourceReservation({ ...ofOrder, ...plan });
const record = (claim: Claim, attempt = 1) => new RecordHold({ reservationId, ...claim, attempt });
const refuse = (
  claim: Claim,
  alternatives: RecordHoldRefusal['alternatives'] = [],
  available = 0,
  attempt = 1,
) =>
  new RecordHoldRefusal({
    reservationId,
    sku: claim.sku,
    location: claim.location,
    available,
    attempt,
    alternatives,
  });
const returned = (claim: Claim): ReservationEvent => ({
  type: 'ReservationClaimReturned',
  ...ofOrder,
  claims: [claim],
  attempt: 1,
});
const commit = new CommitReservation(ofOrder);
const release = new ReleaseReservation({ ...ofOrder, reason: 'order-cancelled' });
const expire = new ExpireReservation({ reservationId, expiresAt });
const byPerson = {
  commit: new CommitReservation({ reservationId }),
  extend: new ExtendReservation({ reservationId }),
  release: new ReleaseReservation({ reservationId, reason: 'changed-mind' }),
};

describe('A reservation is asked for', () => {
  it('by anyone, for half an hour by default', () => {
    given().when(new RequestReservation({ reservationId, lines })).then(requested);
    given()
      .when(new RequestReservation({ reservationId, lines, policy: 'partial', ttl: 600 }))
      .then({ ...requested, policy: 'partial', expiresAt: later(10) });
  });

  it('once by that id', () => {
    given(requested).when(new RequestReservation({ reservationId, lines })).thenNothing();
    given(requested)
      .when(new RequestReservation({ reservationId, lines: [{ sku: 'TEA', quantity: 1 }] }))
      .thenRefused('reservation-exists');
    given(tombstone).when(new RequestReservation({ reservationId, lines })).thenRefused('reservation-exists');
  });

  it('and planned from the stock that the read model shows', () => {
    given().when(source).then(sourced);
    given(sourced).when(source).thenNothing();
    givenAfter(1)(requested)
      .when(new SourceReservation({ reservationId, ...plan }))
      .then({
        type: 'ReservationSourced',
        reservationId,
        ...asked,
        policy: 'all-or-nothing',
        claims,
        attempt: 1,
      });
  });

  it('with the lines of one SKU added up', () => {
    const twice = [...lines, { sku: 'TEA', quantity: 3 }];
    given()
      .when(new SourceReservation({ ...source, lines: twice, stock: [supply(tea, 4), supply(pot)] }))
      .then({
        ...rejected,
        demand: [
          { sku: 'TEA', quantity: 5 },
          { sku: 'POT', quantity: 1 },
        ],
        shortages: [{ sku: 'TEA', missing: 1 }],
        claims: [],
        attempt: 0,
      });
  });

  it('S1: and rejected at once when not everything is there', () => {
    given()
      .when(new SourceReservation({ ...source, stock: [supply(tea)] }))
      .then({ ...rejected, claims: [], attempt: 0 });
  });

  it('S2: and planned with the available stock when a part is enough', () => {
    given()
      .when(new SourceReservation({ ...source, policy: 'partial', stock: [supply(tea)] }))
      .then(sourcedFor('partial', tea));
    given()
      .when(new SourceReservation({ ...source, policy: 'partial', stock: [] }))
      .then({
        ...rejected,
        shortages: [{ sku: 'TEA', missing: 2 }, ...shortages],
        claims: [],
        attempt: 0,
      });
  });
});

describe('A reservation is held', () => {
  it('when the last of its claims is', () => {
    given(sourced).when(record(tea)).then(lineHeld);
    given(sourced, lineHeld).when(record(pot)).then(held);
    given(sourced, lineHeld).when(record(tea)).thenNothing();
    given(sourced, lineHeld, held).when(record(pot)).thenNothing();
  });

  it('from another location when one refuses', () => {
    given(sourced)
      .when(refuse(pot, [{ location: 'north', available: 5 }]))
      .then(resourced);
    given(sourced, resourced, lineHeld)
      .when(record(northern, 2))
      .then({ ...held, claims: apart });
  });

  it('from the rest of one location and from another one', () => {
    const many = { ...tea, quantity: 5 };
    given(sourcedFor('all-or-nothing', many))
      .when(
        refuse(
          many,
          [
            { location: 'main', available: 9 },
            { location: 'north', available: 2 },
          ],
          3,
        ),
      )
      .then({
        ...resourced,
        instead: many,
        claims: [
          { ...tea, quantity: 3 },
          { ...tea, location: 'north', quantity: 2 },
        ],
      });
  });

  it('never by an answer to an earlier attempt', () => {
    const again = { ...resourced, claims: [pot] };
    given(sourced, again, lineHeld).when(record(pot, 1)).then(returned(pot));
    given(sourced, again, lineHeld)
      .when(refuse(pot, [], 0, 1))
      .thenNothing();
    given(sourced, again, lineHeld).when(record(pot, 2)).then(held);
  });

  it('S1: or rejected, and its other claims are freed', () => {
    given(sourced, lineHeld).when(refuse(pot)).then(rejected);
    given(sourced).when(refuse(pot)).then(rejected);
    given(sourced, rejected).when(refuse(tea)).thenNothing();
  });

  it('S1: or rejected after five locations have refused', () => {
    const further = [2, 3, 4, 5].map((attempt) => ({
      ...resourced,
      instead: { ...pot, location: `l${attempt - 1}` },
      claims: [{ ...pot, location: `l${attempt}` }],
      attempt,
    }));
    const first = sourcedFor('all-or-nothing', { ...pot, location: 'l1' });
    given(first, ...further.slice(0, 3))
      .when(refuse({ ...pot, location: 'l4' }, [{ location: 'l5', available: 9 }], 0, 4))
      .then(...further.slice(3));
    given(first, ...further)
      .when(refuse({ ...pot, location: 'l5' }, [{ location: 'l6', available: 9 }], 0, 5))
      .then({ ...rejected, reason: 'contention', claims: [], attempt: 5 });
  });

  it('S2: in part when a part will do', () => {
    const partlyHeld: ReservationEvent = {
      type: 'ReservationPartiallyHeld',
      ...ofOrder,
      claims: [tea],
      shortages,
      expiresAt,
    };
    const lineRefused: ReservationEvent = {
      type: 'ReservationLineRefused',
      ...ofOrder,
      sku: 'POT',
      location: 'main',
      available: 0,
    };
    given(partly, lineHeld).when(refuse(pot)).then(partlyHeld);
    given(partly).when(refuse(pot)).then(lineRefused);
    given(partly, lineRefused).when(record(tea)).then(partlyHeld);
    given(partly, lineRefused)
      .when(refuse(tea))
      .then({
        ...rejected,
        shortages: [{ sku: 'TEA', missing: 2 }, ...shortages],
        claims: [],
      });
    given(sourcedFor('partial', tea))
      .when(refuse(tea, [], 1))
      .then({ ...resourced, instead: tea, claims: [{ ...tea, quantity: 1 }] });
  });
});

describe('A held reservation is extended', () => {
  const extended: ReservationEvent = { type: 'ReservationExtended', ...ofOrder, expiresAt: later(45) };

  it('by a quarter of an hour, once', () => {
    given(sourced, held).when(byPerson.extend).then(extended);
    given(sourced, held, extended).when(byPerson.extend).thenRefused('reservation-extended');
    given(sourced, held, extended).when(new ExtendReservation(ofOrder)).thenNothing();
  });

  it('until the payment needs it, but never beyond an hour, and never to an earlier time', () => {
    const until = (minutes: number) => new ExtendReservation({ ...ofOrder, until: later(minutes) });
    given(sourced, held)
      .when(until(40))
      .then({ ...extended, expiresAt: later(40) });
    given(sourced, held, extended)
      .when(until(90))
      .then({ ...extended, expiresAt: later(60) });
    given(sourced, held, extended).when(until(40)).thenNothing();
  });

  it('and no other', () => {
    given().when(byPerson.extend).thenRefused('reservation-unknown');
    for (const past of [[sourced], [sourced, held, committed], [sourced, held, expired]]) {
      given(...past)
        .when(byPerson.extend)
        .thenRefused('reservation-not-held');
      given(...past)
        .when(new ExtendReservation(ofOrder))
        .thenNothing();
    }
  });
});

describe('A reservation expires', () => {
  it('S7: when its time has passed, and its claims are freed', () => {
    givenAfter(30)(sourced, held).when(expire).then(expired);
    givenAfter(30)(sourced, lineHeld).when(expire).then(expired);
    givenAfter(30)(requested)
      .when(expire)
      .then({ type: 'ReservationExpired', reservationId, claims: [], attempt: 0 });
  });

  it('S13: not before, nor when it has been extended meanwhile', () => {
    givenAfter(29)(sourced, held).when(expire).thenNothing();
    const extended: ReservationEvent = { type: 'ReservationExtended', ...ofOrder, expiresAt: later(45) };
    givenAfter(31)(sourced, held, extended).when(expire).thenNothing();
  });

  it('S8: not once it has been committed, released or rejected', () => {
    for (const end of [committed, released, rejected, expired]) {
      givenAfter(31)(sourced, held, end).when(expire).thenNothing();
    }
  });
});

describe('A reservation is committed', () => {
  it('once it is held', () => {
    given(sourced, held).when(commit).then(committed);
    given(sourced, held, committed).when(commit).thenNothing();
    given(sourced, held, committed, consumed).when(commit).thenNothing();
  });

  it('and not before', () => {
    given().when(commit).thenRefused('reservation-unknown');
    given(sourced).when(commit).thenRefused('reservation-not-held');
  });

  it('S8: even after it has expired, if all of it can be held once more', () => {
    given(sourced, held, expired).when(commit).then(rehold);
    given(sourced, held, expired, rehold).when(commit).thenNothing();
    given(sourced, held, expired, rehold).when(record(tea, 2)).then(lineHeld);
    given(sourced, held, expired, rehold, lineHeld).when(record(pot, 2)).then(committed);
    given(sourced, held, expired, rehold, lineHeld).when(record(pot, 1)).then(returned(pot));
    given(sourced, held, expired, rehold, lineHeld, committed).when(record(pot, 1)).then(returned(pot));
    given(sourced, held, expired, rehold, lineHeld, committed).when(record(pot, 2)).thenNothing();
  });

  it('S9: or rejected when it cannot, and its new claims are freed', () => {
    const commitRejected: ReservationEvent = {
      type: 'ReservationCommitRejected',
      ...ofOrder,
      reason: 'out-of-stock',
      shortages,
      claims: [tea],
      attempt: 2,
    };
    given(sourced, held, expired, rehold, lineHeld)
      .when(refuse(pot, [], 0, 2))
      .then(commitRejected);
    givenAfter(5)(sourced, held, expired, rehold)
      .when(new ExpireReservation({ reservationId, expiresAt: later(5) }))
      .then({ ...commitRejected, reason: 'expired', shortages: [], claims });
    given(sourced, held, expired, rehold, commitRejected)
      .when(commit)
      .then({ ...commitRejected, claims: [], attempt: 0 });
  });

  it('S9: or rejected by an event for an order, by a refusal for a person, when it was released or rejected', () => {
    const about = { type: 'ReservationCommitRejected', ...ofOrder, claims: [], attempt: 0 };
    given(sourced, held, released)
      .when(commit)
      .then({ ...about, reason: 'released', shortages: [] });
    given(sourced, rejected)
      .when(commit)
      .then({ ...about, reason: 'out-of-stock', shortages });
    given(sourced, held, released).when(byPerson.commit).thenRefused('reservation-released');
    given(sourced, rejected).when(byPerson.commit).thenRefused('reservation-rejected');
  });
});

describe('A reservation is released', () => {
  it('C2, C3: with all it has', () => {
    given(sourced, held).when(release).then(released);
    given(sourced, held, committed).when(release).then(released);
    given(sourced, held, released).when(release).thenNothing();
    given(sourced, rejected).when(release).thenNothing();
    given(sourced, held)
      .when(byPerson.release)
      .then({ ...released, reason: 'changed-mind' });
  });

  it('C1: before its order has asked for it, and is then never made', () => {
    given().when(release).then(tombstone);
    given(tombstone).when(source).thenNothing();
    given(tombstone).when(release).thenNothing();
    given().when(byPerson.release).thenRefused('reservation-unknown');
  });

  it('C1: while it waits for its holds, and frees those that arrive late', () => {
    given(sourced, lineHeld).when(release).then(released);
    given(sourced, released).when(record(tea)).then(returned(tea));
    given(sourced, released).when(refuse(tea)).thenNothing();
  });

  it('after it has expired, so that no late payment revives it', () => {
    given(sourced, held, expired)
      .when(release)
      .then({ ...released, claims: [] });
    given(sourced, held, expired, { ...released, claims: [] })
      .when(commit)
      .then({
        type: 'ReservationCommitRejected',
        ...ofOrder,
        reason: 'released',
        shortages: [],
        claims: [],
        attempt: 0,
      });
  });

  it('not once it has been shipped', () => {
    given(sourced, held, committed, consumed).when(byPerson.release).thenRefused('reservation-consumed');
    given(sourced, held, committed, consumed).when(release).thenNothing();
  });
});

describe('A committed reservation is consumed', () => {
  const fromMain = new RecordConsumed({ reservationId, location: 'main', shipmentId: 's-1' });
  const fromNorth = new RecordConsumed({ reservationId, location: 'north', shipmentId: 's-2' });
  const stopMain = new ReleaseShipment({ reservationId, location: 'main', reason: 'order-cancelled' });
  const stopNorth = new ReleaseShipment({ reservationId, location: 'north', reason: 'order-cancelled' });
  const freedNorth: ReservationEvent = {
    type: 'ReservationPartiallyReleased',
    ...ofOrder,
    location: 'north',
    claims: [northern],
    attempt: 1,
    reason: 'order-cancelled',
  };

  it('H11: shipment by shipment', () => {
    given(sourced, held, committed).when(fromMain).then(consumed);
    given(sourced, held, committedApart).when(fromMain).then(partlyConsumed);
    given(sourced, held, committedApart, partlyConsumed).when(fromMain).thenNothing();
    given(sourced, held, committedApart, partlyConsumed).when(fromNorth).then(consumed);
    given(sourced, held, committed, consumed).when(fromMain).thenNothing();
    given(sourced, held).when(fromMain).thenNothing();
  });

  it('or freed where a shipment is cancelled', () => {
    given(sourced, held, committedApart).when(stopNorth).then(freedNorth);
    given(sourced, held, committedApart, freedNorth).when(stopNorth).thenNothing();
    given(sourced, held, committedApart, freedNorth)
      .when(stopMain)
      .then({ ...released, claims: [tea] });
    given(sourced, held, committedApart, freedNorth).when(fromMain).then(consumed);
    given(sourced, held, committedApart, partlyConsumed).when(stopNorth).then(freedNorth, consumed);
    given(sourced, held, released).when(stopMain).thenNothing();
  });
});
