import { describe, expect, it } from '@jest/globals';
import {
  after,
  answer,
  cancel,
  create,
  ofShipment,
  pack,
  permit,
  pick,
  pot,
  scan,
  scans,
  tea,
  typesOf,
} from './fulfilment-order.stories.js';
import { DispatchShipment, RecordTracking, RequestTracking, SettleShipment } from './shipment.commands.js';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const dispatch = new DispatchShipment(ofShipment);
const sent = () => after(create(), pick(), pack(), permit, dispatch);
const at = (hour: number) => `2026-11-22T${hour}:00:00.000Z`;
const by = (status: RecordTracking['status'], time = at(11)) =>
  new RecordTracking({ ...ofShipment, status, at: time });

describe('H13: The scans of a parcel', () => {
  it('take it from its dispatch to its delivery', () => {
    const story = sent();
    expect(typesOf(story.do(scans(scan(1, 'pre_transit', at(10)))))).toEqual(['TrackingRecorded']);
    expect(typesOf(story.do(scans(scan(2, 'in_transit', at(11)))))).toEqual([
      'TrackingRecorded',
      'ShipmentInTransit',
    ]);
    story.do(scans(scan(3, 'out_for_delivery', at(12))));
    expect(story.do(scans({ ...scan(4, 'delivered', at(13)), proof: 'signed by Ada' }))).toMatchObject([
      { type: 'TrackingRecorded', carrierStatus: 'delivered' },
      {
        type: 'ShipmentDelivered',
        units: [tea, pot],
        deliveredAt: at(13),
        proof: 'signed by Ada',
        subjectId: 'ada',
      },
    ]);
  });

  it('D12: are recorded once', () => {
    const story = sent();
    story.do(scans(scan(1, 'in_transit', at(11))));
    expect(story.do(scans(scan(1, 'in_transit', at(11)), scan(1, 'delivered', at(12))))).toEqual([]);
  });

  it('D12: never take it back', () => {
    const story = sent();
    story.do(scans(scan(1, 'out_for_delivery', at(12))));
    expect(typesOf(story.do(scans(scan(2, 'in_transit', at(13)))))).toEqual(['TrackingRecorded']);
    story.do(scans(scan(3, 'delivered', at(14))));
    expect(typesOf(story.do(scans(scan(4, 'out_for_delivery', at(15)))))).toEqual(['TrackingRecorded']);
    expect(story.shipment().status).toBe('delivered');
  });

  it('of an impossible time are refused from a person, and ignored from a carrier', () => {
    const story = sent();
    for (const time of ['0001-01-01T00:00:00Z', '9999-01-01T00:00:00Z', '2026-11-21T09:59:59Z']) {
      expect(() => story.do(by('delivered', time))).toThrow(refusal('time-implausible'));
      expect(story.do(scans(scan(1, 'delivered', new Date(time).toISOString())))).toEqual([]);
    }
    expect(() => story.do(by('delivered', '2026-13-01T00:00:00Z'))).toThrow(refusal('time-impossible'));
  });

  it('can be recorded by a person after the dispatch, once', () => {
    expect(() => after(create(), pick(), pack()).do(by('in_transit'))).toThrow(
      refusal('shipment-undispatched'),
    );
    const story = sent();
    expect(typesOf(story.do(by('available_for_pickup')))).toEqual([
      'TrackingRecorded',
      'ShipmentAvailableForPickup',
    ]);
    expect(story.do(by('available_for_pickup'))).toEqual([]);
  });
});

describe('D4: A failed attempt to deliver', () => {
  it('is followed by another one', () => {
    const story = sent();
    expect(story.do(scans({ ...scan(1, 'failure', at(11)), reason: 'nobody_home' }))).toMatchObject([
      { type: 'TrackingRecorded' },
      { type: 'DeliveryAttemptFailed', reason: 'nobody_home', attempt: 1 },
    ]);
    expect(story.shipment().status).toBe('failed');
    story.do(scans(scan(2, 'out_for_delivery', at(12))));
    expect(story.shipment().status).toBe('out_for_delivery');
  });

  it('that becomes known late does not undo the next one', () => {
    const story = sent();
    story.do(scans(scan(2, 'out_for_delivery', at(12)), scan(1, 'failure', at(11))));
    expect(story.shipment().status).toBe('out_for_delivery');
  });

  it('is the last one when it is the third: the parcel comes back', () => {
    const story = sent();
    const attempts = [1, 2, 3].map((number) => scan(number, 'failure', at(10 + number)));
    expect(story.do(scans(...attempts)).slice(-3)).toMatchObject([
      { type: 'DeliveryAttemptFailed', attempt: 3 },
      { type: 'ReturnToSenderStarted', reason: 'attempts', at: at(13) },
      { type: 'WorkItemOpened', kind: 'shipment_returned' },
    ]);
    expect(typesOf(story.do(scans(scan(4, 'return_to_sender', at(14)))))).toEqual(['TrackingRecorded']);
    expect(typesOf(story.do(scans(scan(5, 'delivered', at(15)))))).toEqual([
      'TrackingRecorded',
      'ShipmentDelivered',
      'WorkItemClosed',
    ]);
  });
});

describe('The carrier is asked', () => {
  it('every four hours at first, then less and less often', () => {
    const story = sent();
    story.do(scans(scan(1, 'in_transit', story.now)));
    expect(story.pass(47)).toHaveLength(11);
    expect(story.pass(25)).toHaveLength(3);
    story.do(scans(scan(2, 'in_transit', story.now)));
    expect(story.pass(23)).toHaveLength(5);
  });

  it('no more when the parcel has arrived', () => {
    const story = sent();
    story.do(scans(scan(1, 'delivered', at(11))));
    expect(story.pass(1000)).toEqual([]);
    expect(story.do(new RequestTracking(ofShipment))).toEqual([]);
  });

  it('by a person at any time after there is a tracking number', () => {
    expect(sent().do(new RequestTracking(ofShipment))).toMatchObject([
      { type: 'TrackingRequested', carrier: 'sandbox', trackingNumber: 'SB1', known: 0 },
    ]);
  });
});

describe('A cancelled parcel that the carrier scans', () => {
  const cancelled = () => after(create(), pick(), pack(), permit, cancel, answer(true));

  it('is a work item, until a person has settled it', () => {
    const story = cancelled();
    expect(typesOf(story.do(scans(scan(1, 'in_transit', at(11)))))).toEqual([
      'TrackingRecorded',
      'CancelledShipmentScanned',
      'WorkItemOpened',
    ]);
    expect(typesOf(story.do(by('delivered', at(12))))).toEqual(['TrackingRecorded']);
    const settle = new SettleShipment({ ...ofShipment, resolution: 'The customer pays for it.' });
    expect(typesOf(story.do(settle))).toEqual(['ShipmentSettled', 'WorkItemClosed']);
    expect(story.do(settle)).toEqual([]);
  });

  it('is looked for two days after its label was voided', () => {
    const story = cancelled();
    story.voided();
    expect(typesOf(story.pass(48))).toEqual(['TrackingRequested']);
    expect(story.pass(1000)).toEqual([]);
  });

  it('leaves nothing to settle when it is not scanned', () => {
    expect(() => cancelled().do(new SettleShipment({ ...ofShipment, resolution: 'Nothing.' }))).toThrow(
      refusal('nothing-to-settle'),
    );
  });
});
