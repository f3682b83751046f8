import { describe, expect, it } from '@jest/globals';
import { idFrom, Refusal, type Command } from '@waybill/kernel';
import { RecordLabel, RecordLabelVoid } from './fulfilment-order.saga-commands.js';
import { FulfilmentOrder } from './fulfilment-order.js';
import { isBlocked, isCreated, isOpen, type FulfilmentOrderState } from './fulfilment-order.state.js';
import {
  after,
  answer,
  bought,
  cancel,
  create,
  deadlinesOf,
  failed,
  fulfilmentOrderId,
  hold,
  moveTo,
  ofShipment,
  pack,
  permit,
  pick,
  pot,
  refused,
  release,
  scan,
  scans,
  short,
  Story,
  withdraw,
} from './fulfilment-order.stories.js';
import {
  CancelShipment,
  DispatchShipment,
  EnterTracking,
  ReceiveReturn,
  ReportFound,
  ReportLost,
  RequestLabel,
  SettleShipment,
} from './shipment.commands.js';
import { journeyOf } from './shipment-journey.state.js';
import { hasLeft, SHIPMENT_STATUSES, type Shipment } from './shipment.state.js';

interface Moment {
  readonly order: FulfilmentOrderState;
  readonly now: string;
}

const DAY_MS = 86_400_000;

type Happening = (moment: Moment) => readonly Command[];

const keyOf = ({ order }: Moment) => order.shipments[ofShipment.shipmentId]?.label?.key ?? 'none';
const attemptsOf = ({ order }: Moment) => order.shipments[ofShipment.shipmentId]?.label?.attempt ?? 0;
const dispatch = new DispatchShipment(ofShipment);

/** What people and other contexts do before anything is packed. */
const planning: Happening = () => [
  create([], [pot]),
  create(['h-1'], [pot]),
  hold('h-1'),
  release('h-1'),
  withdraw([pot]),
  cancel,
  answer(true),
  answer(false),
  pick(),
  short({ sku: 'POT', quantity: 1 }),
];

const label =
  (...answers: readonly RecordLabel['answer'][]): Happening =>
  (moment) =>
    answers.map((answered) => new RecordLabel({ ...ofShipment, key: keyOf(moment), answer: answered }));
const enter = new EnterTracking({ ...ofShipment, carrier: 'dhl', trackingNumber: 'JD01' });

/** What happens to a packed shipment. A person asks for a label once more than the engine does. */
const labelling: Happening = (moment) => [
  hold('h-1'),
  release('h-1'),
  moveTo('Ockham'),
  enter,
  permit,
  ...label(bought, failed, refused, { outcome: 'unknown' })(moment),
  ...(attemptsOf(moment) < 4 ? [new RequestLabel(ofShipment)] : []),
];

/**
 * What happens to a packed shipment that somebody wants to stop; when it is cancelled, to its label only. Every refused
 * cancellation lets the engine request the label once more, so they are not repeated for ever.
 */
const stopping: Happening = (moment) => [
  ...label(bought, refused)(moment),
  ...[{ outcome: 'voided' } as const, { outcome: 'unknown' } as const].map(
    (answered) => new RecordLabelVoid({ ...ofShipment, key: keyOf(moment), answer: answered }),
  ),
  ...(moment.order.shipments[ofShipment.shipmentId]?.status === 'cancelled'
    ? []
    : [answer(true), answer(false), new CancelShipment(ofShipment), permit, dispatch]),
  ...(attemptsOf(moment) < 4 ? [cancel] : []),
];

/** What happens to a parcel after it has left. */
const travelling: Happening = ({ now }) => [
  ...(
    [
      'in_transit',
      'failure',
      'out_for_delivery',
      'available_for_pickup',
      'return_to_sender',
      'delivered',
    ] as const
  ).map((status, index) => scans(scan(index, status, now))),
  scans(scan(7, 'failure', now), scan(8, 'failure', now), scan(9, 'failure', now)),
  new ReportLost(ofShipment),
  new ReportFound(ofShipment),
  new ReceiveReturn(ofShipment),
  new SettleShipment({ ...ofShipment, resolution: 'Settled.' }),
];

function decide({ order, now }: Moment, command: Command): Moment {
  const context = {
    id: fulfilmentOrderId,
    now,
    actor: { kind: 'user', id: 'somebody' } as const,
    newId: () => idFrom('life'),
  };
  try {
    const events = FulfilmentOrder.decide(command, order, context);
    return { order: events.reduce((state, event) => FulfilmentOrder.evolve(state, event), order), now };
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return { order, now };
  }
}

