import { describe, expect, it } from '@jest/globals';
import { sentencesOf } from '@waybill/testing';
import { AddNote, AddTag, ChangeShippingAddress, PlaceOrder, RemoveTag } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { Order } from './order.js';
import { RecordLabel } from './order.saga-commands.js';
import {
  confirmed,
  london,
  main,
  nothing,
  ofOrder,
  orderId,
  placed,
  placeOrder,
  shipped,
  south,
  teaParcel,
  totals,
} from './order-story.samples.js';

const given = sentencesOf(Order);
const again = (fields: Partial<PlaceOrder>) => new PlaceOrder({ ...placeOrder, ...fields });
const cancelled: OrderEvent = {
  type: 'OrderCancelled',
  ...ofOrder,
  units: [],
  reason: 'customer',
  totals: nothing,
};

describe('Placing an order', () => {
  it('computes its totals and allocates them to its units', () => {
    given().when(placeOrder).then(placed);
    expect(placed.totals).toEqual(totals(5000, 500));
    expect(placed.lines.map(({ lineId, units }) => [lineId, units.map(({ amount }) => amount)])).toEqual([
      ['1', [1100]],
      ['2', [3300]],
    ]);
  });

  it('by a guest seals the personal data with a key of the order', () => {
    const { customerId: _, ...guest } = placeOrder;
    const [event] = given().when(new PlaceOrder(guest)).decided();
    expect(event).toMatchObject({ subjectId: `order:${orderId}` });
    expect(event).not.toHaveProperty('customerId');
  });

  it('is paid by the payment with its id unless it names another one', () => {
    expect(placed.paymentId).toBe(orderId);
    const paymentId = '01930F70-0000-7000-8000-000000000009';
    expect(given().when(again({ paymentId })).decided()).toMatchObject([
      { paymentId: paymentId.toLowerCase() },
    ]);
  });

  it('again changes nothing, whatever the order of the keys, the number and the case of its id', () => {
    const shippingAddress = Object.fromEntries(Object.entries(london).toReversed()) as typeof london;
    given(placed).when(again({ shippingAddress })).thenNothing();
    given(placed)
      .when(again({ number: '1002' }))
      .thenNothing();
    given(placed)
      .when(again({ orderId: orderId.toUpperCase() }))
      .thenNothing();
    expect(Order.idOf(again({ orderId: orderId.toUpperCase() }))).toBe(orderId);
  });

  it.each([
    { customerId: 'grace' },
    { lines: placeOrder.lines.map((line) => ({ ...line, taxes: [{ name: 'VAT', rate: 100 }] })) },
    { notes: 'Ring twice.' },
    { metadata: { basket: '8' } },
    {
      policy: 'partial' as const,
      lines: placeOrder.lines.map(({ policy: _policy, ...line }) => ({ ...line, title: 'x' })),
    },
    { billingAddress: { ...london, name: 'Grace Hopper' } },
  ])('with the id of another order is refused: %j', (fields) => {
    given(placed).when(again(fields)).thenRefused('order-exists');
  });

  it('stays the same order after its address and tags have changed', () => {
    const past: OrderEvent[] = [
      { type: 'OrderTagged', orderId, tag: 'vip' },
      {
        type: 'OrderAddressChanged',
        ...ofOrder,
        shippingAddress: { ...london, city: 'Leeds' },
        fulfilmentOrderIds: [],
      },
    ];
    given(placed, ...past)
      .when(placeOrder)
      .thenNothing();
  });

  it('refuses an address that nothing can be sent to, and metadata that are no short texts', () => {
    const { postalCode: _, ...incomplete } = london;
    given()
      .when(again({ shippingAddress: incomplete }))
      .thenRefused('address-invalid');
    given()
      .when(again({ billingAddress: incomplete }))
      .thenRefused('address-invalid');
    given()
      .when(again({ metadata: { basket: 7 } as unknown as Record<string, string> }))
      .thenRefused('metadata-invalid');
    given()
      .when(again({ metadata: { basket: 'x'.repeat(501) } }))
      .thenRefused('metadata-invalid');
  });
});

