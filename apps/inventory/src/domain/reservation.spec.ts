import { describe, expect, it } from '@jest/globals';
import type { Named } from '@waybill/kernel';
import { NOW, sentencesOf } from '@waybill/testing';
import {
  CommitReservation,
  ExtendReservation,
  ReleaseReservation,
  RequestReservation,
  ShipReservation,
} from './reservation.commands.js';
import type { Demand, OwnClaim, Policy, ReservationEvent } from './reservation.events.js';
import { Reservation } from './reservation.js';
import {
  ExpireReservation,
  RecordAllocated,
  RecordHeld,
  RecordHoldRefusal,
  RecordReleased,
  RecordShipped,
  SourceReservation,
} from './reservation.saga-commands.js';

const given = sentencesOf(Reservation);
const later = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
const days = (number: number) => later(number * 1_440);
const givenAfter = (minutes: number) => sentencesOf(Reservation, later(minutes));

const reservationId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const free = { reservationId };
const ofOrder = { reservationId, orderId: reservationId };
const expiresAt = later(30);
const tea: OwnClaim = { sku: 'TEA', location: 'main', quantity: 2, attempt: 1 };
const pot: OwnClaim = { sku: 'POT', location: 'main', quantity: 1, attempt: 1 };
const northern: OwnClaim = { ...pot, location: 'north', attempt: 2 };
const claims = [tea, pot];
const required: readonly Demand[] = [
  { sku: 'TEA', quantity: 2, required: 2 },
  { sku: 'POT', quantity: 1, required: 1 },
];
const optional = required.map((one) => ({ ...one, required: 0 }));
const supply = (claim: OwnClaim, available = 9, priority = 100) => ({
  sku: claim.sku,
  location: claim.location,
  available,
  priority,
});
const linesFor = (policy: Policy) => [
  { sku: 'TEA', quantity: 2, policy },
  { sku: 'POT', quantity: 1, policy },
];

const asked = { demand: required, requestedAt: NOW, expiresAt };
const sourced: Named<ReservationEvent, 'ReservationSourced'> = {
  type: 'ReservationSourced',
  ...ofOrder,
  ...asked,
  claims,
  isPaid: false,
};
const partly = { ...sourced, demand: optional };
const requested: ReservationEvent = { type: 'ReservationRequested', ...free, ...asked };
const sourcedFree: ReservationEvent = {
  type: 'ReservationSourced',
  ...free,
  ...asked,
  claims,
  isPaid: false,
};
const held: ReservationEvent = { type: 'ReservationHeld', ...ofOrder, claims, expiresAt };
const heldFree: ReservationEvent = { type: 'ReservationHeld', ...free, claims, expiresAt };
const committed: ReservationEvent = { type: 'ReservationCommitted', ...ofOrder, claims };
const committedFree: ReservationEvent = {
  type: 'ReservationCommitted',
  ...free,
  claims,
  expiresAt: days(30),
};
const expired: ReservationEvent = { type: 'ReservationExpired', ...ofOrder, claims };
const released: Named<ReservationEvent, 'ReservationReleased'> = {
  type: 'ReservationReleased',
  ...ofOrder,
  claims,
  reason: 'order_cancelled',
};
const shortages = [{ sku: 'POT', missing: 1 }];
const rejected: Named<ReservationEvent, 'ReservationRejected'> = {
  type: 'ReservationRejected',
  ...ofOrder,
  demand: required,
  reason: 'out_of_stock',
  shortages,
  claims: [tea],
};
const consumed: ReservationEvent = {
  type: 'ReservationConsumed',
  ...ofOrder,
  claims: [pot],
  shipmentId: 's',
};

const source = new SourceReservation({
  ...ofOrder,
  lines: linesFor('all_or_nothing'),
  isPaid: false,
  stock: [supply(tea), supply(pot)],
});
const record = (...answered: OwnClaim[]) => new RecordHeld({ reservationId, claims: answered });
const keysOf = (some: readonly OwnClaim[]) =>
  some.map(({ sku, location, attempt }) => ({ sku, location, attempt }));
