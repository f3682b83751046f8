import { describe, expect, it } from '@jest/globals';
import {
  after,
  bought,
  create,
  ofShipment,
  pack,
  permit,
  pick,
  pot,
  scan,
  scans,
  Story,
  tea,
  typesOf,
} from './fulfilment-order.stories.js';
import {
  DispatchShipment,
  ReceiveReturn,
  ReportFound,
  ReportLost,
  SettleShipment,
} from './shipment.commands.js';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const dispatch = new DispatchShipment(ofShipment);
const lose = new ReportLost(ofShipment);
const find = new ReportFound(ofShipment);
const receive = new ReceiveReturn(ofShipment);
const settle = new SettleShipment({ ...ofShipment, resolution: 'Refunded, and back on the shelf.' });
const sent = () => after(create(), pick(), pack(), permit, dispatch);
const DAY = 24;

/** What happens meanwhile, besides the questions to the carrier. */
const newsOf = (story: Story, hours: number) =>
  typesOf(story.pass(hours)).filter((type) => type !== 'TrackingRequested');

/** On its way, last seen now. */
function inTransit(isInternational = false): Story {
  const story = new Story();
  story.do(create(), pick(), pack());
  story.label(isInternational ? { ...bought, isInternational } : bought);
  story.do(permit, dispatch, scans(scan(1, 'in_transit', story.now)));
  return story;
}

describe('D3: A parcel that is not scanned for two days after its dispatch', () => {
  it('is a work item, until it is scanned', () => {
    const story = sent();
    expect(newsOf(story, 47)).toEqual([]);
    expect(newsOf(story, 1)).toEqual(['ShipmentOverdue', 'WorkItemOpened']);
    expect(newsOf(story, 48)).toEqual([]);
    expect(typesOf(story.do(scans(scan(1, 'in_transit', story.now))))).toEqual([
      'TrackingRecorded',
      'ShipmentInTransit',
      'WorkItemClosed',
    ]);
  });
});

describe('D6: A parcel that goes silent', () => {
  it('is presumed lost after seven days', () => {
    const story = inTransit();
    expect(newsOf(story, 7 * DAY - 1)).toEqual([]);
    expect(newsOf(story, 1)).toEqual(['ShipmentPresumedLost', 'WorkItemOpened']);
    expect(story.last('ShipmentPresumedLost')?.units).toEqual([tea, pot]);
    expect(story.last('WorkItemOpened')).toMatchObject({
      kind: 'shipment_presumed_lost',
      amount: { amount: 7070, currency: 'EUR' },
    });
  });

  it('is presumed lost after 21 days when it leaves the country', () => {
    const story = inTransit(true);
    expect(newsOf(story, 21 * DAY - 1)).toEqual([]);
    expect(newsOf(story, 1)).toEqual(['ShipmentPresumedLost', 'WorkItemOpened']);
  });

  it('is looked for every day, for 60 days', () => {
    const story = inTransit();
    story.pass(7 * DAY);
    expect(story.pass(10 * DAY)).toHaveLength(10);
    story.pass(50 * DAY);
    expect(story.pass(1000 * DAY)).toEqual([]);
  });

  it('is found by a later scan', () => {
    const story = inTransit();
    story.pass(8 * DAY);
    expect(typesOf(story.do(scans(scan(2, 'out_for_delivery', story.now))))).toEqual([
      'TrackingRecorded',
      'ShipmentFound',
      'ShipmentOutForDelivery',
      'WorkItemClosed',
    ]);
    expect(newsOf(story, 7 * DAY)).toEqual(['ShipmentPresumedLost', 'WorkItemOpened']);
  });

  it('is found by a person', () => {
    const story = inTransit();
    story.pass(8 * DAY);
    expect(typesOf(story.do(find))).toEqual(['ShipmentFound', 'WorkItemClosed']);
    expect(story.do(find)).toEqual([]);
  });
});

describe('D7: A lost parcel', () => {
  it('is confirmed by a person, with its units, and is not looked for any more', () => {
    const story = inTransit();
    story.pass(7 * DAY);
    expect(story.do(lose)).toMatchObject([
      { type: 'ShipmentLost', units: [tea, pot], reason: 'carrier_confirmed' },
      { type: 'WorkItemClosed' },
    ]);
    expect(story.do(lose)).toEqual([]);
    expect(story.pass(1000 * DAY)).toEqual([]);
  });

  it('that is seen again is on its way again', () => {
    const story = inTransit();
    story.do(lose);
    expect(typesOf(story.do(scans(scan(2, 'in_transit', story.now))))).toEqual(['TrackingRecorded']);
    story.pass(DAY);
    expect(typesOf(story.do(scans(scan(3, 'delivered', story.now))))).toEqual([
      'TrackingRecorded',
      'ShipmentFound',
      'ShipmentDelivered',
    ]);
  });

  it('was on its way', () => {
    expect(() => after(create(), pick(), pack()).do(lose)).toThrow(refusal('shipment-not-on-its-way'));
    const delivered = inTransit();
    delivered.do(scans(scan(2, 'delivered', delivered.now)));
    expect(() => delivered.do(lose)).toThrow(refusal('shipment-not-on-its-way'));
    expect(() => delivered.do(find)).toThrow(refusal('shipment-not-lost'));
  });
});

describe('D5: A parcel at a pick-up point', () => {
  it('comes back when nobody collects it for ten days', () => {
    const story = sent();
    story.do(scans(scan(1, 'available_for_pickup', story.now)));
    expect(newsOf(story, 10 * DAY - 1)).toEqual([]);
    expect(newsOf(story, 1)).toEqual(['ReturnToSenderStarted', 'WorkItemOpened']);
    expect(story.last('ReturnToSenderStarted')?.reason).toBe('not_collected');
    expect(newsOf(story, 7 * DAY)).toEqual(['ShipmentPresumedLost', 'WorkItemOpened']);
  });
});

describe('D8: A parcel that comes back', () => {
  it('is a work item until a person has received and settled it', () => {
    const story = inTransit();
    expect(typesOf(story.do(scans(scan(2, 'return_to_sender', story.now))))).toEqual([
      'TrackingRecorded',
      'ReturnToSenderStarted',
      'WorkItemOpened',
    ]);
    expect(() => story.do(settle)).toThrow(refusal('nothing-to-settle'));
    expect(story.do(receive)).toMatchObject([{ type: 'ReturnToSenderReceived', units: [tea, pot] }]);
    expect(story.do(receive)).toEqual([]);
    expect(story.pass(1000 * DAY)).toEqual([]);
    expect(typesOf(story.do(settle))).toEqual(['ShipmentSettled', 'WorkItemClosed']);
  });

  it('may come back without a word of the carrier', () => {
    expect(typesOf(inTransit().do(receive))).toEqual(['ReturnToSenderReceived', 'WorkItemOpened']);
    expect(() => after(create(), pick(), pack()).do(receive)).toThrow(refusal('shipment-not-on-its-way'));
  });
});
