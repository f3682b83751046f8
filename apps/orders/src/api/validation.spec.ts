import { describe, expect, it } from '@jest/globals';
import { tampered, verdictsOn } from '@waybill/edge';
import { CancelOrder, HoldOrder, PlaceOrder, ReleaseHold } from '../domain/order.commands.js';
import { ListOrders } from './list-orders.js';

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const address = {
  name: 'Ada',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y',
  country: 'GB',
};
const placeOrder = {
  orderId,
  customerId: 'ada',
  currency: 'EUR',
  lines: [{ sku: 'TEA', quantity: 2, unitPrice: 1250 }],
  shipping: 490,
  tax: 80,
  total: 3070,
  shippingAddress: address,
  billingAddress: address,
  paymentMethod: 'tok_approve',
  allowPartial: true,
};

describe('the validation of requests about orders', () => {
  it.each([
    [PlaceOrder, placeOrder],
    [HoldOrder, { orderId, hold: 'manual', note: 'Call the customer.' }],
    [ReleaseHold, { orderId, hold: 'manual' }],
    [CancelOrder, { orderId, reason: 'customer' }],
    [ListOrders, { limit: 5, customerId: 'ada', status: ['pending'], text: 'tea', sort: '-total' }],
  ])('of %p is the same by class-validator and by the compiled check', (type, example) => {
    expect(verdictsOn(type, example)).toMatchObject({ specified: true, compiled: true });
    for (const fields of tampered(example)) {
      const { specified, compiled } = verdictsOn(type, fields);
      expect({ fields, accepted: compiled }).toEqual({ fields, accepted: specified });
    }
  });
});
