import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ordersSamples,
  paymentsSamples,
  type OrdersPublishedEvent,
  type PaymentsPublishedEvent,
} from '@waybill/contracts';
import { createEdge } from '@waybill/edge';
import { Engine } from '@waybill/engine';
import { idFrom } from '@waybill/kernel';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';
import { idle, messageOf, temporaryFolder } from '@waybill/testing';
import supertest from 'supertest';
import { InventoryModule } from './inventory.module.js';

const folder = temporaryFolder();
for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
  process.env[store] = `embedded:${folder.path}`;
}

let app: Awaited<ReturnType<typeof createEdge>>;
let http: ReturnType<typeof supertest>;
let published = 0;

beforeAll(async () => {
  app = await createEdge(InventoryModule);
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

const settle = () => idle(app.get(Engine), app.get(EventStore), app.get(MessageBus));

async function post(path: string, body: object, status = 200) {
  const answer = await http.post(`/v1/${path}`).send(body).expect(status);
  await settle();
  return answer.body;
}

async function read(path: string) {
  const { body } = await http.get(`/v1/${path}`).expect(200);
  return body;
}

/** Publishes events of other contexts, and waits until everything that follows has happened. */
async function publish(...events: readonly (OrdersPublishedEvent | PaymentsPublishedEvent)[]): Promise<void> {
  const messages = events.map((event) => messageOf(event, (published += 1), 'others'));
  await app.get(MessageBus).publish(messages);
  await settle();
}

describe('Stock', () => {
  it('is received, adjusted, counted and watched', async () => {
    await post('stock/CUP/main/receive', { quantity: 10, reference: 'PO-1' });
    await post('stock/CUP/main/adjust', { delta: -2, reason: 'damaged' });
    await post('stock/CUP/main/count', { counted: 7 });
    await post('stock/CUP/main/set-reorder-point', { reorderPoint: 7 });
    await post('stock/CUP/north/receive', { quantity: 1 });
    expect(await read('stock/CUP/main')).toMatchObject({
      onHand: 7,
      available: 7,
      low: 'yes',
      reorderPoint: 7,
    });
    expect(await read('stock/CUP')).toMatchObject({
      onHand: 8,
      locations: [{ location: 'main' }, { location: 'north' }],
    });
    const { data } = await read('stock?low=true&sku=CUP');
    expect(data).toEqual([expect.objectContaining({ sku: 'CUP', location: 'main' })]);
    expect((await read('stock?location=north')).data).toHaveLength(1);
  });

  it('is not adjusted below nothing, nor by nonsense', async () => {
    await post('stock/JAR/main/receive', { quantity: 1 });
    expect(await post('stock/JAR/main/adjust', { delta: -2, reason: 'lost' }, 409)).toMatchObject({
      code: 'stock-short',
    });
    await post('stock/JAR/main/receive', { quantity: 0 }, 400);
    await post('stock/JAR/no@where/receive', { quantity: 1 }, 400);
    await http.get('/v1/stock/NOTHING').expect(404);
  });

  it('goes from one location to another', async () => {
    await post('stock/LID/main/receive', { quantity: 5 });
    const { id } = await post('transfers', { sku: 'LID', from: 'main', to: 'north', quantity: 3 }, 201);
    expect(await read(`transfers/${id}`)).toMatchObject({ status: 'completed' });
    expect(await read('stock/LID/main')).toMatchObject({ onHand: 2 });
    expect(await read('stock/LID/north')).toMatchObject({ onHand: 3 });
    const short = await post('transfers', { sku: 'LID', from: 'main', to: 'north', quantity: 3 }, 201);
    expect(await read(`transfers/${short.id}`)).toMatchObject({ status: 'rejected', reason: 'stock-short' });
    await post('transfers', { sku: 'LID', from: 'main', to: 'main', quantity: 3 }, 422);
  });
});

describe('A reservation', () => {
  it('is held, extended, committed and released over HTTP', async () => {
    await post('stock/POT/main/receive', { quantity: 5 });
    const { id } = await post('reservations', { lines: [{ sku: 'POT', quantity: 2 }] }, 201);
    expect(await read(`reservations/${id}`)).toMatchObject({
      status: 'held',
      claims: [{ sku: 'POT', location: 'main', quantity: 2 }],
    });
    await post(`reservations/${id}/extend`, {});
    expect(await post(`reservations/${id}/extend`, {}, 409)).toMatchObject({ code: 'reservation-extended' });
    await post(`reservations/${id}/commit`, {});
    expect(await read('stock/POT/main')).toMatchObject({ allocated: 2, available: 3 });
    await post(`reservations/${id}/release`, { reason: 'changed-mind' });
    expect(await read(`reservations/${id}`)).toMatchObject({ status: 'released', claims: [] });
    expect(await read('stock/POT/main')).toMatchObject({ allocated: 0, available: 5 });
    expect(await post(`reservations/${id}/commit`, {}, 409)).toMatchObject({ code: 'reservation-released' });
    expect((await read('reservations?status=released')).data).toHaveLength(1);
    await post(`reservations/${idFrom('unknown')}/release`, { reason: 'changed-mind' }, 404);
  });

  it('H1-H4: follows its order from the first event to the last, with no more events than it takes', async () => {
    await post('stock/TEA/main/receive', { quantity: 5 });
    await post('stock/MUG/main/receive', { quantity: 5 });
    const orderId = idFrom('an order');
    const placed = ordersSamples['orders.OrderPlaced'];
    const [line] = placed.lines;
    const lines = ['TEA', 'MUG'].flatMap((sku) => (line ? [{ ...line, sku, quantity: 2 }] : []));
    await publish({ ...placed, orderId, lines });
    expect(await read(`reservations/${orderId}`)).toMatchObject({ orderId, status: 'held' });
    await publish({ ...paymentsSamples['payments.PaymentAuthorised'], orderId });
    expect(await read(`reservations/${orderId}`)).toMatchObject({ status: 'committed', revision: 3 });
    expect(await read('stock/TEA/main')).toMatchObject({ allocated: 2, available: 3, revision: 2 });
  });
});
