import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ordersSamples, paymentsSamples, shippingSamples, type PublishedEvent } from '@waybill/contracts';
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
async function publish(...events: readonly PublishedEvent[]): Promise<void> {
  const messages = events.map((event) => messageOf(event, (published += 1), 'others'));
  await app.get(MessageBus).publish(messages);
  await settle();
}

/** How many appends have followed since a position: a decision's events are appended together. */
async function appendsSince(position: string | undefined): Promise<number> {
  const appends = new Set<string>();
  for await (const { events } of app.get(EventStore).readAll({ after: position })) {
    for (const { stream, meta } of events) {
      if (/^(stock|reservation)-/.test(stream)) appends.add(`${stream} ${meta.commandId}`);
    }
  }
  return appends.size;
}

async function position(): Promise<string | undefined> {
  let last: string | undefined;
  for await (const { events } of app.get(EventStore).readAll()) last = events.at(-1)?.position ?? last;
  return last;
}

describe('A location', () => {
  it('is registered, changed, suspended and activated', async () => {
    const north = { location: 'north', type: 'warehouse', name: 'North' };
    expect(await post('locations', north, 201)).toMatchObject({ id: 'north' });
    await post('locations', north, 201);
    await post('locations/north/change', { priority: 7 });
    await post('locations/north/suspend', { reason: 'stocktaking' });
    expect(await read('locations/north')).toMatchObject({
      type: 'warehouse',
      priority: 7,
      status: 'suspended',
      reason: 'stocktaking',
    });
    await post('locations/north/activate', {});
    expect(await read('locations/north')).toMatchObject({ status: 'active' });
    expect((await post('locations', { ...north, name: 'Other' }, 409)).code).toBe('location-exists');
    await http.get('/v1/locations/nowhere').expect(404);
  });

  it('main is there from the beginning', async () => {
    expect(await read('locations/main')).toMatchObject({
      location: 'main',
      status: 'active',
      sellable: true,
    });
    const all = await read('locations');
    expect(all.data.map(({ location }: { location: string }) => location)).toEqual(['main', 'north']);
    expect((await read('locations?type=store')).data).toEqual([]);
  });

  it('must be registered before it can have stock', async () => {
    const refused = await post('stock/CUP/nowhere/receive', { quantity: 1 }, 404);
    expect(refused).toMatchObject({
      code: 'location-unknown',
      detail: expect.stringContaining('POST /v1/locations'),
    });
    const transfer = { sku: 'CUP', from: 'main', to: 'nowhere', quantity: 1 };
    expect(await post('transfers', transfer, 422)).toMatchObject({
      code: 'location-unregistered',
      errors: [{ pointer: '/to' }],
    });
  });
});

