import { describe, expect, it } from '@jest/globals';
import {
  after,
  answer,
  bought,
  cancel,
  create,
  failed,
  hold,
  moveTo,
  ofShipment,
  pack,
  pick,
  refused,
  release,
  Story,
  typesOf,
} from './fulfilment-order.stories.js';
import { CancelShipment, EnterTracking, RequestLabel } from './shipment.commands.js';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const request = new RequestLabel(ofShipment);
const MINUTE = 1 / 60;

function packed(): Story {
  const story = new Story();
  story.do(create(), pick(), pack());
  return story;
}

describe('D2: A label', () => {
  it('that the carrier does not sell is requested again after a minute, with a new key', () => {
    const story = packed();
    const key = story.keyOf(ofShipment.shipmentId);
    story.label(failed);
    expect(story.pass(MINUTE)).toMatchObject([{ type: 'LabelRequested', attempt: 2 }]);
    expect(story.keyOf(ofShipment.shipmentId)).not.toBe(key);
  });

  it('whose outcome is unknown is asked for with the same key, so that it is bought once', () => {
    const story = packed();
    const key = story.keyOf(ofShipment.shipmentId);
    story.label({ outcome: 'unknown' });
    expect(story.pass(MINUTE)).toMatchObject([{ type: 'LabelRequested', attempt: 2, key }]);
    expect(story.pass(MINUTE)).toMatchObject([{ type: 'LabelRequested', attempt: 3, key }]);
  });

  it('that fails three times becomes a work item, which ends with the label', () => {
    const story = packed();
    story.label(failed);
    story.pass(MINUTE);
    story.label(failed);
    story.pass(MINUTE);
    expect(story.label(failed)).toMatchObject([
      { type: 'LabelFailed', reason: 'carrier_unavailable', attempt: 3 },
      {
        type: 'WorkItemOpened',
        kind: 'label_failed',
        reason: expect.stringContaining('carrier_unavailable'),
      },
    ]);
    expect(story.pass(1000)).toEqual([]);
    expect(typesOf(story.do(request))).toEqual(['LabelRequested', 'WorkItemClosed']);
    expect(typesOf(story.label(bought))).toEqual(['LabelPurchased', 'ShipmentReadyForCapture']);
  });

  it('that the carrier never answers becomes a work item', () => {
    const story = packed();
    expect(typesOf(story.pass(1))).toEqual([
      'LabelRequested',
      'LabelRequested',
      'ShipmentOverdue',
      'WorkItemOpened',
    ]);
  });

  it('is requested by a person once at a time, and not when there is one', () => {
    expect(packed().do(request)).toEqual([]);
    expect(after(create(), pick(), pack()).do(request)).toEqual([]);
  });

  it('is answered once', () => {
    const story = packed();
    story.label(bought);
    expect(story.label(bought)).toEqual([]);
    expect(story.label(failed)).toEqual([]);
  });
});

describe('D1: A refused address', () => {
  it('is requested no more by itself, until the order has another address', () => {
    const story = packed();
    expect(story.label(refused)).toMatchObject([
      { type: 'LabelFailed', isAddressRefused: true, reason: 'address_refused' },
      { type: 'WorkItemOpened', kind: 'label_failed' },
    ]);
    expect(story.pass(100)).toEqual([]);
    expect(story.do(moveTo('Ockham'))).toMatchObject([
      { type: 'FulfilmentAddressChanged' },
      { type: 'LabelRequested', attempt: 1, address: { city: 'Ockham' } },
      { type: 'WorkItemClosed' },
    ]);
  });

  it('is corrected while the order is on hold: the label is requested when the hold ends', () => {
    const story = packed();
    story.label(refused);
    story.do(hold('h-1'), moveTo('Ockham'));
    expect(story.do(release('h-1'))).toMatchObject([
      { type: 'FulfilmentHoldReleased' },
      { type: 'LabelRequested', address: { city: 'Ockham' } },
    ]);
  });

  it('that is corrected too late is a work item: the label shows the old one', () => {
    const story = after(create(), pick(), pack());
    expect(typesOf(story.do(moveTo('Ockham')))).toEqual(['FulfilmentAddressChanged', 'WorkItemOpened']);
    expect(typesOf(story.do(new CancelShipment(ofShipment)))).toEqual([
      'ShipmentCancelled',
      'LabelVoidRequested',
      'WorkItemClosed',
    ]);
  });
});

