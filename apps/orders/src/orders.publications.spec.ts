import { describe, expect, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import { envelopeOf } from '@waybill/testing';
import { orderSamples } from './domain/order.samples.js';
import { OrdersPublications } from './orders.publications.js';

const told = Object.values(orderSamples).flatMap(
  (fact) => OrdersPublications.publish(fact, envelopeOf(fact)) ?? [],
);

describe('what the others hear of orders', () => {
  it('is every fact of the contract, and nothing else', () => {
    expect(told.map(({ type }) => type).toSorted()).toEqual(Object.keys(ordersSamples).toSorted());
  });

  it.each(told)('has the fields of the contract: $type', (fact) => {
    const sample = Object.values(ordersSamples).find(({ type }) => type === fact.type);
    expect(Object.keys(fact).toSorted()).toEqual(Object.keys(sample ?? {}).toSorted());
  });
});
