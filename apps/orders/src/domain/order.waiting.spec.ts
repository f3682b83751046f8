import { describe, expect, it } from '@jest/globals';
import { idFrom, Refusal, type Command } from '@waybill/kernel';
import { NOW } from '@waybill/testing';
import {
  OverdueHold,
  UnansweredCancellation,
  UnansweredReshipment,
  UnconfirmedOrder,
} from '../sagas/order.deadlines.js';
import { envelopeOf } from '@waybill/testing';
import { CancelOrder, HoldOrder, PlaceOrder, RefundLostParcel, ReshipParcel } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { isGone, keptUnits, openFulfilments, unitsIn } from './order.ledger.state.js';
import { Order } from './order.js';
import type { Placed } from './order-parts.state.js';
import {
  CancelStoppedUnits,
  ConfirmOrder,
  FailReshipment,
  HoldForAddress,
  KeepFulfilment,
  PlanReshipment,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordDelivered,
  RecordLost,
  RecordReturned,
  RecordShipped,
  RejectOrder,
} from './order.saga-commands.js';
import { captured, main, orderId, placeOrder, tea, teaParcel } from './order-story.samples.js';

const DEADLINES = [UnconfirmedOrder, UnansweredCancellation, OverdueHold, UnansweredReshipment];
const LATER = '2027-11-22T10:00:00.000Z';
const reservationId = idFrom('reshipment', orderId, teaParcel.shipmentId);
const again = { ...teaParcel, fulfilmentOrderId: idFrom('fulfilment', orderId, 1), shipmentId: 's-again' };
const place = new PlaceOrder({ ...placeOrder, lines: placeOrder.lines.slice(0, 1) });
const claims = [{ sku: 'TEA', location: 'main', quantity: 2 }];

const holding = [
  new HoldOrder({ orderId, reason: 'manual' }),
  new HoldForAddress({ orderId, shipmentId: teaParcel.shipmentId, reason: 'address_refused' }),
  new RecordDecline({ orderId, paymentId: orderId, retryable: true, reason: 'card' }),
  new RecordCaptureFailure({ orderId, paymentId: orderId, shipmentId: teaParcel.shipmentId, reason: 'card' }),
];

/** Every command that can move an order with one parcel, from whatever state. */
function commandsFor(order: Placed): readonly Command[] {
  return [
    new ConfirmOrder({ orderId, claims }),
    new RejectOrder({ orderId, reason: 'out_of_stock', shortages: [] }),
    ...(order.holds.length === 0 ? holding : []),
    new RecordCapture(captured(teaParcel, 2200)),
    new CancelOrder({ orderId, reason: 'customer' }),
    new CancelStoppedUnits({ orderId, fulfilmentOrderId: main, units: tea }),
    new KeepFulfilment({ orderId, fulfilmentOrderId: main, reason: 'warehouse' }),
    new RecordShipped(teaParcel),
    new RecordDelivered(teaParcel),
    new RecordLost(teaParcel),
    new RecordReturned(teaParcel),
    new ReshipParcel({ orderId, shipmentId: teaParcel.shipmentId }),
    new RefundLostParcel({ orderId, shipmentId: teaParcel.shipmentId }),
    new PlanReshipment({ orderId, reservationId, claims }),
    new FailReshipment({ orderId, reservationId }),
    new RecordDelivered(again),
  ];
}

interface Reached {
  readonly order: Placed;
  /** The deadlines that are set, by their names and ids. */
  readonly due: ReadonlySet<string>;
  /** Time goes on when a deadline fires. */
  readonly now: string;
}

/** Each deadline that is set, as it fires: once, and when it is late. */
function fired({ order, due }: Reached): readonly (readonly [Reached, Command])[] {
  return [...due].flatMap((name) => {
    const [deadline = '', id = ''] = name.split(' ');
    const left = new Set([...due].filter((other) => other !== name));
    const command = DEADLINES.find((one) => one.name === deadline)?.fire({ id, at: LATER });
    return command ? [[{ order, due: left, now: LATER }, command] as const] : [];
  });
}

function after({ order, due, now }: Reached, command: Command): Reached | undefined {
  let made = 0;
  const newId = () => idFrom(command.constructor.name, (made += 1));
  const actor = { kind: 'user', id: 'somebody' } as const;
  try {
    const events = Order.decide(command, order, { id: orderId, now, actor, newId });
    return events.reduce<Reached>(
      (before, event) => ({
        order: Order.evolve(before.order, event) as Placed,
        due: dueAfter(before.due, event as OrderEvent),
        now,
      }),
      { order, due, now },
    );
  } catch (failure) {
    if (failure instanceof Refusal) return undefined;
    throw failure;
  }
}

