import { describe, expect, it } from '@jest/globals';
import { shippingSamples, type ShippingPublishedEvent } from '@waybill/contracts';
import { envelopeOf } from '@waybill/testing';
import type { FulfilmentOrderEvent } from './domain/fulfilment-order.events.js';
import { fulfilmentOrderSamples } from './domain/fulfilment-order.samples.js';
import { ShippingPublications } from './shipping.publications.js';

const samples: readonly FulfilmentOrderEvent[] = Object.values(fulfilmentOrderSamples);
const contracts: ReadonlyMap<string, ShippingPublishedEvent> = new Map(Object.entries(shippingSamples));
const published = samples.flatMap((event) => {
  const publication = ShippingPublications.publish(event, envelopeOf(event));
  return publication ? [publication] : [];
});

/** Fields of the contract that an event may leave out. */
const OPTIONAL = ['service', 'trackingUrl', 'proof', 'amount'];
const requiredOf = (event: object) => Object.keys(event).filter((field) => !OPTIONAL.includes(field));

describe('ShippingPublications', () => {
  it('publish the events of the contract', () => {
    expect(published.map(({ type }) => type).toSorted()).toEqual([...contracts.keys()].toSorted());
  });

  it.each(published)('publish the fields of the contract: $type', (event) => {
    expect(requiredOf(event).toSorted()).toEqual(requiredOf(contracts.get(event.type) ?? {}).toSorted());
  });

  it('seal whoever signed for a parcel', () => {
    expect(ShippingPublications.personal).toMatchObject({
      'shipping.ShipmentDelivered': { erased: { proof: 'erased' } },
    });
  });
});