/** The moment after the next deadline that does more than to ask the carrier. */
function passTime(moment: Moment): Moment {
  let { order, now } = moment;
  const before = distinct(moment);
  for (;;) {
    const [next] = deadlinesOf(order).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
    if (next === undefined) return { order, now };
    now = next.dueAt > now ? next.dueAt : now;
    const after = decide({ order, now }, next);
    expect(after.order).not.toEqual(order);
    order = after.order;
    if (distinct(after) !== before) return after;
  }
}

/** What tells moments apart: everything but times, addresses and single scans; of the silence, half weeks. */
function distinct({ order, now }: Moment): string {
  const journeys = Object.values(order.shipments).map(({ newsAt, scans: known }) => [
    newsAt === undefined ? 0 : Math.min(3, Math.floor((Date.parse(now) - Date.parse(newsAt)) / DAY_MS / 3.5)),
    journeyOf(known),
  ]);
  const left = ['scans', 'plan', 'address', 'carriage'];
  const state = JSON.stringify(order, (name, value: unknown) => (left.includes(name) ? [] : value));
  return JSON.stringify([journeys, state.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T')]);
}

/** Whether a walk ends here: the shipment is cancelled for good, or has left and is on another walk's way. */
function isOver({ order }: Moment, happening: Happening): boolean {
  return Object.values(order.shipments).some((shipment) => {
    const isCancelled = shipment.status === 'cancelled' && shipment.label?.status !== 'voiding';
    return isCancelled || (hasLeft(shipment) && happening !== travelling);
  });
}

/** Every moment that can be reached from the end of a story. */
function momentsAfter({ state: order, now }: Story, happening: Happening): readonly Moment[] {
  const start: Moment = { order, now };
  const known = new Map([[distinct(start), start]]);
  for (const moment of known.values()) {
    if (isOver(moment, happening)) continue;
    const next = [...happening(moment).map((command) => decide(moment, command)), passTime(moment)];
    for (const each of next) {
      const name = distinct(each);
      if (!known.has(name)) known.set(name, each);
    }
  }
  return [...known.values()];
}

/** Why a shipment does not wait in vain; undefined if it does. */
function endOrDeadline(order: FulfilmentOrderState, shipment: Shipment): string | undefined {
  const { status, dueAt, label } = shipment;
  if (label?.status === 'voiding') return label.voidDueAt;
  if (status === 'delivered' || status === 'lost' || status === 'cancelled') return 'end';
  if (status === 'returned') return shipment.isSettled ? 'end' : itemOf(order, 'returned');
  if (dueAt !== undefined) return dueAt;
  const isHere = status === 'packed' || status === 'labelled' || status === 'ready_to_ship';
  if (isHere && isBlocked(order))
    return order.dueAt ?? itemOf(order, 'overdue') ?? itemOf(order, 'cancellation');
  return itemOf(order, 'label') ?? itemOf(order, 'overdue') ?? itemOf(order, 'lost');
}

function itemOf({ workItems }: FulfilmentOrderState, about: string): string | undefined {
  return workItems.find((open) => open.startsWith(`${about}/`));
}

describe('In every state that can be reached', () => {
  const packed = new Story();
  packed.do(create([], [pot]), pick(), pack());
  const moments = [
    ...momentsAfter(new Story(), planning),
    ...momentsAfter(packed, labelling),
    ...momentsAfter(packed, stopping),
    ...momentsAfter(after(create([], [pot]), pick(), pack(), permit, dispatch), travelling),
  ];

  it('a fulfilment order has ended, has a deadline or is a work item, or its shipments have', () => {
    expect(moments.length).toBeGreaterThan(500);
    for (const { order } of moments) {
      if (!isCreated(order) || !isOpen(order)) continue;
      const waits = order.dueAt ?? itemOf(order, 'overdue') ?? itemOf(order, 'cancellation');
      const isPacked = order.unpicked.length + order.picked.length === 0 && !isBlocked(order);
      expect(waits !== undefined || isPacked).toBe(true);
    }
  });

  it('a shipment has ended, has a deadline or is a work item', () => {
    for (const { order } of moments) {
      for (const shipment of Object.values(order.shipments)) {
        expect([shipment, endOrDeadline(order, shipment)]).not.toContain(undefined);
      }
    }
  });

  it('and every status of a shipment is reached', () => {
    const reached = moments.flatMap(({ order }) =>
      Object.values(order.shipments).map(({ status }) => status),
    );
    expect([...new Set(reached)].toSorted()).toEqual([...SHIPMENT_STATUSES].toSorted());
  });

  it('a work item is open only while there is something to do about it', () => {
    const over = moments.filter(
      ({ order }) => isCreated(order) && !isOpen(order) && Object.keys(order.shipments).length === 0,
    );
    expect(over.flatMap(({ order }) => order.workItems)).toEqual([]);
  });
});