describe('The shipping address', () => {
  const leeds = { ...london, city: 'Leeds', postalCode: 'LS1 4AP' };
  const change = new ChangeShippingAddress({ orderId, shippingAddress: leeds });
  const changed = (fulfilmentOrderIds: readonly string[]): OrderEvent => ({
    type: 'OrderAddressChanged',
    ...ofOrder,
    shippingAddress: leeds,
    fulfilmentOrderIds,
  });
  const labelled = (fulfilmentOrderId: string): OrderEvent => ({
    type: 'OrderParcelLabelled',
    orderId,
    shipmentId: 's-1',
    fulfilmentOrderId,
  });

  it('can be changed before the order is confirmed, and is that of the confirmation', () => {
    given(placed).when(change).then(changed([]));
    given(placed, changed([])).when(change).thenNothing();
  });

  it('D1: can be changed until every label is bought, for the fulfilment orders that have none', () => {
    given(placed, confirmed)
      .when(change)
      .then(changed([main, south]));
    given(placed, confirmed, labelled(main))
      .when(change)
      .then(changed([south]));
    given(placed, confirmed, labelled(main), labelled(south)).when(change).thenRefused('address-fixed');
    given(placed, confirmed, labelled(south), shipped(teaParcel)).when(change).thenRefused('address-fixed');
    given(placed, cancelled).when(change).thenRefused('address-fixed');
  });

  it('D1: releases the hold of the parcel whose address was refused', () => {
    const held: OrderEvent = {
      type: 'OrderHeld',
      ...ofOrder,
      holdId: 'h-1',
      reason: 'address',
      owner: 'orders.shipping',
      cause: 'label/s-1',
      since: '2026-11-22T10:00:00.000Z',
      until: '2026-11-29T10:00:00.000Z',
      fulfilmentOrderIds: [main, south],
    };
    const released: OrderEvent = {
      type: 'OrderHoldReleased',
      ...ofOrder,
      holdId: 'h-1',
      reason: 'address',
      holds: [],
      fulfilmentOrderIds: [main, south],
    };
    given(placed, confirmed, held)
      .when(change)
      .then(changed([main, south]), released);
    given(placed, confirmed, held)
      .when(new RecordLabel({ orderId, fulfilmentOrderId: main, shipmentId: 's-1' }))
      .then(labelled(main), released);
  });

  it('stays in its country, whose taxes and shipping the order has', () => {
    const shippingAddress = { ...london, country: 'IE' };
    given(placed)
      .when(new ChangeShippingAddress({ orderId, shippingAddress }))
      .thenRefused('country-differs');
  });

  it('needs an order, and must be one that something can be sent to', () => {
    given().when(change).thenRefused('order-unknown');
    given(placed)
      .when(new ChangeShippingAddress({ orderId, shippingAddress: { ...leeds, postalCode: '1' } }))
      .thenRefused('address-invalid');
  });
});

describe('Notes and tags', () => {
  it('are added once each', () => {
    const noteId = '01930f70-0000-7000-8000-000000000004';
    const note = new AddNote({ orderId, noteId, text: 'Call first.' });
    const added: OrderEvent = {
      type: 'OrderNoteAdded',
      orderId,
      subjectId: 'ada',
      noteId,
      text: 'Call first.',
      author: 'somebody',
      at: '2026-11-22T10:00:00.000Z',
    };
    given(placed).when(note).then(added);
    given(placed, added).when(note).thenNothing();
    given(placed, added)
      .when(new AddNote({ orderId, noteId, text: 'Call later.' }))
      .thenRefused('note-exists');
    const tagged: OrderEvent = { type: 'OrderTagged', orderId, tag: 'vip' };
    given(placed)
      .when(new AddTag({ orderId, tag: 'vip' }))
      .then(tagged);
    given(placed, tagged)
      .when(new AddTag({ orderId, tag: 'vip' }))
      .thenNothing();
    given(placed, tagged)
      .when(new RemoveTag({ orderId, tag: 'vip' }))
      .then({ type: 'OrderUntagged', orderId, tag: 'vip' });
    given(placed)
      .when(new RemoveTag({ orderId, tag: 'vip' }))
      .thenNothing();
  });

  it('need an order', () => {
    given()
      .when(new AddNote({ orderId, text: 'x' }))
      .thenRefused('order-unknown');
    given()
      .when(new AddTag({ orderId, tag: 'vip' }))
      .thenRefused('order-unknown');
  });
});
