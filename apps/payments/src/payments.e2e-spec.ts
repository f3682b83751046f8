import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  inventorySamples,
  ordersSamples,
  shippingSamples,
  type InventoryPublishedEvent,
  type OrdersPublishedEvent,
  type ShippingPublishedEvent,
} from '@waybill/contracts';
import { createEdge } from '@waybill/edge';
import { Engine } from '@waybill/engine';
import { idFrom } from '@waybill/kernel';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';
import { idle, messageOf, temporaryFolder } from '@waybill/testing';
import supertest from 'supertest';
import { PaymentsModule } from './payments.module.js';

const folder = temporaryFolder();
for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
  process.env[store] = `embedded:${folder.path}`;
}

let app: Awaited<ReturnType<typeof createEdge>>;
let http: ReturnType<typeof supertest>;
let published = 0;

beforeAll(async () => {
  app = await createEdge(PaymentsModule);
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

const settle = () => idle(app.get(Engine), app.get(EventStore), app.get(MessageBus));

/** Publishes events of an order as other contexts do, and waits until everything that follows has happened. */
async function publish(
  orderId: string,
  ...events: readonly (OrdersPublishedEvent | InventoryPublishedEvent | ShippingPublishedEvent)[]
) {
  const messages = events.map((event) => messageOf(event, (published += 1), `order-${orderId}`));
  await app.get(MessageBus).publish(messages);
  await settle();
}

/** An order that is placed, paid for with that token, and whose stock is held. */
async function paymentWith(paymentMethod: string) {
  const orderId = idFrom('order', paymentMethod, published);
  await publish(orderId, { ...ordersSamples['orders.OrderPlaced'], orderId, paymentMethod });
  await publish(orderId, { ...inventorySamples['inventory.ReservationHeld'], orderId });
  const url = `/v1/payments/${orderId}`;
  const post = async (task: string, body: object = {}, status = 200) => {
    const answer = await http.post(`${url}/${task}`).send(body).expect(status);
    await settle();
    return answer.body;
  };
  const ship = () => publish(orderId, { ...shippingSamples['shipping.LabelPurchased'], orderId });
  const read = async () => (await http.get(url).expect(200)).body;
  return { orderId, url, post, ship, read };
}

const refund = { amount: 1000, currency: 'EUR', reason: 'goodwill' };

describe('A payment', () => {
  it('H2, H3, H9: is authorised, captured and refunded', async () => {
    const { orderId, post, ship, read } = await paymentWith('tok_approve');
    expect(await read()).toMatchObject({ status: 'authorised', authorised: { amount: 3070 } });
    expect(await post('refund', refund, 409)).toMatchObject({ code: 'refund-exceeds-captured' });
    await ship();
    expect(await read()).toMatchObject({ status: 'captured', captured: { amount: 3070 } });
    await post('refund', refund);
    expect(await read()).toMatchObject({ status: 'partially_refunded', refunded: { amount: 1000 } });
    expect(await post('void', {}, 409)).toMatchObject({ code: 'payment-captured' });
    expect(await post('refund', { ...refund, currency: 'USD' }, 422)).toMatchObject({
      code: 'other-currency',
    });
    expect(await post('refund', { ...refund, amount: 0 }, 400)).toMatchObject({ code: 'invalid-request' });

    const { body: list } = await http.get(
      `/v1/payments?orderId=${orderId}&status=captured,partially_refunded`,
    );
    expect(list.data).toEqual([expect.objectContaining({ paymentId: orderId })]);
    await http.get('/v1/payments?status=paid').expect(400);
  });

  it('P1: is tried again', async () => {
    const { post, read } = await paymentWith('tok_insufficient');
    expect(await read()).toMatchObject({ status: 'declined', retryable: true, reason: 'insufficient-funds' });
    await post('retry', { method: 'tok_approve' });
    expect(await read()).toMatchObject({ status: 'authorised', attempt: 2 });
    expect(await post('retry', { method: 'tok_approve' }, 409)).toMatchObject({
      code: 'payment-not-retryable',
    });
  });

  it('P3: goes on after the customer has completed the action', async () => {
    const { orderId, post, read } = await paymentWith('tok_action');
    const { action } = await read();
    expect(action).toMatchObject({ url: `/v1/payments/${orderId}/complete-action` });
    await http.post(action.url).expect(200);
    await settle();
    expect(await read()).toMatchObject({ status: 'authorised' });
    expect(await post('complete-action', {}, 409)).toMatchObject({ code: 'no-action-required' });
  });

  it('P4: is reconciled by hand', async () => {
    const { post, read } = await paymentWith('tok_timeout');
    expect(await read()).toMatchObject({ status: 'unknown' });
    expect(await post('retry', { method: 'tok_approve' }, 409)).toMatchObject({ code: 'payment-unanswered' });
    await post('reconcile');
    expect(await read()).toMatchObject({ status: 'authorised' });
    expect(await post('reconcile', {}, 409)).toMatchObject({ code: 'outcome-known' });
  });

  it('is voided, by hand or with its order', async () => {
    const byHand = await paymentWith('tok_approve');
    await byHand.post('void');
    expect(await byHand.read()).toMatchObject({ status: 'voided' });
    const { orderId, read } = await paymentWith('tok_approve');
    await publish(orderId, { ...ordersSamples['orders.OrderCancelled'], orderId });
    expect(await read()).toMatchObject({ status: 'voided', reason: 'customer' });
  });

  it('is a 404 when it is unknown', async () => {
    const unknown = `/v1/payments/${idFrom('nothing')}`;
    expect((await http.get(unknown).expect(404)).body).toMatchObject({ code: 'payment-unknown' });
    await http.post(`${unknown}/void`).expect(404);
  });
});