const allocated = (...answered: OwnClaim[]) =>
  new RecordAllocated({ reservationId, claims: keysOf(answered) });
const refuse = (
  refused: OwnClaim,
  {
    before = [],
    after = [],
    alternatives = [],
    available = 0,
  }: Partial<Pick<RecordHoldRefusal, 'before' | 'after' | 'alternatives' | 'available'>> = {},
) => new RecordHoldRefusal({ reservationId, refused, available, before, after, alternatives });
const commit = new CommitReservation(ofOrder);
const release = new ReleaseReservation({ ...ofOrder, reason: 'order_cancelled' });
const expire = new ExpireReservation({ reservationId, expiresAt });
const byPerson = {
  commit: new CommitReservation(free),
  extend: new ExtendReservation(free),
  release: new ReleaseReservation({ ...free, reason: 'changed mind' }),
  ship: new ShipReservation(free),
};

describe('A reservation is asked for', () => {
  const request = new RequestReservation({
    ...free,
    lines: [
      { sku: 'TEA', quantity: 2 },
      { sku: 'POT', quantity: 1 },
    ],
  });

  it('by anyone, for half an hour by default', () => {
    given().when(request).then(requested);
    given()
      .when(new RequestReservation({ ...request, policy: 'partial', ttl: 600 }))
      .then({ ...requested, demand: optional, expiresAt: later(10) });
  });

  it('once by that id, and the same request is answered the same at any later time', () => {
    const pasts: readonly (readonly ReservationEvent[])[] = [
      [requested],
      [requested, { ...rejected, reservationId }],
      [requested, sourcedFree, heldFree],
      [requested, sourcedFree, heldFree, committedFree],
      [requested, sourcedFree, heldFree, { ...released, type: 'ReservationReleased' }],
      [requested, sourcedFree, heldFree, { type: 'ReservationExpired', ...free, claims }],
      [requested, sourcedFree, heldFree, committedFree, { type: 'ReservationConsumed', ...free, claims }],
    ];
    for (const past of pasts) {
      given(...past)
        .when(request)
        .thenNothing();
      given(...past)
        .when(new RequestReservation({ ...request, lines: request.lines.toReversed() }))
        .thenNothing();
      given(...past)
        .when(new RequestReservation({ ...request, lines: [{ sku: 'TEA', quantity: 1 }] }))
        .thenRefused('reservation-exists');
      given(...past)
        .when(new RequestReservation({ ...request, ttl: 60 }))
        .thenRefused('reservation-exists');
    }
    given(sourced).when(request).thenRefused('reservation-exists');
  });

  it('H1: and planned from the stock that the read models show', () => {
    given().when(source).then(sourced);
    given(sourced).when(source).thenNothing();
    givenAfter(1)(requested)
      .when(new SourceReservation({ ...free, lines: source.lines, isPaid: false, stock: source.stock }))
      .then(sourcedFree);
  });

  it('H1: in several attempts when there are very many claims', () => {
    const skus = Array.from({ length: 20 }, (_, index) => `SKU${index}`);
    const many = new SourceReservation({
      ...ofOrder,
      lines: skus.map((sku) => ({ sku, quantity: 1, policy: 'all_or_nothing' })),
      isPaid: false,
      stock: skus.map((sku) => ({ sku, location: 'main', available: 1, priority: 1 })),
    });
    const [plan] = given().when(many).decided() as readonly (typeof sourced)[];
    expect(plan?.claims.map(({ attempt }) => attempt)).toEqual([
      ...Array.from({ length: 16 }, () => 1),
      ...Array.from({ length: 4 }, () => 2),
    ]);
  });

  it('S1: and rejected at once when something required is not there', () => {
    given()
      .when(new SourceReservation({ ...source, stock: [supply(tea)] }))
      .then({ ...rejected, claims: [] });
  });

  it('S1: and rejected when one line of many needs all of its units and another line does not', () => {
    const lines = [
      { sku: 'TEA', quantity: 2, policy: 'all_or_nothing' as const },
      { sku: 'TEA', quantity: 3, policy: 'partial' as const },
    ];
    const withTea = (available: number) =>
      new SourceReservation({ ...source, lines, stock: [supply(tea, available)] });
    expect(given().when(withTea(1)).decided()).toMatchObject([{ type: 'ReservationRejected' }]);
    expect(given().when(withTea(3)).decided()).toMatchObject([
      {
        type: 'ReservationSourced',
        demand: [{ sku: 'TEA', quantity: 5, required: 2 }],
        claims: [{ quantity: 3 }],
      },
    ]);
  });

  it('S2: and planned with the available stock when a part is enough', () => {
    const partial = new SourceReservation({ ...source, lines: linesFor('partial'), stock: [supply(tea)] });
    given()
      .when(partial)
      .then({ ...partly, claims: [tea] });
    given()
      .when(new SourceReservation({ ...partial, stock: [] }))
      .then({
        ...rejected,
        demand: optional,
        shortages: [{ sku: 'TEA', missing: 2 }, ...shortages],
        claims: [],
      });
  });
});

