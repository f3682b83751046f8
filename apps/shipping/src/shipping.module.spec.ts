import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock, Engine, withMeta, ReadModels } from '@waybill/engine';
import { newId, type Command } from '@waybill/kernel';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';
import { idle, ManualClock, temporaryFolder } from '@waybill/testing';
import { AnswerCancellation, PackItems, PickItems } from './domain/fulfilment-order.commands.js';
import {
  CreateFulfilmentOrder,
  PermitDispatch,
  RequestCancellation,
} from './domain/fulfilment-order.saga-commands.js';
import { fulfilmentOrderSamples } from './domain/fulfilment-order.samples.js';
import { DispatchShipment, ReportLost } from './domain/shipment.commands.js';
import { FulfilmentView } from './projections/fulfilment-view.projection.js';
import { ShipmentView } from './projections/shipment-view.projection.js';
import { ShippingModule } from './shipping.module.js';

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;
const planned = fulfilmentOrderSamples.FulfilmentOrderCreated;
const { fulfilmentOrderId, orderId, address } = planned;
const { shipmentId } = fulfilmentOrderSamples.ItemsPacked;
const ofShipment = { fulfilmentOrderId, shipmentId };

describe('Time passes in shipping', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let clock: ManualClock;
  let shipping: TestingModule;

  beforeEach(async () => {
    folder = temporaryFolder();
    clock = new ManualClock();
    for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
      process.env[store] = `embedded:${folder.path}`;
    }
    const module = Test.createTestingModule({ imports: [ShippingModule] });
    shipping = await module.overrideProvider(Clock).useValue(clock).compile();
    await shipping.init();
  });
  afterEach(async () => {
    await shipping.close();
    folder.remove();
  });

  async function command(...commands: readonly Command[]): Promise<void> {
    const actor = { kind: 'user', id: 'somebody' } as const;
    for (const each of commands) {
      const commandId = newId();
      const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
      await shipping.get(CommandBus).execute(withMeta(each, meta));
    }
    await idle(shipping.get(Engine), shipping.get(EventStore), shipping.get(MessageBus));
  }

  async function pass(minutes: number): Promise<void> {
    clock.skip(minutes * MINUTE);
    await shipping.get(Engine).tick();
    await idle(shipping.get(Engine), shipping.get(EventStore), shipping.get(MessageBus));
  }

  const fulfilment = () => shipping.get(ReadModels).get(FulfilmentView, fulfilmentOrderId);
  const shipment = () => shipping.get(ReadModels).get(ShipmentView, shipmentId);

  const plannedFor = (postalCode: string) =>
    command(
      new CreateFulfilmentOrder({
        ...planned,
        shippingMethod: 'standard',
        address: { ...address, postalCode },
      }),
    );

  async function packedFor(postalCode: string): Promise<void> {
    await plannedFor(postalCode);
    await command(new PickItems({ fulfilmentOrderId }), new PackItems({ fulfilmentOrderId, shipmentId }));
  }

  async function sentTo(postalCode: string): Promise<void> {
    await packedFor(postalCode);
    await command(new PermitDispatch(ofShipment), new DispatchShipment(ofShipment));
  }

  it.each(['FAIL-ONCE', 'UNKNOWN-ONCE'])(
    'a label is asked for again after a minute: %s',
    async (postalCode) => {
      await packedFor(postalCode);
      expect(await shipment()).toMatchObject({ status: 'packed' });
      await pass(1);
      expect(await shipment()).toMatchObject({ status: 'labelled', isReadyForCapture: true });
    },
  );

  it.each(['FAIL', 'UNKNOWN'])('D2: the third failure is left to a person: %s', async (postalCode) => {
    await packedFor(postalCode);
    for (const _ of [1, 2, 3, 4]) await pass(1);
    expect(await shipment()).toMatchObject({ status: 'packed', label: { attempt: 3 } });
  });

  it('a fulfilment order that is not picked is overdue after a day, once', async () => {
    await plannedFor('SW1Y 4JH');
    await pass(DAY - 1);
    expect(await fulfilment()).toMatchObject({ overdue: 'none' });
    await pass(1);
    const late = await fulfilment();
    await pass(DAY);
    expect(late).toMatchObject({ overdue: 'pick' });
    expect(await fulfilment()).toEqual(late);
  });

  it('H13: a parcel is followed to its delivery, although nobody asks', async () => {
    await sentTo('SW1Y 4JH');
    for (const _ of [1, 2, 3, 4]) await pass(4 * HOUR);
    expect(await shipment()).toMatchObject({ status: 'delivered', proof: 'left at the door' });
  });

  it('D4: a parcel that three times finds nobody comes back', async () => {
    await sentTo('NOBODY-HOME');
    for (const _ of [1, 2, 3, 4]) await pass(4 * HOUR);
    expect(await shipment()).toMatchObject({ status: 'returning', failedAttempts: 3 });
  });

  it('D5: a parcel that nobody collects for ten days comes back', async () => {
    await sentTo('PICKUP');
    for (const _ of [1, 2]) await pass(4 * HOUR);
    expect(await shipment()).toMatchObject({ status: 'available_for_pickup' });
    for (const _ of Array.from({ length: 21 })) await pass(12 * HOUR);
    expect(await shipment()).toMatchObject({ status: 'returning' });
  });

  it('D3, D6, D7: a parcel that nobody scans is overdue, presumed lost, and lost when a person says so', async () => {
    await sentTo('SILENT');
    for (const _ of Array.from({ length: 12 })) await pass(4 * HOUR);
    expect(await shipment()).toMatchObject({ status: 'shipped', overdue: 'first_scan' });
    for (const _ of Array.from({ length: 10 })) await pass(12 * HOUR);
    expect(await shipment()).toMatchObject({ status: 'shipped', presumedLost: true });
    await command(new ReportLost(ofShipment));
    expect(await shipment()).toMatchObject({ status: 'lost', presumedLost: false });
  });

  it('C5, C14: a cancellation waits for the warehouse, which is reminded after four hours', async () => {
    await packedFor('SW1Y 4JH');
    await command(new RequestCancellation({ fulfilmentOrderId, orderId, reason: 'customer' }));
    await pass(4 * HOUR);
    expect(await fulfilment()).toMatchObject({ status: 'cancel_requested', overdue: 'cancellation' });
    await command(new AnswerCancellation({ fulfilmentOrderId, accept: true }));
    expect(await fulfilment()).toMatchObject({ status: 'cancelled', overdue: 'none' });
    expect(await shipment()).toMatchObject({ status: 'cancelled', label: { status: 'voided' } });
  });
});