describe('A held order is not labelled', () => {
  it('by a person', () => {
    const story = packed();
    story.label(refused);
    story.do(hold('h-1'));
    expect(() => story.do(request)).toThrow(refusal('fulfilment-held'));
  });

  it('by another attempt, which is made when the hold ends', () => {
    const story = packed();
    story.label(failed);
    story.do(hold('h-1'));
    expect(typesOf(story.pass(24))).toEqual(['ShipmentPostponed']);
    expect(story.do(release('h-1'))).toMatchObject([
      { type: 'FulfilmentHoldReleased' },
      { type: 'LabelRequested', attempt: 2 },
    ]);
  });
});

describe('A tracking number that a person enters', () => {
  const enter = new EnterTracking({ ...ofShipment, carrier: 'dhl', trackingNumber: 'JD01' });

  it('replaces the label', () => {
    const story = packed();
    story.label(refused);
    expect(typesOf(story.do(enter))).toEqual([
      'TrackingEntered',
      'ShipmentReadyForCapture',
      'WorkItemClosed',
    ]);
    expect(story.do(enter)).toEqual([]);
  });

  it('has a label voided that may have been bought meanwhile', () => {
    const story = packed();
    expect(typesOf(story.do(enter))).toEqual([
      'TrackingEntered',
      'LabelVoidRequested',
      'ShipmentReadyForCapture',
    ]);
    story.voided();
    expect(typesOf(story.label(bought))).toEqual(['LabelVoidRequested']);
    expect(story.shipment().carriage?.carrier).toBe('dhl');
  });

  it('is refused for a labelled or cancelled shipment, and on hold', () => {
    const labelled = after(create(), pick(), pack());
    expect(() => labelled.do(enter)).toThrow(refusal('shipment-labelled'));
    labelled.do(new CancelShipment(ofShipment));
    expect(() => labelled.do(enter)).toThrow(refusal('shipment-cancelled'));
    const held = packed();
    held.do(hold('h-1'));
    expect(() => held.do(enter)).toThrow(refusal('fulfilment-held'));
  });
});

describe('C5: The label of a cancelled parcel', () => {
  const cancelled = () => after(create(), pick(), pack(), cancel, answer(true));

  it('is voided', () => {
    const story = cancelled();
    expect(typesOf(story.voided())).toEqual(['LabelVoided']);
    expect(story.voided()).toEqual([]);
  });

  it('is voided again and again for a day and a half while the carrier is away, then it is a work item', () => {
    const story = cancelled();
    expect(typesOf(story.pass(48))).toEqual([
      ...Array<string>(4).fill('LabelVoidRequested'),
      'LabelVoidFailed',
      'WorkItemOpened',
    ]);
    expect(story.last('WorkItemOpened')).toMatchObject({ kind: 'label_failed' });
  });

  it('is voided again after the carrier has failed to, or has not known', () => {
    const story = cancelled();
    story.voided({ outcome: 'failed', reason: 'carrier_unavailable', retryable: true });
    expect(typesOf(story.pass(0.1))).toEqual(['LabelVoidRequested']);
    story.voided({ outcome: 'unknown' });
    expect(story.last('LabelVoidFailed')).toMatchObject({ attempt: 2, reason: 'outcome_unknown' });
    story.voided({ outcome: 'failed', reason: 'label_used', retryable: false });
    expect(story.last('WorkItemOpened')).toMatchObject({ kind: 'label_failed' });
  });

  it('is voided, too, when it is bought after the cancellation', () => {
    const story = packed();
    story.do(cancel, answer(true));
    expect(story.count('LabelVoidRequested')).toBe(1);
    story.voided();
    expect(typesOf(story.label(bought))).toEqual(['LabelVoidRequested']);
    expect(story.label(failed)).toEqual([]);
  });
});
