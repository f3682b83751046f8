import { describe, it } from '@jest/globals';
import { idFrom, type Named } from '@waybill/kernel';
import { NOW, sentencesOf } from '@waybill/testing';
import {
  DispatchShipment,
  PackShipment,
  PickShipment,
  RecordTracking,
  RequestLabel,
  RequestTracking,
} from './shipment.commands.js';
import {
  type LabelOutcome,
  CancelShipment,
  CreateShipment,
  EscalateShipment,
  HoldShipment,
  LiftHold,
  PermitDispatch,
  RecordCarrierEvents,
  RecordLabel,
  RecordLabelVoided,
} from './shipment.saga-commands.js';
import { shipmentIdOf, type ShipmentEvent } from './shipment.events.js';
import { Shipment } from './shipment.js';
import { shipmentSamples } from './shipment.samples.js';

const given = sentencesOf(Shipment);

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const location = 'main';
const shipmentId = shipmentIdOf(orderId, location);
const about = { shipmentId, orderId, location };
const { lines, amount, address } = shipmentSamples.ShipmentCreated;

const HOUR = 3_600_000;
const inHours = (hours: number) => new Date(Date.parse(NOW) + hours * HOUR).toISOString();
const inAMinute = inHours(1 / 60);

const created = event('ShipmentCreated', { lines, amount, address, holds: [], dueAt: inHours(72) });
const onHold = event('ShipmentCreated', { ...created, holds: ['payment', 'manual'] });
const held = event('ShipmentHeld', { hold: 'manual', holds: ['manual'], dueAt: inHours(72) });
const released = event('ShipmentReleased', { dueAt: inHours(24) });
const picked = event('ItemsPicked', { lines, dueAt: inHours(8) });
const packed = event('ItemsPacked', {});
const key = idFrom('sentence', 0);
const labelRequested = event('LabelRequested', { key, attempt: 1, lines, address, dueAt: inAMinute });
const labelUrl = 'https://carrier.example/labels/SB1';
const bought = { outcome: 'purchased', carrier: 'sandbox', trackingNumber: 'SB1', labelUrl } as const;
const labelPurchased = event('LabelPurchased', {
  key,
  carrier: 'sandbox',
  trackingNumber: 'SB1',
  labelUrl,
  amount,
  dueAt: inHours(72),
});
const labelFailed = event('LabelFailed', { reason: 'carrier-unavailable', attempt: 1, dueAt: inAMinute });
const labelUnknown = event('LabelOutcomeUnknown', { attempt: 1, dueAt: inAMinute });
const permitted = event('DispatchPermitted', { dueAt: inHours(24) });
const dispatched = event('ShipmentDispatched', { lines, dueAt: inHours(48) });
const inTransit = event('ShipmentInTransit', {});
const outForDelivery = event('ShipmentOutForDelivery', {});
const delivered = event('ShipmentDelivered', { lines });
const cancelled = event('ShipmentCancelled', { lines, reason: 'customer' });

const toReleased = [created, released];
const toPicked = [...toReleased, picked];
const toPacked = [...toPicked, packed, labelRequested];
const toLabelled = [...toPacked, labelPurchased];
const toReady = [...toLabelled, permitted];
const toDispatched = [...toReady, dispatched];
const toDelivered = [...toDispatched, delivered];
const toCancelled = [...toReleased, cancelled];

const pick = new PickShipment({ shipmentId });
const pack = new PackShipment({ shipmentId });
const requestLabel = new RequestLabel({ shipmentId });
const permit = new PermitDispatch({ shipmentId });
const dispatch = new DispatchShipment({ shipmentId });
const refresh = new RequestTracking({ shipmentId });
const cancel = new CancelShipment({ ...about, reason: 'customer' });
const asked = (known: number) => event('TrackingRequested', { trackingNumber: 'SB1', known });

