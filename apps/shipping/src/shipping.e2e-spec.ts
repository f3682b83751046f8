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

/** What one location has to send for a confirmed order, to that postal code. */
async function fulfilmentTo(postalCode: string, holds: readonly string[] = []) {
  const orderId = idFrom('order', postalCode, ...holds);
  const fulfilmentOrderId = idFrom('fulfilment', orderId, 1);
  const shipmentId = idFrom('shipment', orderId, 1);
  const shippingAddress = { ...confirmed.shippingAddress, postalCode };
  const fulfilments = confirmed.fulfilments.map((planned) => ({ ...planned, fulfilmentOrderId }));
  await publish(orderId, { ...confirmed, orderId, shippingAddress, fulfilments, holds });
  const order = `/v1/fulfilment-orders/${fulfilmentOrderId}`;
  const parcel = `/v1/shipments/${shipmentId}`;
  const send =
    (url: string) =>
    async (task: string, body: object = {}, status = 200) => {
      const response = await http.post(`${url}/${task}`).send(body).expect(status);
      await settle();
      return response.body;
    };
  const read = (url: string) => async () => (await http.get(url).expect(200)).body;
  const ofOrder = send(order);
  const pack = async () => {
    await ofOrder('pick');
    const packed = await http.post(`${order}/pack`).send({ shipmentId }).expect(201);
    expect(packed.headers['location']).toBe(parcel);
    await settle();
  };
  const pay = () => publish(orderId, { ...paymentsSamples['payments.PaymentCaptured'], orderId, shipmentId });
  return {
    orderId,
    fulfilmentOrderId,
    shipmentId,
    parcel,
    pack,
    pay,
    ofOrder,
    ofParcel: send(parcel),
    readOrder: read(order),
    readParcel: read(parcel),
    fulfilmentOrderIds: [fulfilmentOrderId],
  };
}

