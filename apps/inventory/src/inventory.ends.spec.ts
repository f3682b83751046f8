import { describe, expect, it } from '@jest/globals';
import {
  idFrom,
  Refusal,
  type Aggregate,
  type Command,
  type Deadline,
  type DomainEvent,
  type Due,
} from '@waybill/kernel';
import { envelopeOf } from '@waybill/testing';
import {
  CommitReservation,
  ReleaseReservation,
  RequestReservation,
  ShipReservation,
} from './domain/reservation.commands.js';
import { Reservation } from './domain/reservation.js';
import {
  MoveClaim,
  RecordAllocated,
  RecordBrokenClaim,
  RecordHeld,
  RecordHoldRefusal,
  RecordReleased,
  RecordShipped,
  SourceReservation,
} from './domain/reservation.saga-commands.js';
import { isKnown, type ReservationState } from './domain/reservation.state.js';
import {
  CancelTransfer,
  CloseTransferShort,
  DispatchTransfer,
  ReceiveTransfer,
  RequestTransfer,
} from './domain/transfer.commands.js';
import { Transfer } from './domain/transfer.js';
import { RecordTransferOut, RecordTransferRefusal } from './domain/transfer.saga-commands.js';
import type { TransferState } from './domain/transfer.state.js';
import { ReservationExpiry } from './sagas/reservation.deadlines.js';
import { TransferDeadline } from './sagas/transfer.deadlines.js';

const STATES_MAX = 3_000;

interface Place<S> {
  readonly state: S;
  readonly due: Due | undefined;
  readonly log: readonly DomainEvent[];
}

/** Every state that the commands lead to, with the deadline that is set in it. */
function* walk<S>(
  aggregate: Aggregate<S>,
  deadline: Deadline,
  commandsFor: (state: S) => readonly Command[],
): Generator<Place<S>> {
  const seen = new Set<string>();
  const places: Place<S>[] = [{ state: aggregate.initial, due: undefined, log: [] }];
  for (let place = places.shift(); place && seen.size < STATES_MAX; place = places.shift()) {
    yield place;
    for (const command of commandsFor(place.state)) {
      const next = after(aggregate, deadline, place, command);
      const key = JSON.stringify([next.state, next.due]);
      if (seen.has(key)) continue;
      seen.add(key);
      places.push(next);
    }
  }
}

/** A command that is refused leads nowhere. */
function after<S>(
  aggregate: Aggregate<S>,
  deadline: Deadline,
  place: Place<S>,
  command: Command,
  now = '2026-11-22T10:00:00.000Z',
): Place<S> {
  const actor = { kind: 'system', id: 'walk' } as const;
  const context = { id: aggregate.idOf(command), now, actor, newId: () => idFrom('walk', place.log.length) };
  try {
    return aggregate.decide(command, place.state, context).reduce<Place<S>>((before, event) => {
      const set = deadline.after(event, envelopeOf(event));
      const due = set === undefined ? before.due : 'cleared' in set ? undefined : set;
      return { state: aggregate.evolve(before.state, event), due, log: [...before.log, event] };
    }, place);
  } catch (failure) {
    if (failure instanceof Refusal) return place;
    throw failure;
  }
}

/** The state once its deadline has passed. */
function afterDeadline<S>(aggregate: Aggregate<S>, deadline: Deadline, place: Place<S>): Place<S> {
  if (!place.due) throw new Error('No deadline is set.');
  return after(aggregate, deadline, place, deadline.fire(place.due), place.due.at);
}

