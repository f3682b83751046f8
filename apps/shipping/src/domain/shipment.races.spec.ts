import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { idFrom, Refusal, type DecisionContext, type Command, type DomainEvent } from '@waybill/kernel';
import { NOW } from '@waybill/testing';
import { CARRIER_STATUSES, DispatchShipment, RecordTracking, RequestLabel } from './shipment.commands.js';
import {
  type CarrierEvent,
  CancelShipment,
  PermitDispatch,
  RecordCarrierEvents,
  RecordLabel,
} from './shipment.saga-commands.js';
import { shipmentSamples } from './shipment.samples.js';
import { Shipment } from './shipment.js';
import { STAGES, type ShipmentState } from './shipment.state.js';

const {
  ShipmentCreated,
  ShipmentReleased,
  ItemsPicked,
  ItemsPacked,
  LabelRequested,
  LabelPurchased,
  DispatchPermitted,
  ShipmentDispatched,
} = shipmentSamples;
const { shipmentId, orderId, location } = ShipmentCreated;
const packed = [ShipmentCreated, ShipmentReleased, ItemsPicked, ItemsPacked, LabelRequested];
const ready = [...packed, LabelPurchased, DispatchPermitted];
const dispatched = [...ready, ShipmentDispatched];

const context: DecisionContext = {
  id: shipmentId,
  now: NOW,
  actor: { kind: 'user', id: 'somebody' },
  newId: () => idFrom('race'),
};

/** Decides one command after the other, as a stream does; what is refused changes nothing. */
function run(past: readonly DomainEvent[], commands: readonly Command[]) {
  const events: DomainEvent[] = [];
  const states: ShipmentState[] = [
    past.reduce((state, event) => Shipment.evolve(state, event), Shipment.initial),
  ];
  for (const command of commands) {
    const before = states.at(-1) ?? Shipment.initial;
    try {
      const more = Shipment.decide(command, before, context);
      for (const event of more) expect(event).toStrictEqual(JSON.parse(JSON.stringify(event)));
      events.push(...more);
      states.push(more.reduce((state, event) => Shipment.evolve(state, event), before));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
    }
  }
  for (const state of states) expect(state).toStrictEqual(JSON.parse(JSON.stringify(state)));
  return { events, states, types: events.map(({ type }) => type) };
}

const stageOf = ({ status }: ShipmentState) => STAGES.findIndex((stage) => stage === status);

const carrierEvents = fc.array(
  fc.record<CarrierEvent, 'id' | 'status' | 'at'>({
    id: fc.integer({ min: 0, max: 20 }).map((number) => `event-${number}`),
    status: fc.constantFrom(...CARRIER_STATUSES),
    at: fc
      .integer({ min: 0, max: 59 })
      .map((minute) => `2026-11-22T10:${`${minute}`.padStart(2, '0')}:00.000Z`),
  }),
  { maxLength: 20 },
);

describe('D12: For any events of the carrier, in any order and repeatedly,', () => {
  it('the shipment never goes back, and delivered is final', () => {
    const reports = fc.tuple(fc.array(carrierEvents, { maxLength: 6 }), fc.constantFrom(ready, dispatched));
    fc.assert(
      fc.property(reports, ([batches, past]) => {
        const { states, types } = run(
          past,
          batches.map((events) => new RecordCarrierEvents({ shipmentId, events })),
        );
        const stages = states.map(stageOf);
        expect(stages).toEqual(stages.toSorted((left, right) => left - right));
        expect(types.filter((type) => type === 'ShipmentDelivered').length).toBeLessThanOrEqual(1);
        expect(types.filter((type) => type === 'ShipmentDispatched').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('every event is recorded once, and where the shipment ends does not depend on their order', () => {
    const shuffled = carrierEvents
      .map((events) => [...new Map(events.map((event) => [event.id, event])).values()])
      .chain((events) =>
        fc.tuple(
          fc.constant(events),
          fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([events, again]) => {
        const once = run(dispatched, [new RecordCarrierEvents({ shipmentId, events })]);
        const twice = run(
          dispatched,
          again.map((event) => new RecordCarrierEvents({ shipmentId, events: [event] })),
        );
        expect(twice.states.at(-1)?.status).toBe(once.states.at(-1)?.status);
        expect(twice.types.filter((type) => type === 'TrackingRecorded')).toHaveLength(events.length);
      }),
    );
  });
});

describe('C12: When cancellation and dispatch race', () => {
  const cancel = new CancelShipment({ shipmentId, orderId, location, reason: 'customer' });
  const dispatch = new DispatchShipment({ shipmentId });
  const bought = { outcome: 'purchased', carrier: 'sandbox', trackingNumber: 'SB1' } as const;
  const others: readonly Command[] = [
    new RecordLabel({ shipmentId, key: LabelRequested.key, answer: bought }),
    new PermitDispatch({ shipmentId }),
    new RequestLabel({ shipmentId }),
    new RecordTracking({ shipmentId, status: 'in_transit', at: NOW }),
    new RecordCarrierEvents({ shipmentId, events: [{ id: 'scan', status: 'delivered', at: NOW }] }),
  ];

  it('exactly one wins, in every interleaving', () => {
    const interleaving = fc.shuffledSubarray([cancel, cancel, dispatch, dispatch, ...others], {
      minLength: 9,
    });
    fc.assert(
      fc.property(interleaving, fc.constantFrom(packed, ready), (commands, past) => {
        const { types } = run(past, commands);
        const hasLeft = types.includes('ShipmentDispatched');
        const isCancelled = types.includes('ShipmentCancelled');
        expect(hasLeft).not.toBe(isCancelled);
        expect(types.includes('ShipmentCancellationRejected')).toBe(hasLeft);
        expect(types.filter((type) => type === 'ShipmentCancelled').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('a label that was bought for nothing is voided, once', () => {
    const interleaving = fc.shuffledSubarray([cancel, ...others.slice(0, 3)], { minLength: 4 });
    fc.assert(
      fc.property(interleaving, (commands) => {
        const { types } = run(packed, commands);
        expect(types.filter((type) => type === 'LabelVoidRequested')).toHaveLength(1);
      }),
    );
  });
});
