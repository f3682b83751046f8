import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  inventorySamples,
  paymentsSamples,
  type InventoryPublishedEvent,
  type PaymentsPublishedEvent,
} from '@waybill/contracts';
import { Caller, createEdge, ROLES } from '@waybill/edge';
import { Engine } from '@waybill/engine';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';
import { idle, messageOf, temporaryFolder } from '@waybill/testing';
import supertest from 'supertest';
import { OrdersModule } from './orders.module.js';

const folder = temporaryFolder();
for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
  process.env[store] = `embedded:${folder.path}`;
}

let app: Awaited<ReturnType<typeof createEdge>>;
let http: ReturnType<typeof supertest>;
let published = 0;

beforeAll(async () => {
  app = await createEdge(OrdersModule, { callers });
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

/** The token is the actor's id. Eve is a customer; everybody else has all roles. */
const callers = {
  find: (token = 'staff') => {
    const isCustomer = token === 'eve';
    const actor = { kind: 'user', id: token } as const;
    return new Caller(actor, isCustomer ? ['customer'] : ROLES, false, isCustomer ? token : undefined);
  },
  close: () => undefined,
};
const settle = () => idle(app.get(Engine), app.get(EventStore), app.get(MessageBus));
const order = {
  customerId: 'ada',
  contact: { email: 'Ada@Example.com' },
  currency: 'USD',
  lines: [
    { sku: 'TEA', quantity: 2, unitPrice: 1000, taxes: [{ name: 'sales tax', rate: 625 }] },
    { sku: 'POT', quantity: 1, unitPrice: 3000 },
  ],
  shipping: { method: 'standard', price: 500 },
  shippingAddress: {
    name: 'Ada Lovelace',
    lines: ['1600 Amphitheatre Parkway'],
    city: 'Mountain View',
    region: 'CA',
    postalCode: '94043',
    country: 'US',
  },
};

async function place(more: object = {}, status = 201) {
  const { body } = await http
    .post('/v1/orders')
    .send({ ...order, ...more })
    .expect(status);
  await settle();
  return body;
}
const read = async (path: string, status = 200) => (await http.get(`/v1/orders${path}`).expect(status)).body;
async function post(orderId: string, task: string, body: object, { status = 200, actor = 'grace' } = {}) {
  const answer = await http
    .post(`/v1/orders/${orderId}/${task}`)
    .set('Authorization', `Bearer ${actor}`)
    .send(body)
    .expect(status);
  await settle();
  return answer.body;
}

/** Publishes events as other contexts do, and waits until everything that follows has happened. */
async function publish(
  orderId: string,
  ...events: readonly (InventoryPublishedEvent | PaymentsPublishedEvent)[]
) {
  const messages = events.map((event) => messageOf(event, (published += 1), `other-${orderId}`));
  await app.get(MessageBus).publish(messages);
  await settle();
}

async function confirm(orderId: string) {
  const claims = [
    { sku: 'TEA', location: 'main', quantity: 2 },
    { sku: 'POT', location: 'south', quantity: 1 },
  ];
  const ofPayment = { paymentId: orderId, orderId };
  await publish(orderId, { ...paymentsSamples['payments.PaymentAuthorised'], ...ofPayment });
  await publish(orderId, {
    ...inventorySamples['inventory.ReservationCommitted'],
    reservationId: orderId,
    orderId,
    claims,
  });
}

describe('An order', () => {
  it('H1 H4: goes to a US address, has a number, and is confirmed with two appends', async () => {
    const { id: orderId } = await place();
    expect(await read(`/${orderId}`)).toMatchObject({
      status: 'pending',
      paymentStatus: 'pending',
      fulfilmentStatus: 'unfulfilled',
      totals: { goods: { amount: 5000 }, tax: { amount: 125 }, total: { amount: 5625 } },
    });
    await confirm(orderId);
    const view = await read(`/${orderId.toUpperCase()}`);
    expect(view).toMatchObject({
      status: 'confirmed',
      paymentStatus: 'authorised',
      fulfilmentStatus: 'allocated',
      fulfilments: [{ location: 'main' }, { location: 'south' }],
      revision: 1,
    });
    const stored = await app.get(EventStore).read(`order-${orderId}`, { max: 10 });
    expect(stored.map(({ type }) => type)).toEqual(['OrderPlaced', 'OrderConfirmed']);
    expect(await read(`/by-number/web/${view.number}`)).toMatchObject({ orderId });
    await read('/by-number/web/999999', 404);
  });

  it('is the same when its request is repeated, and another one is refused', async () => {
    const orderId = randomUUID();
    const first = await place({ orderId });
    const keys = Object.fromEntries(Object.entries({ ...order, orderId }).toReversed());
    const { body: again } = await http.post('/v1/orders').send(keys).expect(201);
    expect(again).toEqual(first);
    expect(await place({ orderId, notes: 'Ring.' }, 409)).toMatchObject({
      code: 'order-exists',
      details: { status: 'pending' },
    });
  });

  it('with a reference and no id is the same order each time', async () => {
    const first = await place({ externalReference: 'A-7' });
    expect(await place({ externalReference: 'A-7' })).toMatchObject({ id: first.id });
    expect(await place({ externalReference: 'A-7', notes: 'Ring.' }, 409)).toMatchObject({
      code: 'order-exists',
    });
    expect(await place({ externalReference: 'A-7', orderId: randomUUID() }, 409)).toMatchObject({
      code: 'reference-taken',
      details: { orderId: first.id },
    });
  });

  it('names what is wrong with it', async () => {
    expect(await place({ totals: { tax: 124, total: 5625 } }, 422)).toMatchObject({
      code: 'totals-mismatch',
      details: { differences: [{ field: '/totals/tax', given: 124, expected: 125 }] },
    });
    const { region: _, ...shippingAddress } = order.shippingAddress;
    expect(await place({ shippingAddress }, 422)).toMatchObject({
      code: 'address-invalid',
      details: { field: '/shippingAddress/region' },
    });
    expect(await place({ currency: 'usd' }, 400)).toMatchObject({ errors: [{ pointer: '/currency' }] });
  });

  it('is held and released by the same person only', async () => {
    const { id: orderId } = await place();
    await post(orderId, 'hold', { reason: 'fraud' });
    const { status, holds } = await read(`/${orderId}`);
    expect({ status, holds }).toMatchObject({ status: 'on_hold', holds: [{ owner: 'grace' }] });
    const { holdId } = holds[0];
    expect(await post(orderId, 'release-hold', { holdId }, { status: 409, actor: 'ada' })).toMatchObject({
      code: 'hold-of-another',
    });
    await post(orderId, 'release-hold', { holdId });
    expect(await read(`/${orderId}`)).toMatchObject({ status: 'pending', holds: [] });
  });

  it('P1: is paid again after a decline', async () => {
    const { id: orderId } = await place();
    const paymentId = randomUUID();
    expect(await post(orderId, 'pay', { paymentId }, { status: 409 })).toMatchObject({
      code: 'payment-in-progress',
    });
    await publish(orderId, {
      ...paymentsSamples['payments.PaymentDeclined'],
      paymentId: orderId,
      orderId,
    });
    expect(await read(`/${orderId}`)).toMatchObject({ status: 'on_hold', paymentStatus: 'failed' });
    await post(orderId, 'pay', { paymentId });
    await publish(orderId, { ...paymentsSamples['payments.PaymentAuthorised'], paymentId, orderId });
    expect(await read(`/${orderId}`)).toMatchObject({ status: 'pending', paymentStatus: 'authorised' });
  });

  it('has notes, tags and an address that can be corrected', async () => {
    const { id: orderId } = await place();
    await post(orderId, 'add-note', { text: 'Call first.' });
    await post(orderId, 'add-tag', { tag: 'vip' });
    const shippingAddress = { ...order.shippingAddress, lines: ['1 Infinite Loop'] };
    await post(orderId, 'change-shipping-address', { shippingAddress });
    expect(await read(`/${orderId}`)).toMatchObject({
      notes: [{ text: 'Call first.', author: 'grace' }],
      tags: ['vip'],
      shippingAddress: { lines: ['1 Infinite Loop'] },
    });
    const timeline = await read(`/${orderId}/timeline`);
    expect(JSON.stringify(timeline)).not.toMatch(/Lovelace|Infinite|example\.com/i);
    await post(orderId, 'cancel', { reason: 'customer' });
    expect(await read(`/${orderId}`)).toMatchObject({
      status: 'cancelled',
      totals: { total: { amount: 0 } },
    });
  });
});

describe('A list of orders', () => {
  const ids = async (query: string, status = 200) =>
    (await read(`?${query}`, status)).data?.map(({ orderId }: { readonly orderId: string }) => orderId);

  it('finds an order by what a person knows of it', async () => {
    const externalReference = `R-${randomUUID()}`;
    const { id: orderId } = await place({
      channel: 'market',
      externalReference,
      contact: { email: 'Find.Me@example.com' },
      tags: ['fragile'],
    });
    const { number } = await read(`/${orderId}`);
    for (const query of [
      `channel=market&number=${number}`,
      `externalReference=${externalReference}`,
      'email=find.me@EXAMPLE.com',
      'tag=fragile',
      `text=${externalReference}`,
      `text=${number}%20lovelace&channel=market`,
    ])
      expect({ query, found: await ids(query) }).toEqual({ query, found: [orderId] });
    await post(orderId, 'remove-tag', { tag: 'fragile' });
    expect(await ids('tag=fragile')).toEqual([]);
    await read('?tag=vip&status=pending', 400);
  });

  it('shows what is paid and not sent, what is on hold since, and what was placed on a day', async () => {
    const { id: paid } = await place();
    await confirm(paid);
    const { id: held } = await place();
    await post(held, 'hold', { reason: 'fraud' });
    const { id: unpaid } = await place();
    const work = await ids('paidAndUnfulfilled=true&limit=200');
    expect(work).toContain(paid);
    expect(work).not.toContain(unpaid);
    expect(await ids('paymentStatus=authorised&fulfilmentStatus=allocated&limit=200')).toContain(paid);
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect(await ids(`onHoldSince=${soon}`)).toContain(held);
    expect(await ids('onHoldSince=2020-01-01T00:00:00Z')).toEqual([]);
    const { placedAt } = await read(`/${unpaid}`);
    const timeZone = 'Pacific/Auckland';
    const day = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date(placedAt));
    expect(await ids(`placedOn=${day}&timeZone=${timeZone}&limit=200`)).toContain(unpaid);
    expect(await ids(`placedOn=2020-02-29&timeZone=${timeZone}`)).toEqual([]);
    await read('?placedOn=2026-02-30', 400);
  });

  it('misses and repeats nothing while orders change, and finds nothing without a word', async () => {
    await Promise.all(Array.from({ length: 6 }, () => place({ channel: 'pages' })));
    const seen: string[] = [];
    let next = '';
    do {
      const page = await read(`?channel=pages&limit=2&sort=-number${next}`);
      for (const { orderId, number } of page.data) {
        seen.push(number);
        await post(orderId, 'add-tag', { tag: 'seen' });
      }
      next = page.next ? `&cursor=${page.next}` : '';
    } while (next);
    expect(seen).toEqual(seen.toSorted((a, b) => Number(b) - Number(a)));
    expect(new Set(seen).size).toBe(6);
    expect(await ids('text=%25')).toEqual([]);
  });

  it('of a customer is placed, seen and cancelled by that customer, and by no other one', async () => {
    const eve = { Authorization: 'Bearer eve' };
    const orders = (path = '') => http.get(`/v1/orders${path}`).set(eve);
    const { id: hers } = (
      await http
        .post('/v1/orders')
        .set(eve)
        .send({ ...order, customerId: 'eve' })
        .expect(201)
    ).body;
    const { id: other } = await place();
    await settle();
    await orders(`/${hers}`).expect(200);
    await orders(`/${hers}/timeline`).expect(200);
    expect((await orders('?customerId=eve').expect(200)).body.data).toHaveLength(1);
    await orders().expect(404);
    await orders(`/${other}`).expect(404);
    await orders(`/${other}/timeline`).expect(404);
    await http.post('/v1/orders').set(eve).send(order).expect(404);
    await http.post(`/v1/orders/${other}/cancel`).set(eve).send({ reason: 'customer' }).expect(404);
    await http.post(`/v1/orders/${hers}/hold`).set(eve).send({ reason: 'manual' }).expect(403);
    await http.post(`/v1/orders/${hers}/cancel`).set(eve).send({ reason: 'customer' }).expect(200);
  });
});
