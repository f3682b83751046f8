import { describe, expect, it } from '@jest/globals';
import { envelopeOf } from '@waybill/testing';
import { EscalateShipment } from '../domain/shipment.saga-commands.js';
import type { ShipmentEvent } from '../domain/shipment.events.js';
import { shipmentSamples } from '../domain/shipment.samples.js';
import { OverdueShipment } from './shipment.deadlines.js';

const { shipmentId, dueAt } = shipmentSamples.ShipmentCreated;
const after = (event: ShipmentEvent) => OverdueShipment.after(event, envelopeOf(event));

describe('OverdueShipment', () => {
  const samples: readonly ShipmentEvent[] = Object.values(shipmentSamples);

  it.each(samples.filter((sample) => 'dueAt' in sample))('is set by $type, for its dueAt', (sample) => {
    expect(after(sample)).toEqual({ id: shipmentId, at: dueAt });
  });

  it.each(['ShipmentOverdue', 'ShipmentDelivered', 'ShipmentCancelled'] as const)(
    'is cleared by %s',
    (type) => {
      expect(after(shipmentSamples[type])).toEqual({ cleared: shipmentId });
    },
  );

  it('does not change after an event without dueAt', () => {
    const { dueAt: _dueAt, ...recorded } = shipmentSamples.TrackingRecorded;
    expect(after(recorded)).toBeUndefined();
    expect(after(shipmentSamples.ItemsPacked)).toBeUndefined();
  });

  it('sends a command; the shipment decides whether it still waits', () => {
    expect(OverdueShipment.fire({ id: shipmentId, at: dueAt })).toEqual(
      new EscalateShipment({ shipmentId, dueAt }),
    );
  });
});
