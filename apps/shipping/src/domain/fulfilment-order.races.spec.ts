import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  amountOfUnits,
  idFrom,
  Refusal,
  type Command,
  type DomainEvent,
  type Named,
  type Units,
} from '@waybill/kernel';
import { PackItems } from './fulfilment-order.commands.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { PermitDispatch, RecordCarrierEvents, RecordLabel } from './fulfilment-order.saga-commands.js';
import { isBlocked, packedUnits, shippedUnits, type FulfilmentOrderState } from './fulfilment-order.state.js';
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
  pick,
  pot,
  release,
  scan,
  short,
  Story,
  tea,
  typesOf,
  withdraw,
} from './fulfilment-order.stories.js';
import { CancelShipment, DispatchShipment, RequestLabel } from './shipment.commands.js';

const parcels = [1, 2, 3].map((number) => idFrom('parcel', number));
const planned = { ...tea, quantity: 4 };

/** What can happen to a fulfilment order, in the order and as often as chance wants. */
type Happening = (story: Story) => readonly Command[];

const quantities = fc.record({
  sku: fc.constantFrom('TEA', 'POT'),
  quantity: fc.integer({ min: 1, max: 3 }),
});
const parcel = fc.constantFrom(...parcels);
const holdIds = fc.integer({ min: 1, max: 9 }).map((number) => `h-${number}`);
const run = fc.record({
  lineId: fc.constant('1'),
  sku: fc.constant('TEA'),
  unitAmount: fc.constant(tea.unitAmount),
  first: fc.integer({ min: 0, max: 3 }),
  quantity: fc.integer({ min: 1, max: 3 }),
});

/** Something about one of the shipments that there are. */
const toShipment = (command: (shipmentId: string, story: Story) => Command) =>
  fc.nat().map<Happening>((number) => (story) => {
    const ids = Object.keys(story.state.shipments);
    const shipmentId = ids[number % Math.max(1, ids.length)];
    return shipmentId === undefined ? [] : [command(shipmentId, story)];
  });
const about = (shipmentId: string) => ({ fulfilmentOrderId, shipmentId });
const keyOf = (story: Story, shipmentId: string) => story.state.shipments[shipmentId]?.label?.key ?? 'none';

const frequent: readonly fc.Arbitrary<Happening>[] = [
  quantities.map<Happening>((line) => () => [pick(line)]),
  fc
    .tuple(parcel, quantities)
    .map<Happening>(([shipmentId, line]) => () => [new PackItems({ ...about(shipmentId), lines: [line] })]),
  toShipment((id, story) => new RecordLabel({ ...about(id), key: keyOf(story, id), answer: bought })),
  toShipment((id) => new PermitDispatch(about(id))),
  toShipment((id) => new DispatchShipment(about(id))),
  fc.constant<Happening>(({ state }) => state.holds.slice(0, 1).map(release)),
];
const rare: readonly fc.Arbitrary<Happening>[] = [
  fc.constant<Happening>(() => [create([], [planned, pot])]),
  holdIds.map<Happening>((id) => () => [hold(id)]),
  holdIds.map<Happening>((id) => () => [release(id)]),
  run.map<Happening>((units) => () => [withdraw([units])]),
  fc.constant<Happening>(() => [cancel]),
  fc.boolean().map<Happening>((accept) => () => [answer(accept)]),
  quantities.map<Happening>((line) => () => [short(line)]),
  toShipment((id) => new RequestLabel(about(id))),
  toShipment((id, story) => new RecordLabel({ ...about(id), key: keyOf(story, id), answer: failed })),
  toShipment((id) => new CancelShipment(about(id))),
  toShipment(
    (id, { now }) => new RecordCarrierEvents({ ...about(id), events: [scan(1, 'in_transit', now)] }),
  ),
  fc.constant<Happening>(({ state }) => deadlinesOf(state).slice(0, 1)),
];
const happening = fc.oneof(
  { arbitrary: fc.oneof(...frequent), weight: 6 },
  { arbitrary: fc.oneof(...rare), weight: 1 },
);

/** Does what can be done; what is refused changes nothing. */
function attempt(story: Story, command: Command): readonly DomainEvent[] {
  try {
    return story.do(command);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return [];
  }
}