describe('A reservation is held', () => {
  it('H1: when all of its claims are, by one event', () => {
    given(sourced).when(record(tea, pot)).then(held);
    given(sourced, held).when(record(tea, pot)).thenNothing();
  });

  it('H1: when the last of its attempts is', () => {
    const second = { ...pot, attempt: 2 };
    const twice = { ...sourced, claims: [tea, second] };
    const first: ReservationEvent = {
      type: 'ReservationClaimsHeld',
      ...ofOrder,
      claims: [tea],
      freed: [],
      isWantedNow: false,
    };
    given(twice).when(record(tea)).then(first);
    given(twice, first)
      .when(record(second))
      .then({ ...held, claims: [tea, second] });
  });

  it('S1: from another location when one refuses, and what was to be held after it is asked for again', () => {
    const mug: OwnClaim = { sku: 'MUG', location: 'main', quantity: 1, attempt: 1 };
    const demand = [...required, { sku: 'MUG', quantity: 1, required: 1 }];
    const three = { ...sourced, demand, claims: [tea, pot, mug] };
    const again = { ...mug, attempt: 3 };
    const replanned: ReservationEvent = {
      type: 'ReservationReplanned',
      ...ofOrder,
      refused: pot,
      available: 0,
      instead: [northern],
      again: [again],
    };
    const first: ReservationEvent = {
      type: 'ReservationClaimsHeld',
      ...ofOrder,
      claims: [tea],
      freed: [],
      isWantedNow: false,
    };
    const alternatives = [{ location: 'north', available: 5, priority: 1 }];
    given(three)
      .when(refuse(pot, { before: [tea], after: [mug], alternatives }))
      .then(first, replanned);
    given(three, first, replanned)
      .when(record(northern))
      .then({ ...first, claims: [northern] });
    given(three, first, replanned, { ...first, claims: [northern] })
      .when(record(again))
      .then({ ...held, claims: [tea, northern, again] });
  });

  it('S1: from the rest of one location and from another one', () => {
    const many = { ...tea, quantity: 5 };
    const alternatives = [{ location: 'north', available: 2, priority: 1 }];
    const demand = [{ sku: 'TEA', quantity: 5, required: 5 }];
    expect(
      given({ ...sourced, demand, claims: [many] })
        .when(refuse(many, { alternatives, available: 3 }))
        .decided(),
    ).toMatchObject([
      {
        type: 'ReservationReplanned',
        instead: [
          { location: 'main', quantity: 3 },
          { location: 'north', quantity: 2 },
        ],
      },
    ]);
  });

  it('never by an answer to an attempt that is over: those claims are given back', () => {
    const old = { ...tea, attempt: 9 };
    const returned: ReservationEvent = { type: 'ReservationClaimsReturned', ...ofOrder, claims: [old] };
    given(sourced).when(record(old)).then(returned);
    given(sourced, held, released).when(record(old)).then(returned);
    given(sourced, released)
      .when(refuse(pot, { before: [tea] }))
      .then({ ...returned, claims: [tea] });
  });

  it('S1: or rejected, and its other claims are freed', () => {
    given(sourced)
      .when(refuse(tea, { after: [pot] }))
      .then({ ...rejected, shortages: [{ sku: 'TEA', missing: 2 }], claims: [] });
  });

  it('S1: or rejected, with the shortage of what nobody has', () => {
    const many = { ...tea, quantity: 5 };
    const demand = [{ sku: 'TEA', quantity: 5, required: 5 }];
    given({ ...sourced, demand, claims: [many] })
      .when(refuse(many, { available: 3, alternatives: [{ location: 'north', available: 1, priority: 1 }] }))
      .then({ ...rejected, demand, shortages: [{ sku: 'TEA', missing: 1 }], claims: [] });
  });

  it('S1: or rejected after five locations have refused', () => {
    const demand = [{ sku: 'POT', quantity: 1, required: 1 }];
    const at = (number: number): OwnClaim => ({ ...pot, location: `l${number}`, attempt: number });
    const first: ReservationEvent = { ...sourced, demand, claims: [at(1)] };
    const further = [2, 3, 4, 5].map((number): ReservationEvent => ({
      type: 'ReservationReplanned',
      ...ofOrder,
      refused: at(number - 1),
      available: 0,
      instead: [at(number)],
      again: [],
    }));
    const next = (number: number) => [{ location: `l${number}`, available: 9, priority: 1 }];
    given(first, ...further.slice(0, 3))
      .when(refuse(at(4), { alternatives: next(5) }))
      .then(...further.slice(3));
    given(first, ...further)
      .when(refuse(at(5), { alternatives: next(6) }))
      .then({ ...rejected, demand, reason: 'contention', claims: [] });
  });

  it('S2: in part when a part will do', () => {
    expect(
      given(partly)
        .when(refuse(pot, { before: [tea] }))
        .decided(),
    ).toMatchObject([
      { type: 'ReservationClaimsHeld' },
      { type: 'ReservationReplanned', instead: [] },
      { type: 'ReservationPartiallyHeld', claims: [tea], shortages },
    ]);
  });
});

