import { describe, expect, it } from '@jest/globals';
import { sentencesOf } from '@waybill/testing';
import { CancelOrder } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { Order } from './order.js';
import {
  CancelStoppedUnits,
  EscalateCancellation,
  KeepFulfilment,
  RecordDelivered,
  RecordShipped,
} from './order.saga-commands.js';
import {
  confirmed,
  delivered,
  firstTea,
  main,
  nothing,
  ofOrder,
  orderId,
  placed,
  pot,
  potParcel,
  secondTea,
  shipped,
  south,
  tea,
  teaParcel,
  totals,
} from './order-story.samples.js';

const given = sentencesOf(Order);
const cancel = new CancelOrder({ orderId, reason: 'customer' });
const requested: OrderEvent = {
  type: 'OrderCancellationRequested',
  ...ofOrder,
  reason: 'customer',
  fulfilmentOrderIds: [main, south],
};
const cancelled = (units: typeof tea): OrderEvent => ({
  type: 'OrderCancelled',
  ...ofOrder,
  reason: 'customer',
  units,
  totals: nothing,
});
const linesCancelled = (units: typeof tea, left: ReturnType<typeof totals>, of = main): OrderEvent => ({
  type: 'OrderLinesCancelled',
  ...ofOrder,
  units,
  reason: 'order_cancelled',
  totals: left,
  fulfilmentOrderIds: [of],
});
const continued = (reason: 'shipped' | 'warehouse'): OrderEvent => ({
  type: 'OrderCancellationRejected',
  ...ofOrder,
  reason,
});
const kept = (fulfilmentOrderId: string, reason: 'shipped' | 'warehouse'): OrderEvent => ({
  type: 'OrderFulfilmentKept',
  orderId,
  fulfilmentOrderId,
  reason,
});
const stopTea = new CancelStoppedUnits({ orderId, fulfilmentOrderId: main, units: tea });
const stopPot = new CancelStoppedUnits({ orderId, fulfilmentOrderId: south, units: pot });
const teaStopped = linesCancelled(tea, totals(3000, 300));

describe('Cancelling', () => {
  it('C1 C2: takes effect at once before the order is confirmed', () => {
    given(placed)
      .when(cancel)
      .then(cancelled([...tea, ...pot]));
  });

  it('C3 C4 C5: asks every fulfilment order that has something to send', () => {
    given(placed, confirmed).when(cancel).then(requested);
    given(placed, confirmed, requested).when(cancel).thenNothing();
    given(placed, confirmed, shipped(teaParcel))
      .when(cancel)
      .then({ ...requested, fulfilmentOrderIds: [south] });
  });

  it('C6: asks also where money was captured; payments pays it back with the parcel', () => {
    const capture: OrderEvent = {
      type: 'OrderCaptureRecorded',
      orderId,
      paymentId: orderId,
      captureId: 'c-1',
      shipmentId: teaParcel.shipmentId,
      units: tea,
      amount: { amount: 2200, currency: 'EUR' },
    };
    given(placed, confirmed, capture).when(cancel).then(requested);
    given(placed, confirmed, capture, requested).when(stopTea).then(teaStopped);
  });

  it('C7: is refused when everything has left', () => {
    given(placed, confirmed, shipped(teaParcel), shipped(potParcel))
      .when(cancel)
      .thenRefused('order-shipped');
    const past = [shipped(teaParcel), shipped(potParcel), delivered(teaParcel), delivered(potParcel)];
    const completed: OrderEvent = { type: 'OrderCompleted', ...ofOrder, totals: placed.totals };
    given(placed, confirmed, ...past, completed)
      .when(cancel)
      .thenRefused('order-shipped');
  });

  it('is refused for an order that was rejected, and needs an order', () => {
    const rejected: OrderEvent = {
      type: 'OrderRejected',
      ...ofOrder,
      reason: 'declined',
      shortages: [],
      totals: nothing,
    };
    given(placed, rejected).when(cancel).thenRefused('order-closed');
    given(placed, cancelled(tea)).when(cancel).thenNothing();
    given().when(cancel).thenRefused('order-unknown');
  });
});