describe('Every state of a reservation', () => {
  const reservationId = 'r-1';
  const orderId = reservationId;
  const at = (location: string) => [{ location, available: 2, priority: 1 }];
  const north = { ...at('north')[0], sku: 'TEA', location: 'north', available: 2, priority: 1 };
  const main = { ...north, location: 'main' };
  const line = { sku: 'TEA', quantity: 2 };
  const required = [{ ...line, policy: 'all_or_nothing' as const }];
  const commandsFor = (state: ReservationState): readonly Command[] => {
    const claims = isKnown(state) && state.attempt < 4 ? state.claims : [];
    return [
      new RequestReservation({ reservationId, lines: [line] }),
      new SourceReservation({ reservationId, lines: required, isPaid: false, stock: [main] }),
      new SourceReservation({ reservationId, orderId, lines: required, isPaid: false, stock: [main, north] }),
      new SourceReservation({ reservationId, orderId, lines: required, isPaid: true, stock: [main] }),
      new SourceReservation({ reservationId, orderId, lines: required, isPaid: false, stock: [] }),
      new CommitReservation({ reservationId }),
      new CommitReservation({ reservationId, orderId }),
      new ShipReservation({ reservationId }),
      new ReleaseReservation({ reservationId, orderId, reason: 'order_cancelled' }),
      ...claims.flatMap(({ sku, location, quantity, attempt }) => {
        const claim = { sku, location, quantity, attempt };
        const elsewhere = at(location === 'main' ? 'north' : 'main');
        const refusal = { reservationId, refused: claim, available: 0, before: [], after: [] };
        const broken = { reservationId, claim, reason: 'shortfall' as const };
        return [
          new RecordHeld({ reservationId, claims: [claim] }),
          new RecordHoldRefusal({ ...refusal, alternatives: [] }),
          new RecordHoldRefusal({ ...refusal, alternatives: elsewhere }),
          new RecordAllocated({ reservationId, claims: [claim] }),
          new RecordBrokenClaim({ ...broken, alternatives: [] }),
          new RecordBrokenClaim({ ...broken, alternatives: elsewhere }),
          new MoveClaim({ reservationId, claim, alternatives: elsewhere }),
          new RecordShipped({ reservationId, claim, shipmentId: 's-1' }),
          new RecordReleased({ reservationId, claim, reason: 'order_cancelled' }),
        ];
      }),
    ];
  };

  const places = [...walk(Reservation, ReservationExpiry, commandsFor)];

  /** Why the reservation does not stay in this state for ever; undefined when it may. */
  function endOf(place: Place<ReservationState>): string | undefined {
    const { state, due } = place;
    if (!isKnown(state)) return 'nothing has begun';
    const { status, claims, orderId, isHandedOver } = state;
    if (['consumed', 'rejected', 'released', 'expired'].includes(status)) {
      return due === undefined && claims.length === 0 ? 'has ended' : undefined;
    }
    if (status === 'committed' && claims.length > 0 && due === undefined) {
      if (orderId !== undefined) return 'ends with its order';
      if (isHandedOver) return 'ends with its parcel';
    }
    if (due?.at !== state.expiresAt) return undefined;
    const { status: after } = afterDeadline(Reservation, ReservationExpiry, place).state;
    return ['expired', 'rejected', 'released'].includes(after) ? 'has a deadline' : undefined;
  }

  it('is an end, has a deadline that ends it, or ends with its order or its parcel', () => {
    expect(places.filter((place) => endOf(place) === undefined).map(({ log }) => log)).toEqual([]);
    expect(new Set(places.map(endOf))).toEqual(
      new Set([
        'ends with its order',
        'ends with its parcel',
        'has a deadline',
        'has ended',
        'nothing has begun',
      ]),
    );
  });

  it('was reached', () => {
    expect(new Set(places.map(({ state }) => state.status))).toEqual(
      new Set([
        'committed',
        'committing',
        'consumed',
        'held',
        'holding',
        'none',
        'rejected',
        'released',
        'requested',
      ]),
    );
  });
});

describe('Every state of a transfer', () => {
  const transferId = 't-1';
  const commands = [
    new RequestTransfer({ transferId, sku: 'TEA', from: 'main', to: 'north', quantity: 3 }),
    new DispatchTransfer({ transferId }),
    new RecordTransferOut({ transferId }),
    new RecordTransferRefusal({ transferId, available: 1 }),
    new ReceiveTransfer({ transferId, quantity: 1 }),
    new ReceiveTransfer({ transferId, quantity: 3 }),
    new CloseTransferShort({ transferId, reason: 'lost' }),
    new CancelTransfer({ transferId, reason: 'not needed' }),
  ];
  const places = [...walk(Transfer, TransferDeadline, () => commands)];

  function endOf(place: Place<TransferState>): string | undefined {
    const { status } = place.state;
    if (status === 'none') return 'nothing has begun';
    if (status === 'dispatching') return 'waits for the answer of the stock item';
    if (status !== 'requested' && status !== 'in_transit') {
      return place.due === undefined ? 'has ended' : undefined;
    }
    const { state, log } = afterDeadline(Transfer, TransferDeadline, place);
    if (state.status === 'cancelled') return 'is cancelled by its deadline';
    return log.at(-1)?.type === 'WorkItemOpened' ? 'becomes a work item' : undefined;
  }

  it('is an end, waits for the source to answer, or has a deadline that cancels it or makes a work item', () => {
    expect(places.filter((place) => endOf(place) === undefined).map(({ log }) => log)).toEqual([]);
    expect(new Set(places.map(endOf))).toEqual(
      new Set([
        'becomes a work item',
        'has ended',
        'is cancelled by its deadline',
        'nothing has begun',
        'waits for the answer of the stock item',
      ]),
    );
  });

  it('was reached', () => {
    expect(new Set(places.map(({ state }) => state.status))).toEqual(
      new Set(['cancelled', 'closed_short', 'completed', 'dispatching', 'in_transit', 'none', 'requested']),
    );
  });
});