describe('A shipment is created', () => {
  const create = (holds: readonly string[]) =>
    new CreateShipment({ ...about, lines, amount, address, holds });

  it('H5, H6: and released at once when no hold is open', () => {
    given().when(create([])).then(created, released);
  });

  it('and waits while a hold is open', () => {
    given()
      .when(create(['payment', 'manual']))
      .then(onHold);
  });

  it('once', () => {
    given(...toReleased)
      .when(create([]))
      .thenNothing();
  });

  it('not after its cancellation came first', () => {
    const tombstone = event('ShipmentCancelled', { lines: [], reason: 'customer' });
    given().when(cancel).then(tombstone);
    given(tombstone).when(create([])).thenNothing();
    given(tombstone).when(cancel).thenNothing();
  });
});

describe('A hold', () => {
  const hold = new HoldShipment({ shipmentId, hold: 'manual' });
  const lift = (...holds: readonly string[]) => new LiftHold({ shipmentId, hold: 'manual', holds });

  it('keeps a shipment that has not left', () => {
    given(...toReleased)
      .when(hold)
      .then(held);
    given(onHold)
      .when(new HoldShipment({ shipmentId, hold: 'fraud' }))
      .then(
        event('ShipmentHeld', {
          hold: 'fraud',
          holds: ['payment', 'manual', 'fraud'],
          dueAt: inHours(72),
        }),
      );
  });

  it('is put on once, and on nothing that is unknown, gone or cancelled', () => {
    given(...toReleased, held)
      .when(hold)
      .thenNothing();
    given().when(hold).thenNothing();
    given(...toDispatched)
      .when(hold)
      .thenNothing();
    given(...toCancelled)
      .when(hold)
      .thenNothing();
  });

  it('stops picking, packing, buying a label and dispatching', () => {
    given(onHold).when(pick).thenRefused('shipment-held');
    given(...toReleased, held)
      .when(pick)
      .thenRefused('shipment-held');
    given(...toPicked, held)
      .when(pack)
      .thenRefused('shipment-held');
    given(...toPacked, held)
      .when(requestLabel)
      .thenRefused('shipment-held');
    given(...toReady, held)
      .when(dispatch)
      .thenRefused('shipment-held');
  });

  it('H6: releases the shipment when the last one is lifted', () => {
    const one = event('ShipmentHoldLifted', { hold: 'manual', holds: ['payment'], dueAt: inHours(72) });
    given(onHold).when(lift('payment')).then(one);
    const last = event('ShipmentHoldLifted', { hold: 'payment', holds: [], dueAt: inHours(72) });
    given(onHold, one)
      .when(new LiftHold({ shipmentId, hold: 'payment', holds: [] }))
      .then(last, released);
  });

  it('gives the interrupted step its whole time again', () => {
    given(...toPicked, held)
      .when(lift())
      .then(event('ShipmentHoldLifted', { hold: 'manual', holds: [], dueAt: inHours(8) }));
  });

  it('that is not there is lifted already', () => {
    given(...toReleased)
      .when(lift())
      .thenNothing();
    given().when(lift()).thenNothing();
    given(...toCancelled)
      .when(lift())
      .thenNothing();
  });
});

describe('H7: Picking', () => {
  it('takes every line', () => {
    given(...toReleased)
      .when(pick)
      .then(picked);
  });

  it('is done once', () => {
    given(...toPicked)
      .when(pick)
      .thenNothing();
    given(...toDelivered)
      .when(pick)
      .thenNothing();
  });

  it('is refused for a shipment that is unknown or cancelled', () => {
    given().when(pick).thenRefused('shipment-unknown');
    given(...toCancelled)
      .when(pick)
      .thenRefused('shipment-cancelled');
  });
});

describe('H8: Packing', () => {
  it('asks for a label', () => {
    given(...toPicked)
      .when(pack)
      .then(packed, labelRequested);
  });

  it('is done once', () => {
    given(...toPacked)
      .when(pack)
      .thenNothing();
  });

  it('is refused before picking, and for a shipment that is unknown or cancelled', () => {
    given(...toReleased)
      .when(pack)
      .thenRefused('shipment-unpicked');
    given().when(pack).thenRefused('shipment-unknown');
    given(...toCancelled)
      .when(pack)
      .thenRefused('shipment-cancelled');
  });
});