describe('Stock', () => {
  it('is received, adjusted, reclassified, counted and watched', async () => {
    await post('stock/CUP/main/receive', { quantity: 10, reference: 'PO-1' });
    await post('stock/CUP/main/adjust', { delta: -2, reason: 'damaged' });
    await post('stock/CUP/main/reclassify', {
      from: 'available',
      to: 'damaged',
      quantity: 1,
      reason: 'dented',
    });
    await post('stock/CUP/main/count', { counted: 6 });
    await post('stock/CUP/main/set-reorder-point', { reorderPoint: 6 });
    await post('stock/CUP/north/receive', { quantity: 1 });
    const shown = await read('stock/CUP/main');
    expect(shown).toMatchObject({ onHand: 7, damaged: 1, available: 6, low: true, reorderPoint: 6 });
    expect(shown).not.toHaveProperty('lowText');
    expect(await read('stock/CUP')).toMatchObject({
      onHand: 8,
      locations: [
        { location: 'main', low: true },
        { location: 'north', low: false },
      ],
    });
    const { data } = await read('stock?low=true&sku=CUP');
    expect(data).toEqual([expect.objectContaining({ sku: 'CUP', location: 'main', low: true })]);
    expect(data[0]).not.toHaveProperty('lowText');
    expect((await read('stock?location=north')).data).toHaveLength(1);
  });

  it('has a ledger of every movement, page by page', async () => {
    const first = await read('stock/CUP/main/ledger?limit=2');
    expect(first.data).toMatchObject([
      { entry: 0, movement: 'received', delta: 10, onHand: 10, reference: 'PO-1' },
      { entry: 1, movement: 'adjusted', delta: -2, onHand: 8, reason: 'damaged' },
    ]);
    const rest = await read(`stock/CUP/main/ledger?cursor=${first.next}`);
    expect(rest.data).toMatchObject([
      { entry: 2, movement: 'reclassified', to: 'damaged', onHand: 8 },
      { entry: 3, movement: 'adjusted', reason: 'counted', onHand: 7 },
    ]);
    expect(rest).not.toHaveProperty('next');
    await http.get('/v1/stock/CUP/main/ledger?cursor=x').expect(400);
  });

  it('is received once by the id of the receipt', async () => {
    const receipt = { receiptId: idFrom('receipt'), quantity: 4, unitCost: { amount: 430, currency: 'EUR' } };
    await post('stock/BOX/main/receive', receipt);
    await post('stock/BOX/main/receive', receipt);
    expect(await read('stock/BOX/main')).toMatchObject({ onHand: 4 });
    expect((await post('stock/BOX/main/receive', { ...receipt, quantity: 5 }, 409)).code).toBe(
      'receipt-exists',
    );
    await post('stock/BOX/main/receive', { quantity: 1, expiresOn: '2026-02-30' }, 400);
  });

  it('is not adjusted below nothing, in the wrong direction, nor by nonsense', async () => {
    await post('stock/JAR/main/receive', { quantity: 1 });
    expect((await post('stock/JAR/main/adjust', { delta: -2, reason: 'lost' }, 409)).code).toBe(
      'stock-short',
    );
    const wrong = await post('stock/JAR/main/adjust', { delta: 5, reason: 'lost' }, 422);
    expect(wrong).toMatchObject({ code: 'adjustment-sign' });
    await post('stock/JAR/main/receive', { quantity: 0 }, 400);
    await post('stock/JAR/no@where/receive', { quantity: 1 }, 400);
    await http.get('/v1/stock/NOTHING').expect(404);
  });

  it('T1, T2: goes from one location to another, and may arrive in parts', async () => {
    await post('stock/LID/main/receive', { quantity: 5 });
    const { id } = await post('transfers', { sku: 'LID', from: 'main', to: 'north', quantity: 3 }, 201);
    await post(`transfers/${id}/dispatch`, {});
    expect(await read(`transfers/${id}`)).toMatchObject({ status: 'in_transit', inTransit: 3 });
    expect(await read('stock/LID')).toMatchObject({ onHand: 2, inTransit: 3 });
    await post(`transfers/${id}/receive`, { quantity: 2 });
    expect(await read(`transfers/${id}`)).toMatchObject({ status: 'partially_received', inTransit: 1 });
    expect(await read('stock/LID/north')).toMatchObject({ onHand: 2 });
    await post(`transfers/${id}/close-short`, { reason: 'broken on the way' });
    expect(await read(`transfers/${id}`)).toMatchObject({ status: 'closed_short', missing: 1 });
    expect(await read('stock/LID')).toMatchObject({ onHand: 4, inTransit: 0 });
    const short = await post('transfers', { sku: 'LID', from: 'main', to: 'north', quantity: 3 }, 201);
    await post(`transfers/${short.id}/dispatch`, {});
    expect(await read(`transfers/${short.id}`)).toMatchObject({ status: 'requested', refusedFor: 2 });
    await post(`transfers/${short.id}/cancel`, { reason: 'not needed' });
    expect((await read('transfers?status=cancelled')).data).toHaveLength(1);
    await post('transfers', { sku: 'LID', from: 'main', to: 'main', quantity: 3 }, 422);
  });
});

describe('A reservation', () => {
  it('is held, extended, committed, shipped or released over HTTP', async () => {
    await post('stock/POT/main/receive', { quantity: 5 });
    const lines = [{ sku: 'POT', quantity: 2 }];
    const { id } = await post('reservations', { lines }, 201);
    expect(await read(`reservations/${id}`)).toMatchObject({
      status: 'held',
      claims: [{ sku: 'POT', location: 'main', quantity: 2 }],
    });
    await post(`reservations/${id}/extend`, {});
    expect(await post(`reservations/${id}/extend`, {}, 409)).toMatchObject({ code: 'reservation-extended' });
    await post(`reservations/${id}/commit`, {});
    expect(await read(`reservations/${id}`)).toMatchObject({ status: 'committed' });
    expect(await read('stock/POT/main')).toMatchObject({ allocated: 2, available: 3 });
    await post(`reservations/${id}/release`, { reason: 'changed-mind' });
    expect(await read(`reservations/${id}`)).toMatchObject({ status: 'released', claims: [] });
    expect(await read('stock/POT/main')).toMatchObject({ allocated: 0, available: 5 });
    expect(await post(`reservations/${id}/commit`, {}, 409)).toMatchObject({ code: 'reservation-released' });
    expect((await read('reservations?status=released')).data).toHaveLength(1);
    await post('reservations', { reservationId: id, lines }, 201);
    const kept = await post('reservations', { lines }, 201);
    await post(`reservations/${kept.id}/commit`, {});
    await post(`reservations/${kept.id}/ship`, {});
    expect(await read(`reservations/${kept.id}`)).toMatchObject({ status: 'consumed' });
    expect(await read('stock/POT/main')).toMatchObject({ onHand: 3, available: 3 });
    await post(`reservations/${idFrom('unknown')}/release`, { reason: 'changed-mind' }, 404);
  });
});

