import { describe, expect, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import { envelopeOf } from '@waybill/testing';
import { orderSamples } from './domain/order.samples.js';
import { OrdersPublications } from './orders.publications.js';

const told = Object.values(orderSamples).flatMap(
  (event) => OrdersPublications.publish(event, envelopeOf(event)) ?? [],
);

describe('what the others hear of orders', () => {
  it('is every event of the contract, and nothing else', () => {
    expect(told.map(({ type }) => type).toSorted()).toEqual(Object.keys(ordersSamples).toSorted());
  });

  it.each(told)('has the fields of the contract: $type', (event) => {
    const sample = Object.values(ordersSamples).find(({ type }) => type === event.type);
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(sample ?? {}).toSorted());
  });
});
