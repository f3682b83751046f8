import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { Test, type TestingModule } from '@nestjs/testing';
import { Clock, Engine, withMeta, ReadModels } from '@waybill/engine';
import { newId, type Command } from '@waybill/kernel';
import { EventStore } from '@waybill/event-store';
import { MessageBus } from '@waybill/message-bus';
import { idle, ManualClock, temporaryFolder } from '@waybill/testing';
import { PackShipment, PickShipment } from './domain/shipment.commands.js';
import { CreateShipment } from './domain/shipment.saga-commands.js';
import { shipmentSamples } from './domain/shipment.samples.js';
import { ShipmentView } from './projections/shipment-view.projection.js';
import { ShippingModule } from './shipping.module.js';

const MINUTE = 60_000;
const { shipmentId, orderId, location, lines, amount, address } = shipmentSamples.ShipmentCreated;

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

  const shipment = () => shipping.get(ReadModels).get(ShipmentView, shipmentId);

  const packedFor = (postalCode: string) =>
    command(
      new CreateShipment({
        shipmentId,
        orderId,
        location,
        lines,
        amount,
        address: { ...address, postalCode },
        holds: [],
      }),
      new PickShipment({ shipmentId }),
      new PackShipment({ shipmentId }),
    );

  it.each(['FAIL-ONCE', 'UNKNOWN-ONCE'])(
    'a label is asked for again after a minute: %s',
    async (postalCode) => {
      await packedFor(postalCode);
      expect(await shipment()).toMatchObject({ status: 'packed' });
      await pass(1);
      expect(await shipment()).toMatchObject({ status: 'labelled', label: { attempt: 2 } });
    },
  );

  it.each(['FAIL', 'UNKNOWN'])('D2: the third failure is left to a person: %s', async (postalCode) => {
    await packedFor(postalCode);
    for (const _ of [1, 2, 3, 4]) await pass(1);
    expect(await shipment()).toMatchObject({ status: 'packed', overdue: 'label', label: { attempt: 3 } });
  });

  it('a shipment that is not picked is overdue after a day, once', async () => {
    const amountDue = { shipmentId, orderId, location, lines, amount, address, holds: [] };
    await command(new CreateShipment(amountDue));
    await pass(24 * 60 - 1);
    expect(await shipment()).not.toHaveProperty('overdue');
    await pass(1);
    await pass(24 * 60);
    expect(await shipment()).toMatchObject({ overdue: 'pick', revision: 2 });
  });
});
