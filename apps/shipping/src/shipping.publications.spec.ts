import { describe, expect, it } from '@jest/globals';
import { shippingSamples, type ShippingPublishedEvent } from '@waybill/contracts';
import { envelopeOf } from '@waybill/testing';
import type { ShipmentEvent } from './domain/shipment.events.js';
import { shipmentSamples } from './domain/shipment.samples.js';
import { ShippingPublications } from './shipping.publications.js';

const samples: readonly ShipmentEvent[] = Object.values(shipmentSamples);
const contracts: ReadonlyMap<string, ShippingPublishedEvent> = new Map(Object.entries(shippingSamples));
const published = samples.flatMap((event) => {
  const publication = ShippingPublications.publish(event, envelopeOf(event));
  return publication ? [publication] : [];
});

describe('ShippingPublications', () => {
  it('publish the events of the contract', () => {
    expect(published.map(({ type }) => type).toSorted()).toEqual([...contracts.keys()].toSorted());
  });

  it.each(published)('publish the fields of the contract: $type', (event) => {
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(contracts.get(event.type) ?? {}).toSorted());
  });
});