describe('A fulfilment order', () => {
  it('H5-H10, H13: goes from the confirmed order to the delivery of its parcel', async () => {
    const { orderId, fulfilmentOrderId, shipmentId, pack, pay, ofParcel, readOrder, readParcel } =
      await fulfilmentTo('SW1Y 4JH');
    const query = `orderId=${orderId}&status=released&location=main&overdue=false`;
    const { body: list } = await http.get(`/v1/fulfilment-orders?${query}`).expect(200);
    expect(list.data).toEqual([expect.objectContaining({ fulfilmentOrderId, orderId, status: 'released' })]);

    await pack();
    const labelled = await readParcel();
    expect(labelled).toMatchObject({ status: 'labelled', trackingNumber: expect.stringMatching(/^SB/) });
    const found = await http.get(`/v1/shipments?trackingNumber=${labelled.trackingNumber}&carrier=sandbox`);
    expect(found.body.data).toEqual([expect.objectContaining({ shipmentId })]);
    expect(await ofParcel('dispatch', {}, 409)).toMatchObject({ code: 'shipment-unpaid' });
    await pay();
    expect(await readParcel()).toMatchObject({ status: 'ready_to_ship', permitted: true });
    await ofParcel('dispatch');
    expect(await readOrder()).toMatchObject({ status: 'closed', shipmentIds: [shipmentId] });
    for (const status of ['shipped', 'in_transit', 'out_for_delivery', 'delivered']) {
      await ofParcel('refresh-tracking');
      expect(await readParcel()).toMatchObject({ status });
    }
    await ofParcel('refresh-tracking');
    const { tracking } = await readParcel();
    expect(tracking).toHaveLength(4);
  });

  it('is sent in two parcels, one of which is short', async () => {
    const { fulfilmentOrderId, ofOrder, readOrder } = await fulfilmentTo('EC2A 4NE');
    const sku = 'TEA-EARL-100';
    await ofOrder('pick', { lines: [{ sku, quantity: 3 }] }, 409);
    await ofOrder('pick', { lines: [{ sku, quantity: 1 }] });
    const packed = await ofOrder('pack', { packages: [{ weightGrams: 250 }] }, 201);
    await ofOrder('report-short', { lines: [{ sku, quantity: 1 }] });
    await ofOrder('pick', { lines: [] }, 400);
    const { body } = await http.get(`/v1/shipments?fulfilmentOrderId=${fulfilmentOrderId}`).expect(200);
    expect(body.data).toMatchObject([
      { shipmentId: packed.id, amount: { amount: 1535 }, packages: [{ weightGrams: 250 }] },
    ]);
    expect(await readOrder()).toMatchObject({
      status: 'packed',
      units: { short: [{ first: 1, quantity: 1 }] },
    });
  });

  it('D12: never goes back, although events of the carrier are out of order', async () => {
    const { pack, pay, ofParcel, readParcel } = await fulfilmentTo('BACKWARDS');
    await pack();
    await pay();
    await ofParcel('dispatch');
    const seen: string[] = [];
    for (let times = 0; times < 6; times += 1) {
      await ofParcel('refresh-tracking');
      seen.push((await readParcel()).status);
    }
    expect(seen).toEqual([
      'in_transit',
      'out_for_delivery',
      'out_for_delivery',
      ...Array(3).fill('delivered'),
    ]);
  });

  it('is sent with a carrier that a person chooses, and tracked by hand', async () => {
    const { parcel, pack, pay, ofParcel, readParcel } = await fulfilmentTo('REFUSED');
    await pack();
    expect(await readParcel()).toMatchObject({
      status: 'packed',
      label: { status: 'failed', reason: 'address_refused', isAddressRefused: true },
    });
    await ofParcel('manual-tracking', { carrier: 'dhl', trackingNumber: 'JD 0001' });
    const scan = { status: 'in_transit', at: new Date().toISOString(), place: 'Leipzig' };
    const early = await http.put(`${parcel}/tracking`).send(scan).expect(409);
    expect(early.body).toMatchObject({ code: 'shipment-undispatched' });
    await pay();
    await ofParcel('dispatch');
    await http.put(`${parcel}/tracking`).send(scan).expect(200);
    await http.put(`${parcel}/tracking`).send(scan).expect(200);
    await http.put(`${parcel}/tracking`).send({ status: 'vanished' }).expect(400);
    const future = await http.put(`${parcel}/tracking`).send({ ...scan, at: '2099-01-01T00:00:00Z' });
    expect(future.body).toMatchObject({ status: 422, code: 'time-implausible' });
    await settle();
    expect(await readParcel()).toMatchObject({
      status: 'in_transit',
      carrier: 'dhl',
      tracking: [{ carrierStatus: 'in_transit', at: scan.at, place: 'Leipzig' }],
    });
  });

  it('H6, H9: waits for the last hold; a parcel that is held is labelled, but not captured', async () => {
    const held = ordersSamples['orders.OrderHeld'];
    const released = ordersSamples['orders.OrderHoldReleased'];
    const { orderId, fulfilmentOrderIds, pack, ofOrder, readOrder, readParcel } = await fulfilmentTo(
      'UNKNOWN',
      [held.holdId],
    );
    expect(await ofOrder('pick', {}, 409)).toMatchObject({ code: 'fulfilment-held' });
    await publish(orderId, { ...released, orderId, fulfilmentOrderIds });
    await pack();
    await publish(orderId, { ...held, orderId, fulfilmentOrderIds, holdId: 'h-2' });
    expect(await readOrder()).toMatchObject({ status: 'on_hold', holds: ['h-2'] });
    expect(await readParcel()).toMatchObject({ status: 'packed', isReadyForCapture: false });
  });

  it('C3: is cancelled at once before it is picked', async () => {
    const { orderId, fulfilmentOrderIds, ofOrder, readOrder } = await fulfilmentTo('EC1A 1BB');
    const requested = ordersSamples['orders.OrderCancellationRequested'];
    await publish(orderId, { ...requested, orderId, fulfilmentOrderIds });
    expect(await readOrder()).toMatchObject({ status: 'cancelled', cancellation: { reason: 'customer' } });
    expect(await ofOrder('pick', {}, 409)).toMatchObject({ code: 'fulfilment-cancelled' });
  });

  it('C5: is stopped by the warehouse, and its label voided', async () => {
    const { orderId, fulfilmentOrderIds, pack, ofOrder, ofParcel, readParcel } = await fulfilmentTo('N1 9GU');
    await pack();
    const requested = ordersSamples['orders.OrderCancellationRequested'];
    await publish(orderId, { ...requested, orderId, fulfilmentOrderIds });
    expect(await ofParcel('dispatch', {}, 409)).toMatchObject({ code: 'cancellation-requested' });
    await ofOrder('cancel-answer', {}, 400);
    await ofOrder('cancel-answer', { accept: true });
    expect(await readParcel()).toMatchObject({
      status: 'cancelled',
      reason: 'customer',
      label: { status: 'voided' },
    });
    expect(await ofParcel('dispatch', {}, 409)).toMatchObject({ code: 'shipment-cancelled' });
  });

  it('D1: gets its label when the address is corrected', async () => {
    const { orderId, fulfilmentOrderIds, pack, readParcel } = await fulfilmentTo('REFUSED', ['none']);
    const released = ordersSamples['orders.OrderHoldReleased'];
    await publish(orderId, { ...released, orderId, fulfilmentOrderIds, holdId: 'none' });
    await pack();
    const changed = ordersSamples['orders.OrderAddressChanged'];
    await publish(orderId, { ...changed, orderId, fulfilmentOrderIds });
    expect(await readParcel()).toMatchObject({ status: 'labelled', label: { attempt: 1 } });
  });

  it('D7, D8: loses a parcel, finds it, and gets it back', async () => {
    const { pack, pay, ofParcel, readParcel } = await fulfilmentTo('SILENT');
    await pack();
    await ofParcel('report-lost', {}, 409);
    await pay();
    await ofParcel('dispatch');
    await ofParcel('report-lost', { reason: 'The van has burnt.' });
    expect(await readParcel()).toMatchObject({ status: 'lost', reason: 'The van has burnt.' });
    await ofParcel('found');
    await ofParcel('return-received');
    await ofParcel('settle', {}, 400);
    await ofParcel('settle', { resolution: 'Refunded.' });
    expect(await readParcel()).toMatchObject({ status: 'returned', resolution: 'Refunded.' });
  });

  it('unpacks a parcel that a person cancels', async () => {
    const { pack, ofParcel, readOrder } = await fulfilmentTo('W1A 1AA');
    await pack();
    await ofParcel('cancel');
    expect(await readOrder()).toMatchObject({ status: 'released' });
    await ofParcel('label', {}, 409);
  });

  it('is a 404 when it is unknown, and so is a shipment', async () => {
    const id = idFrom('nothing');
    const order = await http.get(`/v1/fulfilment-orders/${id}`).expect(404);
    expect(order.body).toMatchObject({ code: 'fulfilment-order-unknown' });
    await http.post(`/v1/fulfilment-orders/${id}/pick`).expect(404);
    const shipment = await http.get(`/v1/shipments/${id}`).expect(404);
    expect(shipment.body).toMatchObject({ code: 'shipment-unknown' });
    await http.post(`/v1/shipments/${id}/dispatch`).expect(404);
  });

  it('lists what is overdue', async () => {
    const { body: parcels } = await http.get('/v1/shipments?overdue=true').expect(200);
    expect(parcels.data).toEqual([]);
    const { body: orders } = await http.get('/v1/fulfilment-orders?overdue=true').expect(200);
    expect(orders.data).toEqual([]);
  });
});
