import { describe, expect, it } from '@jest/globals';
import { AnswerCancellation } from './fulfilment-order.commands.js';
import {
  after,
  answer,
  bought,
  cancel,
  create,
  fulfilmentOrderId,
  hold,
  ofShipment,
  pack,
  permit,
  pick,
  pot,
  release,
  scan,
  scans,
  Story,
  tea,
  typesOf,
} from './fulfilment-order.stories.js';
import { DispatchShipment } from './shipment.commands.js';

const refusal = (code: string) => expect.objectContaining({ name: 'Refusal', code });
const dispatch = new DispatchShipment(ofShipment);
const free = { ...pot, unitAmount: { amount: 0, currency: 'EUR' } };

/** Packed, and the label is requested. */
function packed(...holds: readonly string[]): Story {
  const story = new Story();
  story.do(create(), pick(), pack(), ...holds.map(hold));
  return story;
}

describe('H9: What falls due with a shipment', () => {
  it('can be captured when its label is bought: the sum of its units', () => {
    expect(packed().label(bought)).toMatchObject([
      { type: 'LabelPurchased' },
      {
        type: 'ShipmentReadyForCapture',
        units: [tea, pot],
        amount: { amount: 2 * 1535 + 4000, currency: 'EUR' },
        dueAt: '2026-11-27T10:00:00.000Z',
      },
    ]);
  });

  it('is not captured while the order is on hold, but once when the last hold is released', () => {
    const story = packed('h-1', 'h-2');
    expect(typesOf(story.label(bought))).toEqual(['LabelPurchased']);
    expect(typesOf(story.do(release('h-1')))).toEqual(['FulfilmentHoldReleased']);
    expect(typesOf(story.do(release('h-2')))).toEqual(['FulfilmentHoldReleased', 'ShipmentReadyForCapture']);
    story.do(hold('h-3'));
    expect(typesOf(story.do(release('h-3')))).toEqual(['FulfilmentHoldReleased']);
  });

  it('is not captured while the warehouse is asked whether it can be cancelled', () => {
    const story = packed();
    story.do(cancel);
    expect(typesOf(story.label(bought))).toEqual(['LabelPurchased']);
    expect(typesOf(story.do(answer(false)))).toEqual([
      'FulfilmentCancellationRejected',
      'ShipmentReadyForCapture',
    ]);
  });

  it('is nothing for gifts and reshipments: they may leave at once', () => {
    const story = new Story();
    story.do(create([], [free]), pick(), pack());
    expect(typesOf(story.label(bought))).toEqual(['LabelPurchased', 'DispatchPermitted']);
    expect(typesOf(story.do(dispatch))).toEqual(['ShipmentDispatched']);
  });
});

describe('H10: Dispatch', () => {
  it('is permitted by the payment, once', () => {
    const story = after(create(), pick(), pack());
    expect(story.do(permit)).toMatchObject([
      { type: 'DispatchPermitted', dueAt: '2026-11-23T10:00:00.000Z' },
    ]);
    expect(story.shipment().status).toBe('ready_to_ship');
    expect(story.do(permit)).toEqual([]);
  });

  it('says with which carrier, under which number and with which units the parcel leaves', () => {
    expect(after(create(), pick(), pack(), permit).do(dispatch)).toEqual([
      {
        type: 'ShipmentDispatched',
        ...ofShipment,
        orderId: expect.any(String),
        location: 'main',
        units: [tea, pot],
        carrier: 'sandbox',
        trackingNumber: 'SB1',
        trackingUrl: 'https://carrier.example/track/SB1',
        dispatchedAt: '2026-11-22T10:00:00.000Z',
        dueAt: '2026-11-22T14:00:00.000Z',
      },
    ]);
  });

  it('happens once', () => {
    expect(after(create(), pick(), pack(), permit, dispatch).do(dispatch)).toEqual([]);
  });

  it('needs a label, a payment and no hold', () => {
    expect(() => packed().do(dispatch)).toThrow(refusal('shipment-unlabelled'));
    expect(() => after(create(), pick(), pack()).do(dispatch)).toThrow(refusal('shipment-unpaid'));
    expect(() => after(create(), pick(), pack(), permit, hold('h-1')).do(dispatch)).toThrow(
      refusal('fulfilment-held'),
    );
  });

  it('is permitted, too, by a payment that is known before the label', () => {
    const story = packed();
    story.do(permit);
    expect(typesOf(story.label(bought))).toEqual(['LabelPurchased', 'ShipmentResumed']);
    expect(story.shipment().status).toBe('ready_to_ship');
  });

  it('C12: and cancellation exclude each other: the first one wins', () => {
    const ready = () => after(create(), pick(), pack(), permit);
    const sent = ready();
    sent.do(dispatch);
    expect(typesOf(sent.do(cancel))).toEqual(['FulfilmentCancellationRejected']);
    const stopped = ready();
    stopped.do(cancel);
    expect(() => stopped.do(dispatch)).toThrow(refusal('cancellation-requested'));
    stopped.do(new AnswerCancellation({ fulfilmentOrderId, accept: true }));
    expect(() => stopped.do(dispatch)).toThrow(refusal('shipment-cancelled'));
  });
});

