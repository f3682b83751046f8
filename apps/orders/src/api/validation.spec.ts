import { describe, expect, it } from '@jest/globals';
import { tampered, verdictsOn } from '@waybill/edge';
import {
  AddNote,
  AddTag,
  CancelOrder,
  ChangeShippingAddress,
  HoldOrder,
  PayForOrder,
  PlaceOrder,
  RefundLostParcel,
  ReleaseHold,
  RemoveTag,
  ReshipParcel,
} from '../domain/order.commands.js';
import { ListOrders } from './list-orders.js';

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const address = {
  name: 'Ada Lovelace',
  company: 'Analytical Engines',
  lines: ['12 St James Square', 'Second floor'],
  city: 'Springfield',
  region: 'IL',
  postalCode: '62701',
  country: 'US',
  phone: '+12175550100',
};
const taxes = [{ name: 'VAT', rate: 1900, amount: 475 }];
const discounts = [{ source: 'SPRING', amount: 100 }];
const placeOrder = {
  orderId,
  channel: 'web',
  externalReference: 'A-7',
  source: 'newsletter',
  customerId: 'ada',
  contact: { email: 'ada@example.com', phone: '+12175550100', locale: 'en-US' },
  currency: 'USD',
  priceIncludesTax: false,
  lines: [
    {
      lineId: 'a',
      sku: 'TEA',
      title: 'Earl Grey',
      quantity: 2,
      unitPrice: 1250,
      taxes,
      discounts,
      policy: 'partial',
    },
  ],
  shipping: { method: 'standard', title: 'By post', price: 490, taxes },
  discounts,
  totals: { goods: 2500, discount: 200, shipping: 490, tax: 950, total: 3740 },
  shippingAddress: address,
  billingAddress: address,
  paymentId: orderId,
  notes: 'Ring twice.\nThe bell is loud.',
  tags: ['gift'],
  metadata: { basket: '7' },
  policy: 'all_or_nothing',
};

describe('The validation of requests about orders', () => {
  it.each([
    [PlaceOrder, placeOrder],
    [HoldOrder, { orderId, reason: 'manual', note: 'Call the customer.', until: '2026-11-27T10:00:00Z' }],
    [ReleaseHold, { orderId, holdId: orderId }],
    [CancelOrder, { orderId, reason: 'customer' }],
    [ChangeShippingAddress, { orderId, shippingAddress: address }],
    [PayForOrder, { orderId, paymentId: orderId }],
    [ReshipParcel, { orderId, shipmentId: orderId }],
    [RefundLostParcel, { orderId, shipmentId: orderId }],
    [AddNote, { orderId, noteId: orderId, text: 'Call the customer.' }],
    [AddTag, { orderId, tag: 'vip' }],
    [RemoveTag, { orderId, tag: 'vip' }],
    [
      ListOrders,
      {
        limit: 5,
        channel: 'web',
        customerId: 'ada',
        status: ['pending'],
        paymentStatus: ['captured'],
        fulfilmentStatus: ['unfulfilled'],
        placedOn: '2026-11-27',
        timeZone: 'Europe/Berlin',
        paidAndUnfulfilled: true,
        text: 'tea',
        sort: '-total',
      },
    ],
  ])('of %p is the same by class-validator and by the compiled check', (type, example) => {
    expect(verdictsOn(type, example)).toMatchObject({ specified: true, compiled: true });
    for (const fields of tampered(example)) {
      const { specified, compiled } = verdictsOn(type, fields);
      expect({ fields, accepted: compiled }).toEqual({ fields, accepted: specified });
    }
  });

  const isAccepted = (fields: object) => verdictsOn(PlaceOrder, { ...placeOrder, ...fields }).compiled;

  it.each(['eur', 'XXX', 'XTS', 'XAU', 'EURO', 'ABC'])('refuses the currency %s', (currency) => {
    expect(isAccepted({ currency })).toBe(false);
  });

  it.each([' ', 'Ada\u0000', 'Ada\nLovelace', 'Ada \ud83d', '\u2028'])('refuses the name %j', (name) => {
    expect(isAccepted({ shippingAddress: { ...address, name } })).toBe(false);
  });

  it('accepts names of the whole world', () => {
    for (const name of ['Ægir Þórsson', '山田太郎', 'عائشة', 'D’Arcy 👩‍🚀'])
      expect(isAccepted({ shippingAddress: { ...address, name } })).toBe(true);
  });

  it.each(['02079460000', '+0123456', '0044 20 7946', '+1234567890123456'])(
    'refuses the phone number %s',
    (phone) => {
      expect(isAccepted({ contact: { phone } })).toBe(false);
    },
  );

  it('takes no order number and no payment method from a client', () => {
    expect(isAccepted({ number: '1001' })).toBe(false);
    expect(isAccepted({ paymentMethod: 'tok_approve' })).toBe(false);
  });
});
