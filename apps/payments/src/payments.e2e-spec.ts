import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  InventoryPublishedEvent,
  OrdersPublishedEvent,
  ShippingPublishedEvent,
} from '@waybill/contracts';
import { Caller, createEdge, ROLES } from '@waybill/edge';
import { backfillQueueOf, Engine } from '@waybill/engine';
import { idFrom } from '@waybill/kernel';
import { EventStore } from '@waybill/event-store';
import { EmbeddedMessageBus, MessageBus } from '@waybill/message-bus';
import { idle, messageOf, temporaryFolder } from '@waybill/testing';
import supertest from 'supertest';
import { PaymentsModule } from './payments.module.js';
import { askedToPay, held, order, orderCancelled, parcel, unitsOf } from './payments-world.contract.js';

const folder = temporaryFolder();
for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
  process.env[store] = `embedded:${folder.path}`;
}

const FAR = '9999999999999999';
const consuming = new AbortController();
let app: Awaited<ReturnType<typeof createEdge>>;
let http: ReturnType<typeof supertest>;
let published = 0;

beforeAll(async () => {
  const queue = backfillQueueOf('orders');
  const early = new EmbeddedMessageBus(folder.path);
  await early.declare([{ queue, topics: [] }]);
  await early.close();
  app = await createEdge(PaymentsModule, { callers });
  const bus = app.get(MessageBus);
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
  // Orders have no past, and everything that they publish arrives at once.
  await bus.consume(queue, { signal: consuming.signal }, (delivery) => {
    const { message } = delivery;
    if (message.kind === 'backfill-request') {
      const { backfill, queue: asking } = message;
      const end = { id: idFrom(backfill), topic: 'orders.backfill-end', key: 'orders', publisher: 'orders' };
      void bus.send(asking, [{ kind: 'backfill-end', ...end, epoch: 1, backfill, position: FAR }]);
    }
    delivery.ack();
  });
});
afterAll(async () => {
  consuming.abort();
  await app.close();
  folder.remove();
});

/** The token is the actor's id. Ada and Eve are customers; everybody else has all roles. */
const callers = {
  find: (token = 'staff') => {
    const isCustomer = token === 'ada' || token === 'eve';
    const actor = { kind: 'user', id: token } as const;
    return new Caller(actor, isCustomer ? ['customer'] : ROLES, false, isCustomer ? token : undefined);
  },
  close: () => undefined,
};
const settle = () => idle(app.get(Engine), app.get(EventStore), app.get(MessageBus));

type Published = OrdersPublishedEvent | InventoryPublishedEvent | ShippingPublishedEvent;

/** Publishes events as other contexts do, and waits until everything that follows has happened. */
async function publish(orderId: string, ...events: readonly Published[]) {
  const messages = events.map((event) => {
    const ofOrder = { ...event, orderId };
    return messageOf(ofOrder, (published += 1), `order-${orderId}`);
  });
  await app.get(MessageBus).publish(messages);
  await settle();
}

/** An order that is placed, paid for with that token, and whose stock is held. */
async function paymentWith(method: string) {
  const orderId = idFrom('order', method, published);
  const created = await http.post('/v1/payments').send({ method }).expect(201);
  const url = String(created.headers['location']);
  const paymentId = url.slice(url.lastIndexOf('/') + 1);
  await publish(orderId, { ...order, paymentId });
  await publish(orderId, { ...held, reservationId: orderId });
  const post = async (task: string, body: object = {}, status = 200) => {
    const answer = await http.post(`${url}/${task}`).send(body).expect(status);
    await settle();
    return answer.body;
  };
  const read = async () => (await http.get(url).expect(200)).body;
  return { orderId, paymentId, url, post, read };
}

const refund = { amount: 1000, currency: 'EUR', reason: 'goodwill' };
const { ready, cancelled, shipmentId } = parcel();