describe('A parcel that the carrier scans before its dispatch is recorded', () => {
  it('has left, even though it is on hold; it is paid for when the hold ends', () => {
    const story = packed('h-1');
    story.label(bought);
    expect(typesOf(story.do(scans(scan(1, 'in_transit', story.now))))).toEqual([
      'ShipmentDispatched',
      'TrackingRecorded',
      'ShipmentInTransit',
    ]);
    expect(typesOf(story.do(release('h-1')))).toEqual(['FulfilmentHoldReleased', 'ShipmentReadyForCapture']);
  });
});

describe('A shipment that is not taken further', () => {
  it('is a work item a day after it may leave, until it leaves', () => {
    const story = after(create(), pick(), pack(), permit);
    expect(story.pass(24)).toMatchObject([
      { type: 'ShipmentOverdue', waitingFor: 'dispatch' },
      { type: 'WorkItemOpened', kind: 'shipment_overdue', amount: { amount: 7070, currency: 'EUR' } },
    ]);
    expect(typesOf(story.do(dispatch))).toEqual(['ShipmentDispatched', 'WorkItemClosed']);
  });

  it('is a work item five days after its payment was asked for', () => {
    const story = after(create(), pick(), pack());
    expect(story.pass(5 * 24)).toMatchObject([
      { type: 'ShipmentOverdue', waitingFor: 'payment' },
      { type: 'WorkItemOpened', kind: 'shipment_overdue' },
    ]);
    expect(typesOf(story.do(permit))).toEqual(['DispatchPermitted', 'WorkItemClosed']);
  });

  it('is not overdue because of a hold, and has its whole time afterwards', () => {
    const story = after(create(), pick(), pack(), permit, hold('h-1'));
    expect(typesOf(story.pass(24))).toEqual(['ShipmentPostponed']);
    expect(story.do(release('h-1'))).toMatchObject([
      { type: 'FulfilmentHoldReleased' },
      { type: 'ShipmentResumed', dueAt: '2026-11-24T10:00:00.000Z' },
    ]);
  });
});

describe('A fulfilment order that is not taken further', () => {
  it.each([
    ['pick', 24, after(create()), pick()],
    ['pack', 8, after(create(), pick()), pack()],
    ['release', 7 * 24, after(create(['h-1'])), release('h-1')],
  ])('is a work item until the step is taken: %s, after %i hours', (waitingFor, hours, story, step) => {
    expect(story.pass(hours)).toMatchObject([
      { type: 'FulfilmentOverdue', waitingFor },
      { type: 'WorkItemOpened', kind: 'fulfilment_overdue', amount: { amount: 7070, currency: 'EUR' } },
    ]);
    expect(story.pass(1000)).toEqual([]);
    expect(typesOf(story.do(step)).at(-1)).toBe('WorkItemClosed');
  });
});