describe('A label', () => {
  const record = (answer: LabelOutcome) => new RecordLabel({ shipmentId, key, answer });
  const failed: LabelOutcome = { outcome: 'failed', reason: 'carrier-unavailable', retryable: true };
  const unknown: LabelOutcome = { outcome: 'unknown' };
  const minuteOver = new EscalateShipment({ shipmentId, dueAt: inAMinute });
  const again = (attempt: number, withKey = key) =>
    event('LabelRequested', { ...labelRequested, key: withKey, attempt });
  const overdue = event('ShipmentOverdue', { waitingFor: 'label' });

  it('H8, H9: is bought, with the amount that falls due with the shipment', () => {
    given(...toPacked)
      .when(record(bought))
      .then(labelPurchased);
  });

  it('is recorded once, and for the key that was asked last', () => {
    given(...toLabelled)
      .when(record(bought))
      .thenNothing();
    given(...toPacked)
      .when(new RecordLabel({ shipmentId, key: 'another', answer: bought }))
      .thenNothing();
    given().when(record(bought)).thenNothing();
  });

  it('that is bought during a hold waits for the hold', () => {
    given(...toPacked, held)
      .when(record(bought))
      .then(event('LabelPurchased', { ...labelPurchased, dueAt: inHours(72) }));
  });

  it('that failed is requested again after a minute, with a new key', () => {
    given(...toPacked)
      .when(record(failed))
      .then(labelFailed);
    const other = event('LabelRequested', { ...labelRequested, key: 'first' });
    given(...toPicked, packed, other, labelFailed)
      .when(minuteOver)
      .then(again(2));
  });

  it('with an unknown outcome is requested again with the same key, so that it is never bought twice', () => {
    given(...toPacked)
      .when(record(unknown))
      .then(labelUnknown);
    const other = event('LabelRequested', { ...labelRequested, key: 'first' });
    given(...toPicked, packed, other, labelUnknown)
      .when(minuteOver)
      .then(again(2, 'first'));
    given(...toPacked, labelUnknown)
      .when(record(bought))
      .then(labelPurchased);
  });

  it('without an answer is requested again with the same key', () => {
    given(...toPacked)
      .when(minuteOver)
      .then(again(2));
  });

  it('D2: that failed three times is left to a person', () => {
    given(...toPacked, again(3))
      .when(record(failed))
      .then(event('LabelFailed', { reason: 'carrier-unavailable', attempt: 3 }), overdue);
    given(...toPacked, again(3))
      .when(record(unknown))
      .then(event('LabelOutcomeUnknown', { attempt: 3 }), overdue);
    given(...toPacked, again(3))
      .when(minuteOver)
      .then(overdue);
  });

  it('that is refused for good is left to a person at once', () => {
    given(...toPacked)
      .when(record({ outcome: 'failed', reason: 'address-refused', retryable: false }))
      .then(event('LabelFailed', { reason: 'address-refused', attempt: 1 }), overdue);
  });

  it('is asked for by a person', () => {
    const failedForGood = event('LabelFailed', { reason: 'address-refused', attempt: 1 });
    given(...toPacked, failedForGood, overdue)
      .when(requestLabel)
      .then(again(2));
    given(...toPacked, again(3), overdue)
      .when(requestLabel)
      .then(again(4));
  });

  it('is not asked for while it is under way, or bought', () => {
    given(...toPacked)
      .when(requestLabel)
      .thenNothing();
    given(...toLabelled)
      .when(requestLabel)
      .thenNothing();
  });

  it('is refused before packing, and for a shipment that is unknown or cancelled', () => {
    given(...toPicked)
      .when(requestLabel)
      .thenRefused('shipment-unpacked');
    given().when(requestLabel).thenRefused('shipment-unknown');
    given(...toCancelled)
      .when(requestLabel)
      .thenRefused('shipment-cancelled');
  });
});