describe('A held reservation is extended', () => {
  const extended: ReservationEvent = { type: 'ReservationExtended', ...ofOrder, expiresAt: later(45) };

  it('by a quarter of an hour, once', () => {
    given(sourcedFree, heldFree)
      .when(byPerson.extend)
      .then({ ...extended, ...free, orderId: undefined });
    given(sourced, held).when(new ExtendReservation(ofOrder)).then(extended);
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
    given(sourcedFree).when(byPerson.extend).thenRefused('reservation-not-held');
    given(sourced, held, committed).when(new ExtendReservation(ofOrder)).thenNothing();
  });
});

describe('The reservation of an order', () => {
  it('accepts commands only from its order', () => {
    for (const command of Object.values(byPerson)) {
      given(sourced, held).when(command).thenRefused('reservation-of-order');
      given(sourced, held, committed).when(command).thenRefused('reservation-of-order');
    }
    const ofAnother = { reservationId, orderId: 'another' };
    given(sourced, held).when(new CommitReservation(ofAnother)).thenRefused('reservation-of-order');
    given(sourced, held)
      .when(new ReleaseReservation({ ...ofAnother, reason: 'x' }))
      .thenRefused('reservation-of-order');
  });

  describe('takes over one that was made first under the same id', () => {
    const takenOver: Named<ReservationEvent, 'ReservationTakenOver'> = {
      type: 'ReservationTakenOver',
      ...ofOrder,
      ...asked,
      kept: claims,
      freed: [],
      claims: [],
    };

    it('and keeps its claims when they fit', () => {
      given(requested, sourcedFree, heldFree).when(source).then(takenOver, held);
    });

    it('and holds the rest and frees the surplus when they do not', () => {
      const wants = [
        { sku: 'TEA', quantity: 1, policy: 'all_or_nothing' as const },
        { sku: 'MUG', quantity: 2, policy: 'all_or_nothing' as const },
      ];
      const mug = { sku: 'MUG', location: 'north', quantity: 2, attempt: 2 };
      const demand = [
        { sku: 'TEA', quantity: 1, required: 1 },
        { sku: 'MUG', quantity: 2, required: 2 },
      ];
      const kept = [{ ...tea, quantity: 1 }];
      const taken = { ...takenOver, demand, kept, freed: [{ ...tea, quantity: 1 }, pot], claims: [mug] };
      given(requested, sourcedFree, heldFree)
        .when(new SourceReservation({ ...source, lines: wants, stock: [supply(mug)] }))
        .then(taken);
      given(requested, sourcedFree, heldFree, taken)
        .when(record(mug))
        .then({ ...held, claims: [...kept, mug] });
    });

    it('and is rejected, and everything freed, when the rest is nowhere', () => {
      given(requested, sourcedFree, heldFree)
        .when(
          new SourceReservation({
            ...source,
            lines: [{ sku: 'TEA', quantity: 9, policy: 'all_or_nothing' }],
            stock: [],
          }),
        )
        .then({
          ...rejected,
          demand: [{ sku: 'TEA', quantity: 9, required: 9 }],
          shortages: [{ sku: 'TEA', missing: 7 }],
          claims: [tea, pot],
        });
    });

    it('and keeps what is not held yet as a whole or not at all', () => {
      const one = [{ sku: 'TEA', quantity: 1, policy: 'all_or_nothing' as const }];
      const again = { ...tea, quantity: 1, attempt: 2 };
      given(requested, sourcedFree)
        .when(new SourceReservation({ ...source, lines: one, stock: [supply(tea)] }))
        .then({
          ...takenOver,
          demand: [{ sku: 'TEA', quantity: 1, required: 1 }],
          kept: [],
          freed: claims,
          claims: [again],
        });
    });

    it('and starts anew when that has ended, or is only requested', () => {
      given(requested).when(source).then(sourced);
      const after: ReservationEvent = { type: 'ReservationReleased', ...free, claims, reason: 'x' };
      given(requested, sourcedFree, heldFree, after)
        .when(source)
        .then({ ...sourced, claims: claims.map((claim) => ({ ...claim, attempt: 2 })) });
    });

    it('and needs no allocation of what is allocated already', () => {
      given(requested, sourcedFree, heldFree, committedFree).when(source).then(takenOver, held);
      given(requested, sourcedFree, heldFree, committedFree, takenOver, held).when(commit).then(committed);
    });
  });
});