/** Every single unit by its name, sorted. */
function namesOf(units: readonly Units[]): readonly string[] {
  const names = units.flatMap(({ lineId, first, quantity }) =>
    Array.from({ length: quantity }, (_, index) => `${lineId}#${first + index}`),
  );
  return names.toSorted();
}

function placesOf(order: FulfilmentOrderState): readonly Units[] {
  const { unpicked, picked, short: missing, cancelled } = order;
  return [...unpicked, ...picked, ...missing, ...cancelled, ...packedUnits(order), ...shippedUnits(order)];
}

function eventsOf<T extends FulfilmentOrderEvent['type']>({ events }: Story, type: T) {
  return events.filter((event): event is Named<FulfilmentOrderEvent, T> => event.type === type);
}

describe('For any messages, commands and scans, in any order and repeatedly,', () => {
  it('every unit is in exactly one place, nothing leaves twice, and nothing is captured twice or while it is held', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(happening, { minLength: 20, maxLength: 80 }), (happenings) => {
        const story = after(create([], [planned, pot]));
        const all = namesOf([planned, pot]);
        for (const happens of happenings) {
          for (const command of happens(story)) {
            const decided = attempt(story, command);
            expect(namesOf(placesOf(story.state))).toEqual(all);
            const isReady = typesOf(decided).includes('ShipmentReadyForCapture');
            expect(isReady && isBlocked(story.state)).toBe(false);
          }
        }
        for (const { type } of story.events) reached.add(type);
        const ready = eventsOf(story, 'ShipmentReadyForCapture');
        expect(new Set(ready.map(({ shipmentId }) => shipmentId)).size).toBe(ready.length);
        for (const { amount, units } of ready) expect(amount).toEqual(amountOfUnits('EUR', units));
        const left = namesOf(eventsOf(story, 'ShipmentDispatched').flatMap(({ units }) => units));
        expect(new Set(left).size).toBe(left.length);
        expect(left).toEqual(namesOf(shippedUnits(story.state)));
        expect(story.state).toStrictEqual(JSON.parse(JSON.stringify(story.state)));
        for (const event of story.events) expect(event).toStrictEqual(JSON.parse(JSON.stringify(event)));
      }),
      { numRuns: 400 },
    );
    for (const type of ['ShipmentDispatched', 'ShipmentReadyForCapture', 'FulfilmentHoldReleased']) {
      expect(reached).toContain(type);
    }
  });

  it('a work item is opened once, and closed once', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 20, maxLength: 80 }), (happenings) => {
        const story = after(create([], [planned, pot]));
        for (const happens of happenings) for (const command of happens(story)) attempt(story, command);
        const ids = new Set(eventsOf(story, 'WorkItemOpened').map(({ workItemId }) => workItemId));
        const open = [...ids].filter((id) => {
          const changes = story.events.filter((event) => 'workItemId' in event && event.workItemId === id);
          const inTurn = changes.map((_, index) => (index % 2 === 0 ? 'WorkItemOpened' : 'WorkItemClosed'));
          expect(typesOf(changes)).toEqual(inTurn);
          return changes.length % 2 === 1;
        });
        expect(open.toSorted()).toEqual(story.state.workItems.toSorted());
      }),
    );
  });
});

describe('Messages of the order in any order', () => {
  const second = { ...planned, first: 1, quantity: 1 };
  const held = [create(['h-1'], [planned, pot]), hold('h-2'), release('h-1'), withdraw([second])];

  it('lead to the same fulfilment order', () => {
    const inOrder = after(...held, release('h-2'));
    fc.assert(
      fc.property(shuffled([...held, release('h-2'), ...held]), (messages) => {
        const story = after(...messages);
        const { unpicked, holds, isReleased, cancelled } = story.state;
        expect({ unpicked: namesOf(unpicked), holds, isReleased, cancelled }).toEqual({
          unpicked: namesOf(inOrder.state.unpicked),
          holds: [],
          isReleased: true,
          cancelled: [second],
        });
        expect(story.count('FulfilmentReleased')).toBe(1);
      }),
    );
  });

  it('cancel it, if one of them says so', () => {
    fc.assert(
      fc.property(shuffled([...held, cancel, cancel]), (messages) => {
        const story = after(...messages);
        expect(namesOf(story.state.cancelled)).toEqual(namesOf([planned, pot]));
        expect(story.count('FulfilmentCancelled')).toBe(1);
      }),
    );
  });
});

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