describe('H10: Dispatch', () => {
  it('is permitted by the payment', () => {
    given(...toLabelled)
      .when(permit)
      .then(permitted);
  });

  it('is permitted even if the payment overtakes the label', () => {
    const early = event('DispatchPermitted', {});
    given(...toPacked)
      .when(permit)
      .then(early);
    given(...toPacked, early)
      .when(new RecordLabel({ shipmentId, key, answer: bought }))
      .then(event('LabelPurchased', { ...labelPurchased, dueAt: inHours(24) }));
    given(...toPacked, early, labelPurchased)
      .when(dispatch)
      .then(dispatched);
    given(...toPacked, early, labelPurchased)
      .when(new EscalateShipment({ shipmentId, dueAt: labelPurchased.dueAt }))
      .then(event('ShipmentOverdue', { waitingFor: 'dispatch' }));
  });

  it('is permitted once, and not for a shipment that is unknown or cancelled', () => {
    given(...toReady)
      .when(permit)
      .thenNothing();
    given().when(permit).thenNothing();
    given(...toCancelled)
      .when(permit)
      .thenNothing();
  });

  it('hands the parcel over, once', () => {
    given(...toReady)
      .when(dispatch)
      .then(dispatched);
    given(...toDispatched)
      .when(dispatch)
      .thenNothing();
  });

  it('is refused without payment, without a label, and for a shipment that is unknown', () => {
    given(...toLabelled)
      .when(dispatch)
      .thenRefused('shipment-unpaid');
    given(...toPacked)
      .when(dispatch)
      .thenRefused('shipment-unlabelled');
    given().when(dispatch).thenRefused('shipment-unknown');
  });

  it('is refused after the cancellation', () => {
    given(...toReady, cancelled)
      .when(dispatch)
      .thenRefused('shipment-cancelled');
  });
});

describe('Cancellation', () => {
  const voidRequested = event('LabelVoidRequested', { key });

  it('C3, C4: stops a shipment that has not left', () => {
    for (const past of [[onHold], toReleased, toPicked])
      given(...past)
        .when(cancel)
        .then(cancelled);
  });

  it('C5: voids the label', () => {
    given(...toReady)
      .when(cancel)
      .then(cancelled, voidRequested);
    given(...toReady, cancelled, voidRequested)
      .when(new RecordLabelVoided({ shipmentId, key }))
      .then(event('LabelVoided', { key }));
  });

  it('C5: voids the label that may have been bought', () => {
    given(...toPacked, labelUnknown)
      .when(cancel)
      .then(cancelled, voidRequested);
  });

  it('C5: leaves a label that was asked for to its answer', () => {
    const record = (answer: LabelOutcome) => new RecordLabel({ shipmentId, key, answer });
    given(...toPacked)
      .when(cancel)
      .then(cancelled);
    given(...toPacked, cancelled)
      .when(record(bought))
      .then(voidRequested);
    given(...toPacked, cancelled)
      .when(record({ outcome: 'unknown' }))
      .then(voidRequested);
    given(...toPacked, cancelled)
      .when(record({ outcome: 'failed', reason: 'no', retryable: true }))
      .thenNothing();
    given(...toPacked, cancelled, voidRequested)
      .when(record(bought))
      .thenNothing();
  });

  it('records a label as voided once, and only when that was asked for', () => {
    const voided = new RecordLabelVoided({ shipmentId, key });
    given(...toReady, cancelled, voidRequested, event('LabelVoided', { key }))
      .when(voided)
      .thenNothing();
    given(...toReady)
      .when(voided)
      .thenNothing();
    given().when(voided).thenNothing();
  });

  it('C7: comes too late for a shipment that has left', () => {
    const tooLate = event('ShipmentCancellationRejected', { reason: 'shipped' });
    given(...toDispatched)
      .when(cancel)
      .then(tooLate);
    given(...toDelivered)
      .when(cancel)
      .then(tooLate);
  });

  it('happens once', () => {
    given(...toCancelled)
      .when(cancel)
      .thenNothing();
  });
});

