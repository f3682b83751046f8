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
import { shipmentIdOf } from './domain/shipment.events.js';
import { ShippingModule } from './shipping.module.js';

const folder = temporaryFolder();
for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
  process.env[store] = `embedded:${folder.path}`;
}

const confirmed = ordersSamples['orders.OrderConfirmed'];
let app: Awaited<ReturnType<typeof createEdge>>;
let http: ReturnType<typeof supertest>;
let published = 0;

beforeAll(async () => {
  app = await createEdge(ShippingModule);
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

/** Publishes events of an order as other contexts do, and waits until everything that follows has happened. */
async function publish(
  orderId: string,
  ...events: readonly (OrdersPublishedEvent | PaymentsPublishedEvent)[]
): Promise<void> {
  const messages = events.map((event) => messageOf(event, (published += 1), `order-${orderId}`));
  await app.get(MessageBus).publish(messages);
  await settle();
}

const settle = () => idle(app.get(Engine), app.get(EventStore), app.get(MessageBus));

/** An order that is confirmed and paid for, to that postal code. */
async function shipmentTo(postalCode: string, holds: readonly string[] = []) {
  const orderId = idFrom('order', postalCode, ...holds);
  const shipmentId = shipmentIdOf(orderId, 'main');
  const shippingAddress = { ...confirmed.shippingAddress, postalCode };
  await publish(orderId, { ...confirmed, orderId, shippingAddress, holds });
  const url = `/v1/shipments/${shipmentId}`;
  const post = async (task: string, status = 200) => {
    const { body } = await http.post(`${url}/${task}`).expect(status);
    await settle();
    return body;
  };
  const pay = () => publish(orderId, { ...paymentsSamples['payments.PaymentCaptured'], orderId, shipmentId });
  const read = async () => (await http.get(url).expect(200)).body;
  return { orderId, shipmentId, url, post, pay, read };
}

describe('A shipment', () => {
  it('H5-H10, H12, H13: goes from the confirmed order to the delivery', async () => {
    const { orderId, shipmentId, post, pay, read } = await shipmentTo('SW1Y 4JH');
    const { body: list } = await http.get(`/v1/shipments?orderId=${orderId}&status=released&location=main`);
    expect(list.data).toEqual([expect.objectContaining({ shipmentId, orderId, status: 'released' })]);

    await post('pick');
    await post('pack');
    expect(await read()).toMatchObject({ status: 'labelled', trackingNumber: expect.stringMatching(/^SB/) });
    expect(await post('dispatch', 409)).toMatchObject({ code: 'shipment-unpaid' });
    await pay();
    await post('dispatch');
    expect(await read()).toMatchObject({ status: 'dispatched' });
    for (const status of ['dispatched', 'in_transit', 'out_for_delivery', 'delivered']) {
      await post('refresh-tracking');
      expect(await read()).toMatchObject({ status });
    }
    await post('refresh-tracking');
    const { tracking } = await read();
    expect(tracking).toHaveLength(4);
  });

  it('D12: never goes back, although events of the carrier are out of order', async () => {
    const { post, pay, read } = await shipmentTo('BACKWARDS');
    for (const task of ['pick', 'pack']) await post(task);
    await pay();
    await post('dispatch');
    const seen: string[] = [];
    for (let times = 0; times < 6; times += 1) {
      await post('refresh-tracking');
      seen.push((await read()).status);
    }
    expect(seen).toEqual([
      'in_transit',
      'out_for_delivery',
      'out_for_delivery',
      ...Array(3).fill('delivered'),
    ]);
  });

  it('is tracked by hand', async () => {
    const { url, post, pay, read } = await shipmentTo('SILENT');
    const scan = { status: 'in_transit', at: '2026-11-22T12:00:00+02:00', place: 'Leipzig' };
    const early = await http.put(`${url}/tracking`).send(scan).expect(409);
    expect(early.body).toMatchObject({ code: 'shipment-undispatched' });
    for (const task of ['pick', 'pack']) await post(task);
    await pay();
    await post('dispatch');
    await http.put(`${url}/tracking`).send(scan).expect(200);
    await http.put(`${url}/tracking`).send(scan).expect(200);
    await http.put(`${url}/tracking`).send({ status: 'vanished' }).expect(400);
    await settle();
    const { status, tracking } = await read();
    expect({ status, tracking }).toMatchObject({
      status: 'in_transit',
      tracking: [{ carrierStatus: 'in_transit', at: '2026-11-22T10:00:00.000Z', place: 'Leipzig' }],
    });
  });

  it('waits for the last hold, and is held again', async () => {
    const { orderId, post, read } = await shipmentTo('SW1Y 4JH', ['manual']);
    expect(await post('pick', 409)).toMatchObject({ code: 'shipment-held' });
    await publish(orderId, { ...ordersSamples['orders.OrderHoldReleased'], orderId });
    await post('pick');
    await publish(orderId, { ...ordersSamples['orders.OrderHeld'], orderId });
    expect(await post('pack', 409)).toMatchObject({ code: 'shipment-held' });
    expect(await read()).toMatchObject({ status: 'picked', holds: ['manual'] });
  });

  it('C5: is stopped, and its label voided', async () => {
    const { orderId, post, read } = await shipmentTo('EC1A 1BB');
    for (const task of ['pick', 'pack']) await post(task);
    await publish(orderId, { ...ordersSamples['orders.OrderCancellationRequested'], orderId });
    expect(await read()).toMatchObject({
      status: 'cancelled',
      reason: 'customer',
      label: { status: 'voided' },
    });
    expect(await post('dispatch', 409)).toMatchObject({ code: 'shipment-cancelled' });
  });

  it('D2: without a label can be asked for one again by a person', async () => {
    const { post, read } = await shipmentTo('REFUSED');
    for (const task of ['pick', 'pack']) await post(task);
    expect(await read()).toMatchObject({ status: 'packed', overdue: 'label', label: { attempt: 1 } });
    await post('label');
    expect(await read()).toMatchObject({ status: 'packed', overdue: 'label', label: { attempt: 2 } });
  });

  it('is a 404 when it is unknown', async () => {
    const unknown = `/v1/shipments/${idFrom('nothing')}`;
    const { body } = await http.get(unknown).expect(404);
    expect(body).toMatchObject({ code: 'shipment-unknown' });
    await http.post(`${unknown}/pick`).expect(404);
  });
});