function dueAfter(due: ReadonlySet<string>, event: OrderEvent): ReadonlySet<string> {
  const next = new Set(due);
  for (const deadline of DEADLINES) {
    if (!deadline.events.includes(event.type)) continue;
    const effect = deadline.after(event, envelopeOf(event));
    if (effect && 'cleared' in effect) next.delete(`${deadline.name} ${effect.cleared}`);
    else if (effect) next.add(`${deadline.name} ${effect.id}`);
  }
  return next;
}

/** Every state that these commands lead to. */
function everyState(): readonly Reached[] {
  const first = after({ order: Order.initial as Placed, due: new Set(), now: NOW }, place);
  const states = first ? [first] : [];
  const seen = new Set(states.map(keyOf));
  for (const state of states) {
    const sent = commandsFor(state.order).map((command) => [state, command] as const);
    for (const [before, command] of [...sent, ...fired(state)]) {
      const next = after(before, command);
      if (!next || seen.has(keyOf(next))) continue;
      seen.add(keyOf(next));
      states.push(next);
    }
  }
  return states;
}

/** What the commands above depend on; one hold of each reason is enough. */
function keyOf({ order, due, now }: Reached): string {
  const { status, awaiting, fulfilments, parcels, holds, workItems } = order;
  const kept = [openFulfilments(order).length, keptUnits(order).length, order.refundsDue.length];
  return JSON.stringify([
    [now, status, awaiting, fulfilments.map(({ stage }) => stage), kept],
    parcels.map(({ shipmentId, stage, resolution, reservations }) => [
      [shipmentId, stage, resolution],
      [
        workItems.some((id) => id.endsWith(shipmentId)),
        due.has(`unanswered-reshipment ${orderId}/${reservations.at(-1)}`),
      ],
    ]),
    holds.map(({ reason, holdId }) => [
      [reason, due.has(`overdue-hold ${orderId}/${holdId}`), workItems.includes(`hold/${holdId}`)],
    ]),
    [...new Set([...workItems, ...due].map((id) => id.split('/')[0]))].toSorted(),
  ]);
}

const ENDS = ['cancelled', 'rejected', 'expired', 'completed'];
const states = everyState();
const waiting = (status: string) => states.filter(({ order }) => order.status === status);

describe('Every state of an order ends, or has a deadline, or is a work item', () => {
  it('and all of them are reached', () => {
    expect([...new Set(states.map(({ order }) => order.status))].toSorted()).toEqual(
      [...ENDS, 'cancelling', 'confirmed', 'pending'].toSorted(),
    );
  });

  it('pending: the order expires', () => {
    for (const { due } of waiting('pending')) expect(due).toContain(`unconfirmed-order ${orderId}`);
  });

  it('cancelling: the answer becomes a work item', () => {
    for (const { order, due } of waiting('cancelling'))
      expect(
        due.has(`unanswered-cancellation ${orderId}`) || order.workItems.includes(`cancellation/${orderId}`),
      ).toBe(true);
  });

  it('confirmed: a fulfilment order or a parcel is under way, or a parcel waits for a decision or for stock', () => {
    for (const { order, due } of waiting('confirmed')) {
      const isUnderWay = openFulfilments(order).length > 0 || unitsIn(order, 'shipped').length > 0;
      const gone = order.parcels.filter(isGone);
      const isDecided = gone.some(
        ({ shipmentId, stage, resolution, reservations }) =>
          stage === 'returned' ||
          resolution === 'reshipped' ||
          due.has(`unanswered-reshipment ${orderId}/${reservations.at(-1)}`) ||
          order.workItems.some((id) => id.endsWith(shipmentId)),
      );
      expect(keptUnits(order).length > 0 && (isUnderWay || isDecided)).toBe(true);
    }
  });

  it('on hold: the hold has a deadline or is a work item, unless the order is being cancelled', () => {
    for (const { order, due } of states)
      for (const { holdId } of order.holds)
        expect(
          due.has(`overdue-hold ${orderId}/${holdId}`) ||
            order.workItems.includes(`hold/${holdId}`) ||
            order.status === 'cancelling',
        ).toBe(true);
  });

  it('ended: nothing is on hold and no work item is open', () => {
    for (const { order } of states.filter((state) => ENDS.includes(state.order.status)))
      expect({ holds: order.holds, workItems: order.workItems }).toEqual({ holds: [], workItems: [] });
  });
});