describe('Tracking', () => {
  const at = '2026-11-22T09:30:00.000Z';
  const tells = (...statuses: readonly Named<ShipmentEvent, 'TrackingRecorded'>['carrierStatus'][]) =>
    new RecordCarrierEvents({
      shipmentId,
      events: statuses.map((status, index) => ({ id: `${status}-${index}`, status, at })),
    });
  const seen = (carrierStatus: Named<ShipmentEvent, 'TrackingRecorded'>['carrierStatus'], index = 0) =>
    event('TrackingRecorded', { carrierEventId: `${carrierStatus}-${index}`, carrierStatus, at });
  const onItsWay = { dueAt: inHours(7 * 24) };

  it('H13: follows the parcel until it is delivered', () => {
    given(...toDispatched)
      .when(tells('in_transit', 'out_for_delivery', 'delivered'))
      .then(
        { ...seen('in_transit'), ...onItsWay },
        inTransit,
        { ...seen('out_for_delivery', 1), ...onItsWay },
        outForDelivery,
        { ...seen('delivered', 2), ...onItsWay },
        delivered,
      );
  });

  it('D12: records an event of the carrier once', () => {
    given(...toDispatched, seen('in_transit'), inTransit)
      .when(tells('in_transit'))
      .thenNothing();
  });

  it('D12: records late scans without moving the shipment back', () => {
    given(...toDispatched, outForDelivery)
      .when(tells('in_transit', 'out_for_delivery'))
      .then({ ...seen('in_transit'), ...onItsWay }, { ...seen('out_for_delivery', 1), ...onItsWay });
    given(...toDelivered)
      .when(tells('in_transit', 'delivered', 'failure'))
      .then(seen('in_transit'), seen('delivered', 1), seen('failure', 2));
  });

  it('records a scan without a place without moving the shipment', () => {
    given(...toDispatched)
      .when(tells('pre_transit', 'unknown'))
      .then(seen('pre_transit'), seen('unknown', 1));
  });

  it('counts a parcel that waits for pick-up or returns as in transit', () => {
    given(...toDispatched)
      .when(tells('available_for_pickup', 'return_to_sender'))
      .then({ ...seen('available_for_pickup'), ...onItsWay }, inTransit, {
        ...seen('return_to_sender', 1),
        ...onItsWay,
      });
  });

  it('D4: leaves the parcel to a person after three attempts', () => {
    const attemptFailed = event('DeliveryAttemptFailed', { reason: 'unknown' });
    given(...toDispatched, outForDelivery, attemptFailed, attemptFailed)
      .when(tells('failure'))
      .then(
        { ...seen('failure'), ...onItsWay },
        attemptFailed,
        event('ShipmentOverdue', { waitingFor: 'delivery' }),
      );
  });

  it('records the dispatch when the carrier has the parcel, even if no person has', () => {
    given(...toLabelled)
      .when(tells('delivered'))
      .then(dispatched, { ...seen('delivered'), ...onItsWay }, delivered);
    given(...toLabelled)
      .when(tells('pre_transit'))
      .then(seen('pre_transit'));
  });

  it('moves nothing that is cancelled, or has no label', () => {
    given(...toCancelled)
      .when(tells('delivered'))
      .then(seen('delivered'));
    given(...toPicked)
      .when(tells('in_transit'))
      .then(seen('in_transit'));
    given().when(tells('in_transit')).thenNothing();
  });

  describe('by hand', () => {
    const byHand = (status: 'in_transit' | 'failure', atTime = at) =>
      new RecordTracking({ shipmentId, status, at: atTime, place: 'Leipzig', reason: 'nobody-home' });
    const entered = (carrierStatus: 'in_transit' | 'failure') =>
      event('TrackingRecorded', {
        carrierEventId: idFrom('tracking', shipmentId, carrierStatus, at, 'Leipzig', 'nobody-home'),
        carrierStatus,
        at,
        place: 'Leipzig',
        reason: 'nobody-home',
        ...onItsWay,
      });

    it('moves the shipment as the carrier does', () => {
      given(...toDispatched)
        .when(byHand('in_transit'))
        .then(entered('in_transit'), inTransit);
      given(...toDispatched, inTransit)
        .when(byHand('failure'))
        .then(entered('failure'), event('DeliveryAttemptFailed', { reason: 'nobody-home' }));
    });

    it('is recorded once, in any time zone', () => {
      given(...toDispatched, entered('in_transit'), inTransit)
        .when(byHand('in_transit', '2026-11-22T11:30:00+02:00'))
        .thenNothing();
    });

    it('is refused before dispatch, and for a shipment that is unknown or cancelled', () => {
      given(...toReady)
        .when(byHand('in_transit'))
        .thenRefused('shipment-undispatched');
      given().when(byHand('in_transit')).thenRefused('shipment-unknown');
      given(...toCancelled)
        .when(byHand('in_transit'))
        .thenRefused('shipment-cancelled');
    });

    it('is refused at a time that never was', () => {
      given(...toDispatched)
        .when(byHand('in_transit', '2026-11-22T23:59:60Z'))
        .thenRefused('time-impossible');
    });
  });

  it('is requested from the carrier at any time', () => {
    given(...toDispatched)
      .when(refresh)
      .then(asked(0));
    given(...toDispatched, asked(0), seen('in_transit'), inTransit)
      .when(refresh)
      .then(asked(1));
    given(...toLabelled)
      .when(refresh)
      .then(asked(0));
  });

  it('is not requested after the delivery, and refused without a label or a shipment', () => {
    given(...toDelivered)
      .when(refresh)
      .thenNothing();
    given(...toPacked)
      .when(refresh)
      .thenRefused('shipment-unlabelled');
    given().when(refresh).thenRefused('shipment-unknown');
    given(...toCancelled)
      .when(refresh)
      .thenRefused('shipment-cancelled');
  });
});