describe('The stock of an order', () => {
  const orderId = idFrom('an order');
  const placed = ordersSamples['orders.OrderPlaced'];
  const [line] = placed.lines;
  const linesOf = (...skus: readonly string[]) =>
    skus.flatMap((sku) => (line ? [{ ...line, sku, quantity: 2 }] : []));

  it('H1-H4, S8: of one SKU is allocated and committed with five appends, and two more for each further SKU', async () => {
    for (const sku of ['TEA', 'MUG', 'TIN']) await post(`stock/${sku}/main/receive`, { quantity: 9 });
    const skus: string[] = [];
    for (const [index, sku] of ['TEA', 'MUG', 'TIN'].entries()) {
      skus.push(sku);
      const id = idFrom('counted', index);
      const before = await position();
      await publish({ ...placed, orderId: id, lines: linesOf(...skus) });
      expect(await read(`reservations/${id}`)).toMatchObject({ orderId: id, status: 'held' });
      await publish({ ...paymentsSamples['payments.PaymentAuthorised'], orderId: id });
      expect(await read(`reservations/${id}`)).toMatchObject({ status: 'committed', revision: 2 });
      expect(await appendsSince(before)).toBe(5 + 2 * index);
    }
    expect(await read('stock/TEA/main')).toMatchObject({ allocated: 6, held: 0, available: 3 });
  });

  it('is not released, committed or extended from outside, and takes over what was reserved first', async () => {
    const lines = [{ sku: 'TEA', quantity: 3 }];
    await post('reservations', { reservationId: orderId, lines }, 201);
    await publish({ ...placed, orderId, lines: linesOf('TEA') });
    expect(await read(`reservations/${orderId}`)).toMatchObject({
      orderId,
      status: 'held',
      claims: [{ sku: 'TEA', location: 'main', quantity: 2 }],
    });
    expect(await read('stock/TEA/main')).toMatchObject({ held: 2 });
    for (const command of ['commit', 'extend', 'ship']) {
      expect(await post(`reservations/${orderId}/${command}`, {}, 409)).toMatchObject({
        code: 'reservation-of-order',
      });
    }
    const release = await post(`reservations/${orderId}/release`, { reason: 'x' }, 409);
    expect(release).toMatchObject({ code: 'reservation-of-order' });
  });

  it('H7, H11, S11: is picked, missed, found elsewhere and shipped', async () => {
    await publish({ ...paymentsSamples['payments.PaymentAuthorised'], orderId });
    await post('stock/TEA/north/receive', { quantity: 5 });
    const units = (sku: string, quantity: number) =>
      shippingSamples['shipping.ItemsPicked'].units.map((one) => ({ ...one, sku, quantity }));
    const at = (location: string) => ({ orderId, location });
    await publish({ ...shippingSamples['shipping.ItemsPicked'], ...at('main'), units: units('TEA', 1) });
    expect(await read('stock/TEA/main')).toMatchObject({ picked: 1, allocated: 7 });
    await publish({
      ...shippingSamples['shipping.ShortPickReported'],
      ...at('main'),
      units: units('TEA', 1),
    });
    expect(await read(`reservations/${orderId}`)).toMatchObject({
      status: 'committed',
      claims: [
        { location: 'main', quantity: 1 },
        { location: 'north', quantity: 1 },
      ],
    });
    const shipped = shippingSamples['shipping.ShipmentDispatched'];
    await publish({ ...shipped, ...at('main'), units: units('TEA', 1) });
    await publish({ ...shipped, ...at('north'), units: units('TEA', 1), shipmentId: idFrom('second') });
    expect(await read(`reservations/${orderId}`)).toMatchObject({ status: 'consumed', claims: [] });
    expect(await read('stock/TEA/north')).toMatchObject({ onHand: 4, allocated: 0 });
  });

  it('S14: leaves a location that is suspended', async () => {
    const id = idFrom('counted', 0);
    await post('locations/main/suspend', { reason: 'fire' });
    expect(await read(`reservations/${id}`)).toMatchObject({
      status: 'committed',
      claims: [{ sku: 'TEA', location: 'north', quantity: 2 }],
    });
    await post('locations/main/activate', {});
  });

  it('S10: is short when a count finds less and nobody else has it', async () => {
    const id = idFrom('counted', 1);
    expect(await read(`reservations/${id}`)).toMatchObject({ status: 'committed' });
    await post('stock/MUG/main/count', { counted: 0 });
    const { lost, claims } = await read(`reservations/${id}`);
    expect(lost).toEqual([{ sku: 'MUG', location: 'main', quantity: 2 }]);
    expect(claims).not.toContainEqual(expect.objectContaining({ sku: 'MUG' }));
    expect(await read('stock/MUG/main')).toMatchObject({ onHand: 0, allocated: 0 });
  });
});
