import { describe, expect, it } from '@jest/globals';
import { evolveWith } from '@waybill/kernel';
import type { OrderEvent } from './order.events.js';
import { orderSamples } from './order.samples.js';
import { evolve, initial, type OrderState } from './order.state.js';

const samples: readonly OrderEvent[] = Object.values(orderSamples);

describe('a stored event of an order', () => {
  it.each(samples)('is the same after it was written and read as JSON: $type', (sample) => {
    expect(JSON.parse(JSON.stringify(sample))).toStrictEqual(sample);
  });

  it.each(samples)('can be applied to nothing, and to an order: $type', (sample) => {
    const placed: OrderState = evolveWith(evolve, initial, orderSamples.OrderPlaced);
    for (const state of [initial, placed]) expect(evolveWith(evolve, state, sample)).toHaveProperty('status');
  });
});