describe('The answers to a cancellation', () => {
  it('C3: cancel what has stopped, and the order with the last one', () => {
    given(placed, confirmed, requested).when(stopTea).then(teaStopped);
    given(placed, confirmed, requested, teaStopped).when(stopTea).thenNothing();
    given(placed, confirmed, requested, teaStopped).when(stopPot).then(cancelled(pot));
    given(placed, confirmed, requested, teaStopped, cancelled(pot)).when(stopPot).thenNothing();
  });

  it('C8: cancel only the units that have stopped; the order goes on with those that have left', () => {
    const part = { ...teaParcel, units: firstTea };
    given(placed, confirmed, shipped(part), { ...requested, fulfilmentOrderIds: [main] })
      .when(new CancelStoppedUnits({ orderId, fulfilmentOrderId: main, units: secondTea }))
      .then(linesCancelled(secondTea, totals(4000, 400)), continued('shipped'));
  });

  it('C8: wait for the dispatch of the units that have left', () => {
    const past = [placed, confirmed, { ...requested, fulfilmentOrderIds: [main] } as OrderEvent];
    const stopped = linesCancelled(secondTea, totals(4000, 400));
    given(...past)
      .when(new CancelStoppedUnits({ orderId, fulfilmentOrderId: main, units: secondTea }))
      .then(stopped);
    given(...past, stopped)
      .when(new RecordShipped({ ...teaParcel, units: firstTea }))
      .then(shipped({ ...teaParcel, units: firstTea }), continued('shipped'));
  });

  it('C12: when the dispatch wins, a parcel ships once, and is delivered once', () => {
    const past = [placed, confirmed, requested, linesCancelled(pot, totals(2000, 200), south)];
    given(...past)
      .when(new KeepFulfilment({ orderId, fulfilmentOrderId: main, reason: 'shipped' }))
      .then(kept(main, 'shipped'), continued('shipped'));
    const after = [...past, kept(main, 'shipped'), continued('shipped')];
    given(...after)
      .when(new RecordShipped(teaParcel))
      .then(shipped(teaParcel));
    given(...past, shipped(teaParcel))
      .when(new KeepFulfilment({ orderId, fulfilmentOrderId: main, reason: 'shipped' }))
      .then(kept(main, 'shipped'), continued('shipped'));
    given(...after, shipped(teaParcel))
      .when(new RecordDelivered(teaParcel))
      .then(delivered(teaParcel), { type: 'OrderCompleted', ...ofOrder, totals: totals(2000, 200) });
  });

  it('C7: of a warehouse that cannot stop it let the order go on, and it is not asked again', () => {
    const past = [placed, confirmed, requested, linesCancelled(pot, totals(2000, 200), south)];
    given(...past)
      .when(new KeepFulfilment({ orderId, fulfilmentOrderId: main, reason: 'warehouse' }))
      .then(kept(main, 'warehouse'), continued('warehouse'));
    given(...past, kept(main, 'warehouse'), continued('warehouse'))
      .when(cancel)
      .thenRefused('order-shipped');
  });

  it('that come unasked cancel the units all the same', () => {
    given(placed, confirmed).when(stopTea).then(teaStopped);
  });
});

describe('A cancellation that nobody answers', () => {
  const escalate = new EscalateCancellation({ orderId });
  const opened = () => given(placed, confirmed, requested).when(escalate).decided()[0] as OrderEvent;

  it('C14: becomes a work item; the order stays in cancellation', () => {
    expect(opened()).toMatchObject({ type: 'WorkItemOpened', kind: 'cancellation_overdue' });
    given(placed, confirmed, requested, opened()).when(escalate).thenNothing();
    expect(given(placed, confirmed, requested, opened()).state()).toMatchObject({ status: 'cancelling' });
  });

  it('C14: closes the work item with the last answer, whatever it is', () => {
    const workItemId = `cancellation/${orderId}`;
    given(placed, confirmed, requested, opened(), teaStopped).when(stopPot).then(cancelled(pot), {
      type: 'WorkItemClosed',
      orderId,
      workItemId,
      resolution: 'The order has ended.',
    });
    given(placed, confirmed, requested, opened(), teaStopped)
      .when(new KeepFulfilment({ orderId, fulfilmentOrderId: south, reason: 'warehouse' }))
      .then(kept(south, 'warehouse'), continued('warehouse'), {
        type: 'WorkItemClosed',
        orderId,
        workItemId,
        resolution: 'Everybody has answered.',
      });
  });

  it('does nothing once it is answered', () => {
    given(placed, cancelled(tea)).when(escalate).thenNothing();
    given(placed, confirmed).when(escalate).thenNothing();
  });
});