describe('A payment', () => {
  it('H2, H3, H9: is authorised, captured and refunded', async () => {
    const { orderId, paymentId, post, read } = await paymentWith('tok_approve');
    expect(await read()).toMatchObject({
      status: 'authorised',
      orderId,
      authorised: { amount: 3070 },
      card: { brand: 'visa', last4: '4242' },
      provider: 'sandbox',
    });
    expect(await post('refund', refund, 409)).toMatchObject({ code: 'refund-exceeds-captured' });
    await publish(orderId, ready);
    expect(await read()).toMatchObject({
      status: 'captured',
      captured: { amount: 3070 },
      captures: [{ shipmentId, status: 'succeeded' }],
    });
    await post('refund', refund);
    expect(await read()).toMatchObject({ status: 'partially_refunded', refunded: { amount: 1000 } });
    expect(await post('void', {}, 409)).toMatchObject({ code: 'payment-in-use', status: 409 });
    expect(await post('refund', { ...refund, currency: 'USD' }, 422)).toMatchObject({
      code: 'other-currency',
    });
    expect(await post('refund', { ...refund, amount: 0 }, 400)).toMatchObject({ code: 'invalid-request' });
    const unit = { lineId: '1', first: 0, quantity: 1 };
    await post('refund', { ...refund, amount: 1535, units: [unit] });
    expect(await read()).toMatchObject({ refunded: { amount: 2535 } });
    expect(await post('refund', { ...refund, amount: 535, units: [unit] }, 409)).toMatchObject({
      code: 'units-refunded',
    });
    expect(JSON.stringify(await read())).not.toContain('tok_');

    const { body: list } = await http.get(
      `/v1/payments?orderId=${orderId}&status=captured,partially_refunded`,
    );
    expect(list.data).toEqual([expect.objectContaining({ paymentId })]);
    await http.get('/v1/payments?status=paid').expect(400);
  });

  it('is created once for the same request, and refused with another method', async () => {
    const paymentId = idFrom('payment', 'mine');
    await http.post('/v1/payments').send({ paymentId, method: 'tok_approve' }).expect(201);
    await http.post('/v1/payments').send({ method: 'tok_approve', paymentId }).expect(201);
    const other = await http.post('/v1/payments').send({ paymentId, method: 'tok_decline' }).expect(409);
    expect(other.body).toMatchObject({ code: 'payment-exists' });
    await http.post('/v1/payments').send({ paymentId }).expect(400);
    expect((await http.get(`/v1/payments/${paymentId}`).expect(200)).body).toMatchObject({
      status: 'created',
    });
  });

  it('P1: is tried again', async () => {
    const { post, read } = await paymentWith('tok_insufficient');
    expect(await read()).toMatchObject({ status: 'declined', retryable: true, reason: 'insufficient_funds' });
    await post('retry', { method: 'tok_approve' });
    expect(await read()).toMatchObject({ status: 'authorised', attempt: 2 });
    expect(await post('retry', { method: 'tok_approve' }, 409)).toMatchObject({
      code: 'payment-not-retryable',
    });
  });

  it('P3: goes on after the customer has completed the action', async () => {
    const { url, post, read } = await paymentWith('tok_action');
    const { action } = await read();
    expect(action).toMatchObject({ url: `${url}/complete-action` });
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

  it('P9: is captured by hand after a refusal', async () => {
    const { orderId, post, read } = await paymentWith('tok_capture_declined_once');
    await publish(orderId, ready);
    const [capture] = (await read()).captures;
    expect(capture).toMatchObject({ status: 'waiting', failure: 'refused' });
    await post(`captures/${capture.captureId}/retry`);
    expect(await read()).toMatchObject({
      status: 'captured',
      captures: [{ status: 'succeeded', attempt: 2 }],
    });
    await post(`captures/${idFrom('none')}/retry`, {}, 404);
  });

  it('P9: is followed by another payment that pays for what waits', async () => {
    const { orderId, read } = await paymentWith('tok_capture_declined');
    await publish(orderId, ready);
    const second = idFrom('payment', 'second');
    await publish(orderId, askedToPay(3070, second));
    await http.post('/v1/payments').send({ paymentId: second, method: 'tok_approve' }).expect(201);
    await settle();
    expect(await read()).toMatchObject({ status: 'authorised', captures: [{ status: 'cancelled' }] });
    expect((await http.get(`/v1/payments/${second}`)).body).toMatchObject({ status: 'captured', orderId });
    const { body: list } = await http.get(`/v1/payments?orderId=${orderId}`);
    expect(list.data).toHaveLength(2);
    await publish(orderId, orderCancelled);
    expect(await read()).toMatchObject({ status: 'voided' });
    expect((await http.get(`/v1/payments/${second}`)).body).toMatchObject({ status: 'refunded' });
  });

  it('RF4: lets a person repeat, settle or redirect a refund that has failed', async () => {
    const { orderId, post, read } = await paymentWith('tok_refund_declined');
    await publish(orderId, ready, cancelled);
    const [failed] = (await read()).refunds;
    expect(failed).toMatchObject({ status: 'waiting', failure: 'refused', units: unitsOf(0, 2) });
    await post(`refunds/${failed.refundId}/retry`);
    expect((await read()).refunds).toMatchObject([{ status: 'waiting', attempt: 2 }]);
    await post(`refunds/${failed.refundId}/redirect`, { toPaymentId: idFrom('payment', 'nobody') });
    expect((await read()).refunds).toMatchObject([
      { status: 'waiting', failure: 'payment_of_another_order' },
    ]);
    await post(`refunds/${failed.refundId}/settle-manually`, { evidence: 'bank transfer 17' });
    expect(await read()).toMatchObject({ status: 'refunded', refunds: [{ evidence: 'bank transfer 17' }] });
    await post(`refunds/${idFrom('none')}/retry`, {}, 404);
  });

  it('is voided with its order, not by hand', async () => {
    const { orderId, post, read } = await paymentWith('tok_approve');
    expect(await post('void', {}, 409)).toMatchObject({ code: 'payment-in-use' });
    await publish(orderId, orderCancelled);
    expect(await read()).toMatchObject({ status: 'voided', reason: 'customer' });
    await post('void');
  });

  it('of a customer is created, seen and completed by that customer, and by no other one', async () => {
    const [ada, eve] = ['ada', 'eve'].map((id) => ({ Authorization: `Bearer ${id}` }));
    const created = await http.post('/v1/payments').set(ada).send({ method: 'tok_action' }).expect(201);
    const url = String(created.headers['location']);
    await http.get(url).set(ada).expect(404);
    await publish(idFrom('order', url), { ...order, paymentId: created.body.id });
    await publish(idFrom('order', url), { ...held, reservationId: idFrom('order', url) });
    await http.get(url).set(eve).expect(404);
    await http.post(`${url}/complete-action`).set(eve).expect(404);
    await http.post(`${url}/void`).set(ada).expect(403);
    await http.get('/v1/payments?customerId=ada').set(ada).expect(403);
    await http.post(`${url}/complete-action`).set(ada).expect(200);
    await settle();
    expect((await http.get(url).set(ada).expect(200)).body).toMatchObject({ status: 'authorised' });
  });

  it('is a 404 when it is unknown', async () => {
    const unknown = `/v1/payments/${idFrom('nothing')}`;
    expect((await http.get(unknown).expect(404)).body).toMatchObject({ code: 'payment-unknown' });
    await http.post(`${unknown}/void`).expect(404);
  });
});
