import { describe, expect, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import { envelopeOf } from '@waybill/testing';
import { orderSamples } from './domain/order.samples.js';
import { OrdersPublications } from './orders.publications.js';

const published = Object.values(orderSamples).flatMap(
  (event) => OrdersPublications.publish(event, envelopeOf(event)) ?? [],
);

describe('the published events of orders', () => {
  it('are those of the contract', () => {
    expect(published.map(({ type }) => type).toSorted()).toEqual(Object.keys(ordersSamples).toSorted());
  });

  it.each(published)('have the fields of the contract: $type', (event) => {
    const sample = Object.values(ordersSamples).find(({ type }) => type === event.type);
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(sample ?? {}).toSorted());
  });
});