describe('A step that takes too long', () => {
  const passes = (dueAt: string) => new EscalateShipment({ shipmentId, dueAt });

  it.each([
    ['release', [onHold], 72],
    ['release', [...toPicked, held], 72],
    ['pick', toReleased, 24],
    ['pack', toPicked, 8],
    ['payment', toLabelled, 72],
    ['dispatch', toReady, 24],
  ] as const)('is reported: %s', (waitingFor, past, hours) => {
    given(...past)
      .when(passes(inHours(hours)))
      .then(event('ShipmentOverdue', { waitingFor }));
  });

  it('D3: is asked of the carrier when it is the first scan', () => {
    given(...toDispatched)
      .when(passes(inHours(48)))
      .then(event('ShipmentOverdue', { waitingFor: 'first-scan' }), asked(0));
  });

  it('D6: is asked of the carrier when it is a sign of life', () => {
    given(...toDispatched, event('TrackingRecorded', { ...shipmentSamples.TrackingRecorded }), inTransit)
      .when(passes(shipmentSamples.TrackingRecorded.dueAt ?? ''))
      .then(event('ShipmentOverdue', { waitingFor: 'tracking' }), asked(1));
  });

  it('is reported once', () => {
    given(...toReleased, event('ShipmentOverdue', { waitingFor: 'pick' }))
      .when(passes(inHours(24)))
      .thenNothing();
  });

  it('is not reported when it came at the last moment, or nothing is awaited any more', () => {
    given(...toPicked)
      .when(passes(inHours(24)))
      .thenNothing();
    given(...toDelivered)
      .when(passes(inHours(48)))
      .thenNothing();
    given(...toCancelled)
      .when(passes(inHours(24)))
      .thenNothing();
    given()
      .when(passes(inHours(24)))
      .thenNothing();
  });
});

function event<T extends ShipmentEvent['type']>(
  type: T,
  fields: Omit<Named<ShipmentEvent, T>, 'type' | keyof typeof about>,
): Named<ShipmentEvent, T> {
  return { ...fields, ...about, type } as unknown as Named<ShipmentEvent, T>;
}
