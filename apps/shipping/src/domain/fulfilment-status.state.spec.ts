import { describe, expect, it } from '@jest/globals';
import { statusOf } from './fulfilment-status.state.js';

describe('The status of a fulfilment order', () => {
  const none = {
    isReleased: true,
    isHeld: false,
    isCancelling: false,
    unpicked: 0,
    picked: 0,
    packed: 0,
    shipped: 0,
  };

  it.each([
    ['created', { isReleased: false, unpicked: 1 }],
    ['on_hold', { isHeld: true, unpicked: 1 }],
    ['released', { unpicked: 1 }],
    ['picking', { unpicked: 1, picked: 1 }],
    ['picked', { picked: 1, packed: 1 }],
    ['packed', { packed: 1, shipped: 1 }],
    ['cancel_requested', { isCancelling: true, isHeld: true, picked: 1 }],
    ['closed', { isHeld: true, shipped: 1 }],
    ['cancelled', { isCancelling: true }],
  ] as const)('is %s', (status, order) => {
    expect(statusOf({ ...none, ...order })).toBe(status);
  });
});