describe('A reservation expires', () => {
  it('S7: when its time has passed, and its claims are freed', () => {
    givenAfter(30)(sourced, held).when(expire).then(expired);
    givenAfter(30)(sourced).when(expire).then(expired);
    givenAfter(30)(requested)
      .when(expire)
      .then({ type: 'ReservationExpired', ...free, claims: [] });
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
  const commitRequested: Named<ReservationEvent, 'ReservationCommitRequested'> = {
    type: 'ReservationCommitRequested',
    ...ofOrder,
    claims,
    allocated: [],
    expiresAt: later(5),
  };
  const rehold: ReservationEvent = {
    type: 'ReservationReholdRequested',
    ...ofOrder,
    claims: claims.map((claim) => ({ ...claim, attempt: 2 })),
    expiresAt: later(5),
  };
  const again = claims.map((claim) => ({ ...claim, attempt: 2 }));

  it('H3, S8: by the answer that all of its stock is allocated', () => {
    given(sourced, held).when(allocated(tea, pot)).then(committed);
    given(sourced, held, committed).when(allocated(tea, pot)).thenNothing();
  });

  it('H3: asks for the allocation of what the answer leaves out', () => {
    given(sourced, held)
      .when(allocated(tea))
      .then({ ...commitRequested, claims: [pot], allocated: keysOf([tea]) });
    given(sourced, held, { ...commitRequested, claims: [pot], allocated: keysOf([tea]) })
      .when(allocated(pot))
      .then(committed);
  });

  it('H3: asks for all of it when nothing is allocated yet, and records the answers of several rounds', () => {
    const part: ReservationEvent = {
      type: 'ReservationClaimsAllocated',
      ...ofOrder,
      claims: keysOf([tea]),
    };
    given(sourced, held).when(commit).then(commitRequested);
    given(sourced, held, commitRequested).when(commit).thenNothing();
    given(sourced, held, commitRequested).when(allocated(tea)).then(part);
    given(sourced, held, commitRequested, part).when(allocated(tea)).thenNothing();
    given(sourced, held, commitRequested, part).when(allocated(pot)).then(committed);
  });

  it('and not before it is held', () => {
    given().when(commit).thenRefused('reservation-unknown');
    given(sourced).when(commit).thenRefused('reservation-not-held');
  });

  it('S8: even after it has expired, if all of it can be held once more', () => {
    given(sourced, held, expired).when(commit).then(rehold);
    given(sourced, held, expired).when(allocated(tea, pot)).then(rehold);
    given(sourced, held, expired, rehold).when(commit).thenNothing();
    const heldAgain: ReservationEvent = {
      type: 'ReservationClaimsHeld',
      ...ofOrder,
      claims: again,
      freed: [],
      isWantedNow: true,
    };
    given(sourced, held, expired, rehold)
      .when(record(...again))
      .then(heldAgain);
    given(sourced, held, expired, rehold, heldAgain)
      .when(allocated(...again))
      .then({ ...committed, claims: again });
  });

  it('S9: or rejected when it cannot, and its new claims are freed', () => {
    const failed = given(sourced, held, expired, rehold)
      .when(refuse({ ...pot, attempt: 2 }, { before: [{ ...tea, attempt: 2 }] }))
      .decided();
    expect(failed.at(-1)).toEqual({
      type: 'ReservationCommitRejected',
      ...ofOrder,
      reason: 'out_of_stock',
      shortages,
      claims: [{ ...tea, attempt: 2 }],
    });
    givenAfter(5)(sourced, held, expired, rehold)
      .when(new ExpireReservation({ reservationId, expiresAt: later(5) }))
      .then({
        type: 'ReservationCommitRejected',
        ...ofOrder,
        reason: 'expired',
        shortages: [],
        claims: again,
      });
  });

  it('S9: or rejected by an event for an order, by a refusal for a person, when it was released or rejected', () => {
    const about = { type: 'ReservationCommitRejected', ...ofOrder, claims: [] };
    given(sourced, held, released)
      .when(commit)
      .then({ ...about, reason: 'released', shortages: [] });
    given(sourced, rejected)
      .when(commit)
      .then({ ...about, reason: 'out_of_stock', shortages });
    const freed: ReservationEvent = { type: 'ReservationReleased', ...free, claims, reason: 'x' };
    given(sourcedFree, heldFree, freed).when(byPerson.commit).thenRefused('reservation-released');
  });
});

describe('Stock that is kept for a customer without an order', () => {
  it('is released after thirty days, or when somebody has said', () => {
    const until = days(3);
    given(sourcedFree, heldFree).when(allocated(tea, pot)).then(committedFree);
    const asksFor = given(sourcedFree, heldFree)
      .when(new CommitReservation({ ...free, until }))
      .decided() as readonly ReservationEvent[];
    expect(asksFor).toMatchObject([{ type: 'ReservationCommitRequested', until }]);
    given(sourcedFree, heldFree, ...asksFor)
      .when(allocated(tea, pot))
      .then({ ...committedFree, expiresAt: until });
    givenAfter(30 * 1_440)(sourcedFree, heldFree, committedFree)
      .when(new ExpireReservation({ reservationId, expiresAt: days(30) }))
      .then({ type: 'ReservationReleased', ...free, claims, reason: 'hold_ended' });
  });

  it('is not kept until the past, nor for more than a year', () => {
    for (const until of [NOW, later(-1), days(366)]) {
      given(sourcedFree, heldFree)
        .when(new CommitReservation({ ...free, until }))
        .thenRefused('until-invalid');
    }
  });

  it('is shipped by a person, once, or released', () => {
    const [handedOver] = given(sourcedFree, heldFree, committedFree)
      .when(byPerson.ship)
      .decided() as readonly ReservationEvent[];
    expect(handedOver).toMatchObject({
      type: 'ReservationHandedOver',
      claims,
      shipmentId: expect.anything(),
    });
    if (!handedOver) return;
    const past = [sourcedFree, heldFree, committedFree, handedOver] as const;
    given(...past)
      .when(byPerson.ship)
      .thenNothing();
    given(...past)
      .when(byPerson.release)
      .thenRefused('reservation-handed-over');
    given(sourcedFree, heldFree).when(byPerson.ship).thenRefused('reservation-not-committed');
    given(sourcedFree, heldFree, committedFree)
      .when(byPerson.release)
      .then({ type: 'ReservationReleased', ...free, claims, reason: 'changed mind' });
  });
});

describe('A reservation is released', () => {
  it('C2, C3: with all it has', () => {
    given(sourced, held).when(release).then(released);
    given(sourced).when(release).then(released);
    given(sourced, held, committed).when(release).then(released);
    given(sourced, held, released).when(release).thenNothing();
    given(sourced, rejected).when(release).thenNothing();
    given(sourced, held, committed, consumed).when(release).thenNothing();
  });

  it('C1: before it was requested; what comes later is given back', () => {
    const tombstone = { ...released, claims: [] };
    given().when(release).then(tombstone);
    given(tombstone).when(source).thenNothing();
    given().when(byPerson.release).thenRefused('reservation-unknown');
  });

  it('not when a person asks and it has been shipped', () => {
    const done: ReservationEvent = { type: 'ReservationConsumed', ...free, claims };
    given(sourcedFree, heldFree, committedFree, done)
      .when(byPerson.release)
      .thenRefused('reservation-consumed');
  });

  it('C8: unit by unit, as the stock items say', () => {
    const part = { ...tea, quantity: 1 };
    const partly: ReservationEvent = {
      type: 'ReservationPartiallyReleased',
      ...ofOrder,
      claims: [part],
      reason: 'order_cancelled',
    };
    const record = (claim: OwnClaim) =>
      new RecordReleased({ reservationId, claim, reason: 'order_cancelled' });
    given(sourced, held, committed).when(record(part)).then(partly);
    given(sourced, held, committed, partly, { ...partly, claims: [part] })
      .when(record(pot))
      .then({ ...partly, claims: [pot] }, { ...released, claims: [] });
    given(sourced, held, released).when(record(part)).thenNothing();
  });
});

describe('A reservation is consumed', () => {
  const ship = (claim: OwnClaim) => new RecordShipped({ reservationId, claim, shipmentId: 's' });
  const part: ReservationEvent = {
    type: 'ReservationPartiallyConsumed',
    ...ofOrder,
    claims: [{ ...tea, quantity: 1 }],
    shipmentId: 's',
  };

  it('H11: parcel by parcel, and ends with the last one', () => {
    given(sourced, held, committed)
      .when(ship({ ...tea, quantity: 1 }))
      .then(part);
    given(sourced, held, committed, part, part).when(ship(pot)).then(consumed);
  });

  it('C8: and ends as consumed when the rest is cancelled after something was shipped', () => {
    const rest = new RecordReleased({ reservationId, claim: { ...tea, quantity: 1 }, reason: 'x' });
    const potGone: ReservationEvent = { ...part, claims: [pot] };
    expect(given(sourced, held, committed, part, potGone).when(rest).decided()).toMatchObject([
      { type: 'ReservationPartiallyReleased' },
      { type: 'ReservationConsumed', claims: [] },
    ]);
  });

  it('never of what it does not count', () => {
    given(sourced, held, committed)
      .when(ship({ ...tea, attempt: 7 }))
      .thenNothing();
    given(sourced, held, released).when(ship(tea)).thenNothing();
  });
});
