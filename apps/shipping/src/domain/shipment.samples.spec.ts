import { describe, expect, it } from '@jest/globals';
import { evolveWith, type Named } from '@waybill/kernel';
import type { ShipmentEvent } from './shipment.events.js';
import { shipmentSamples } from './shipment.samples.js';
import { evolve, initial, type ShipmentState } from './shipment.state.js';

const samples: readonly ShipmentEvent[] = Object.values(shipmentSamples);

describe('A stored event of a shipment', () => {
  it.each(samples)('is the same after it was written and read as JSON: $type', (sample) => {
    expect(JSON.parse(JSON.stringify(sample))).toStrictEqual(sample);
  });

  it.each(samples)('can be applied to nothing, and to a shipment: $type', (sample) => {
    const created: ShipmentState = evolveWith(evolve, initial, shipmentSamples.ShipmentCreated);
    const cancelled = evolve.ShipmentCancelled(created, shipmentSamples.ShipmentCancelled);
    for (const state of [initial, created, cancelled]) {
      expect(evolveWith(evolve, state, sample)).toHaveProperty('status');
    }
  });

  it('lead a parcel from creation to delivery', () => {
    const story = [
      'ShipmentCreated',
      'ShipmentHeld',
      'ShipmentHoldLifted',
      'ShipmentReleased',
      'ItemsPicked',
      'ItemsPacked',
      'LabelRequested',
      'LabelFailed',
      'LabelOutcomeUnknown',
      'LabelPurchased',
      'DispatchPermitted',
      'ShipmentDispatched',
      'TrackingRequested',
      'TrackingRecorded',
      'ShipmentInTransit',
      'ShipmentOutForDelivery',
      'DeliveryAttemptFailed',
      'ShipmentDelivered',
    ] as const;
    const events: readonly Named<ShipmentEvent, (typeof story)[number]>[] = story.map(
      (type) => shipmentSamples[type],
    );
    const delivered = events.reduce<ShipmentState>(
      (before, event) => evolveWith(evolve, before, event),
      initial,
    );
    expect(delivered).toMatchObject({ status: 'delivered', permitted: true, failedAttempts: 1 });
  });
});
