import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EngineRoom, ManualClock, temporaryFolder } from '@waybill/testing';
import { HoldOrder, ReshipParcel } from './domain/order.commands.js';
import { Order } from './domain/order.js';
import {
  CancelStoppedUnits,
  ConfirmOrder,
  RecordCaptureFailure,
  RecordLost,
} from './domain/order.saga-commands.js';
import {
  claims,
  main,
  orderId,
  placeOrder,
  pot,
  south,
  tea,
  teaParcel,
} from './domain/order-story.samples.js';
import { Orders } from './orders.context.js';

const HOUR_MS = 3_600_000;

let folder: ReturnType<typeof temporaryFolder>;
let clock: ManualClock;
let room: EngineRoom;
beforeEach(async () => {
  folder = temporaryFolder();
  clock = new ManualClock();
  room = await EngineRoom.open(folder.path, [{ ...Orders, sagas: [] }], { clock });
});
afterEach(async () => {
  await room.engine.stop();
  folder.remove();
});

const send = (command: object) => room.send(command, {}, Order);
async function skip(hours: number) {
  clock.skip(hours * HOUR_MS);
  await room.idle();
  await room.engine.tick();
  await room.idle();
}
const happened = async () => (await room.log()).map(({ type }) => type);
const last = async (type: string) => (await room.log()).findLast((event) => event.type === type)?.data;

describe('While nobody does anything', () => {
  it('S7: an order that is not confirmed expires after a day', async () => {
    await send(placeOrder);
    await skip(23);
    expect(await happened()).toEqual(['OrderPlaced']);
    await skip(1);
    expect(await happened()).toEqual(['OrderPlaced', 'OrderExpired']);
  });

  it('P9 C5 C14: a failed capture cancels the order after 72 hours, and the silence of a warehouse becomes a work item after 4 more', async () => {
    const { shipmentId } = teaParcel;
    await send(placeOrder);
    await send(new ConfirmOrder({ orderId, claims }));
    await send(
      new RecordCaptureFailure({ orderId, paymentId: orderId, shipmentId, reason: 'card_declined' }),
    );
    await skip(71);
    expect(await happened()).not.toContain('OrderCancellationRequested');
    await skip(1);
    expect(await last('OrderCancellationRequested')).toMatchObject({ reason: 'declined' });
    await skip(4);
    expect(await last('WorkItemOpened')).toMatchObject({ kind: 'cancellation_overdue' });
    await send(new CancelStoppedUnits({ orderId, fulfilmentOrderId: main, units: tea }));
    await send(new CancelStoppedUnits({ orderId, fulfilmentOrderId: south, units: pot }));
    expect((await happened()).slice(-2)).toEqual(['OrderCancelled', 'WorkItemClosed']);
  });

  it('a hold of a person becomes a work item when its time is over', async () => {
    await send(placeOrder);
    await send(new ConfirmOrder({ orderId, claims }));
    await send(new HoldOrder({ orderId, reason: 'manual' }));
    await skip(7 * 24);
    expect(await last('WorkItemOpened')).toMatchObject({ kind: 'hold_overdue' });
    await skip(7 * 24);
    expect((await happened()).filter((type) => type === 'WorkItemOpened')).toHaveLength(1);
  });

  it('D7: a reshipment without stock becomes a work item after a day', async () => {
    await send(placeOrder);
    await send(new ConfirmOrder({ orderId, claims }));
    await send(new RecordLost(teaParcel));
    await send(new ReshipParcel({ orderId, shipmentId: teaParcel.shipmentId }));
    await skip(24);
    expect((await happened()).slice(-2)).toEqual(['ReshipmentFailed', 'WorkItemOpened']);
  });
});
