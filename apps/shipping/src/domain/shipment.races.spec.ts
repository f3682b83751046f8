import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Refusal, type Command } from '@waybill/kernel';
import {
  after,
  answer,
  cancel,
  create,
  fulfilmentOrderId,
  pack,
  permit,
  pick,
  scan,
  scans,
  type Story,
} from './fulfilment-order.stories.js';
import { CARRIER_STATUSES, DispatchShipment, RequestLabel } from './shipment.commands.js';
import { journeyOf } from './shipment-journey.state.js';

describe('C12: When cancellation, dispatch and the carrier race', () => {
  const shipmentId = pack().shipmentId;
  const dispatch = new DispatchShipment({ fulfilmentOrderId, shipmentId });
  const others: readonly Command[] = [
    permit,
    new RequestLabel({ fulfilmentOrderId, shipmentId }),
    scans(scan(1, 'in_transit', '2026-11-22T10:00:00.000Z')),
  ];

  it('exactly one wins, in every interleaving, and the order is answered once', () => {
    const race = shuffled<Command>([cancel, cancel, answer(true), dispatch, dispatch, ...others]);
    fc.assert(
      fc.property(race, (commands) => {
        const story = after(create(), pick(), pack());
        for (const command of [...commands, answer(true)]) attempt(story, command);
        const hasLeft = story.count('ShipmentDispatched');
        expect(hasLeft + story.count('ShipmentCancelled')).toBe(1);
        expect(story.count('FulfilmentCancelled')).toBe(1 - hasLeft);
        expect(story.count('FulfilmentCancellationRejected') > 0).toBe(hasLeft === 1);
      }),
    );
  });
});

describe('D12: For any scans, in any order and repeatedly,', () => {
  const ranks = [
    'shipped',
    'in_transit',
    'out_for_delivery',
    'available_for_pickup',
    'returning',
    'delivered',
  ];
  const rankOf = (status: string) => ranks.indexOf(status === 'failed' ? 'out_for_delivery' : status);
  const someScans = fc
    .uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 15 })
    .chain((numbers) =>
      fc.tuple(
        ...numbers.map((number) =>
          fc
            .tuple(fc.constantFrom(...CARRIER_STATUSES), fc.integer({ min: 10, max: 20 }))
            .map(([status, hour]) => scan(number, status, `2026-11-22T${hour}:00:00.000Z`)),
        ),
      ),
    );
  const sent = () => {
    const story = after(create(), pick(), pack(), permit);
    story.do(new DispatchShipment({ fulfilmentOrderId, shipmentId: pack().shipmentId }));
    return story;
  };

  it('a parcel never goes back, and where it ends does not depend on their order', () => {
    const again = someScans.chain((events) =>
      fc.tuple(fc.constant(events), shuffled([...events, ...events])),
    );
    fc.assert(
      fc.property(again, ([events, repeated]) => {
        const once = sent();
        once.do(scans(...events));
        const twice = sent();
        for (const event of repeated) {
          const before = rankOf(twice.shipment().status);
          twice.do(scans(event));
          expect(rankOf(twice.shipment().status)).toBeGreaterThanOrEqual(before);
        }
        expect(twice.count('TrackingRecorded')).toBe(events.length);
        expect(twice.count('ShipmentDelivered')).toBe(
          events.some(({ status }) => status === 'delivered') ? 1 : 0,
        );
        expect(twice.shipment().status).toBe(once.shipment().status);
        expect(twice.shipment().status).toBe(journeyOf(twice.shipment().scans));
      }),
    );
  });
});

/** Does what can be done; what is refused changes nothing. */
function attempt(story: Story, command: Command): void {
  try {
    story.do(command);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
  }
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}
