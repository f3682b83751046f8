import { describe, expect, it } from '@jest/globals';
import { evolveWith } from '@waybill/kernel';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { personal } from './fulfilment-order.events.js';
import { fulfilmentOrderSamples } from './fulfilment-order.samples.js';
import { evolve } from './fulfilment-order-fold.state.js';
import { initial } from './fulfilment-order.state.js';

const samples: readonly FulfilmentOrderEvent[] = Object.values(fulfilmentOrderSamples);
const { FulfilmentOrderCreated, ItemsPicked, ItemsPacked, ShipmentCancelled } = fulfilmentOrderSamples;

describe('A stored event of a fulfilment order', () => {
  it.each(samples)('is the same after it was written and read as JSON: $type', (sample) => {
    expect(JSON.parse(JSON.stringify(sample))).toStrictEqual(sample);
  });

  it.each(samples)(
    'can be applied to nothing, and to a fulfilment order with a shipment: $type',
    (sample) => {
      const created = evolveWith(evolve, initial, FulfilmentOrderCreated);
      const packed = [ItemsPicked, ItemsPacked].reduce(
        (state, event) => evolveWith<typeof state, FulfilmentOrderEvent>(evolve, state, event),
        created,
      );
      const cancelled = evolveWith(evolve, packed, ShipmentCancelled);
      for (const state of [initial, created, packed, cancelled]) {
        expect(evolveWith(evolve, state, sample)).toHaveProperty('shipments');
      }
    },
  );

  it('names a person only in fields that are sealed', () => {
    const sealed = Object.entries(personal).flatMap(([type, { erased }]) =>
      Object.keys(erased).map((field) => `${type}.${field}`),
    );
    const naming = samples.flatMap((sample) =>
      Object.entries(sample)
        .filter(([, value]) => /Lovelace|ada@example|London|Square/.test(JSON.stringify(value)))
        .map(([field]) => `${sample.type}.${field}`),
    );
    expect(naming.toSorted()).toEqual(sealed.filter((field) => naming.includes(field)).toSorted());
    expect(sealed).toHaveLength(6);
  });
});
