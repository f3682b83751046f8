import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { RefundLostParcel, ReshipParcel } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { Order } from './order.js';
import {
  FailReshipment,
  PlanReshipment,
  RecordDelivered,
  RecordLost,
  RecordRelease,
  RecordReturned,
  RecordShipped,
} from './order.saga-commands.js';
import {
  captured,
  confirmed,
  delivered,
  destination,
  eur,
  main,
  nothing,
  ofOrder,
  orderId,
  placed,
  potParcel,
  shipped,
  tea,
  teaParcel,
  third,
  totals,
} from './order-story.samples.js';

const given = sentencesOf(Order);
const { shipmentId } = teaParcel;
const completed: OrderEvent = { type: 'OrderCompleted', ...ofOrder, totals: totals(5000, 500) };

describe('A parcel', () => {
  it('H6: moves the order on when its fulfilment order is released', () => {
    const released: OrderEvent = { type: 'OrderFulfilmentReleased', orderId, fulfilmentOrderId: main };
    const release = new RecordRelease({ orderId, fulfilmentOrderId: main });
    given(placed, confirmed).when(release).then(released);
    given(placed, confirmed, released).when(release).thenNothing();
  });

  it('H12: is shipped once, and H13: delivered once', () => {
    given(placed, confirmed).when(new RecordShipped(teaParcel)).then(shipped(teaParcel));
    given(placed, confirmed, shipped(teaParcel)).when(new RecordShipped(teaParcel)).thenNothing();
    given(placed, confirmed, shipped(teaParcel))
      .when(new RecordDelivered(teaParcel))
      .then(delivered(teaParcel));
    given(placed, confirmed, shipped(teaParcel), delivered(teaParcel))
      .when(new RecordDelivered(teaParcel))
      .thenNothing();
  });

  it('of a fulfilment order can be one of several', () => {
    const [unit] = tea;
    const halves = [0, 1].map((first) => ({
      ...teaParcel,
      shipmentId: `s-${first}`,
      units: unit ? [{ ...unit, first, quantity: 1 }] : [],
    }));
    given(placed, confirmed, ...halves.slice(0, 1).map(shipped))
      .when(new RecordShipped({ ...teaParcel, shipmentId: 's-1', units: halves[1]?.units ?? [] }))
      .then(...halves.slice(1).map(shipped));
  });

  it('H13: that is delivered before its dispatch is known is both', () => {
    given(placed, confirmed)
      .when(new RecordDelivered(teaParcel))
      .then(shipped(teaParcel), delivered(teaParcel));
  });

  it('H15: completes the order when it is the last one', () => {
    given(placed, confirmed, shipped(teaParcel), delivered(teaParcel), shipped(potParcel))
      .when(new RecordDelivered(potParcel))
      .then(delivered(potParcel), completed);
  });

  it('of a fulfilment order that is not known changes nothing', () => {
    given(placed, confirmed)
      .when(new RecordShipped({ ...teaParcel, fulfilmentOrderId: 'f-9' }))
      .thenNothing();
    given(placed).when(new RecordDelivered(teaParcel)).thenNothing();
    given().when(new RecordLost(teaParcel)).thenNothing();
  });
});

const lost: OrderEvent = { type: 'OrderLinesLost', ...ofOrder, ...teaParcel };
const returned: OrderEvent = { type: 'OrderParcelReturned', orderId, shipmentId };
const lostItem = given(placed, confirmed, shipped(teaParcel))
  .when(new RecordLost(teaParcel))
  .decided()[1] as OrderEvent;
const closed = (workItemId: string, resolution: string): OrderEvent => ({
  type: 'WorkItemClosed',
  orderId,
  workItemId,
  resolution,
});
const reservationId = idFrom('reshipment', orderId, shipmentId);
const requested: OrderEvent = {
  type: 'ReshipmentRequested',
  ...ofOrder,
  shipmentId,
  reservationId,
  units: tea,
};
const afterLoss = [placed, confirmed, shipped(teaParcel), lost, lostItem] as const;

describe('A parcel that is lost', () => {
  it('D7: waits for a decision, with the money that is at stake', () => {
    given(placed, confirmed, shipped(teaParcel)).when(new RecordLost(teaParcel)).then(lost, lostItem);
    expect(lostItem).toMatchObject({
      kind: 'shipment_lost',
      workItemId: `lost/${shipmentId}`,
      amount: eur(2200),
    });
    given(...afterLoss)
      .when(new RecordLost(teaParcel))
      .thenNothing();
    given(placed, confirmed).when(new RecordLost(teaParcel)).then(shipped(teaParcel), lost, lostItem);
  });

  it('D7: is sent again from stock that is held for it, and costs nothing', () => {
    given(...afterLoss)
      .when(new ReshipParcel({ orderId, shipmentId: shipmentId.toUpperCase() }))
      .then(requested, closed(`lost/${shipmentId}`, 'The goods are sent again.'));
    given(...afterLoss, requested)
      .when(new ReshipParcel({ orderId, shipmentId }))
      .thenNothing();
    const plan = new PlanReshipment({
      orderId,
      reservationId,
      claims: [{ sku: 'TEA', location: 'north', quantity: 2 }],
    });
    const planned: OrderEvent = {
      type: 'FulfilmentPlanned',
      ...ofOrder,
      ...destination,
      reason: 'reshipped',
      fulfilments: [
        {
          fulfilmentOrderId: third,
          location: 'north',
          units: tea.map((one) => ({ ...one, unitAmount: eur(0) })),
        },
      ],
      reservationId,
      holds: [],
    };
    given(placed, confirmed, shipped(teaParcel), lost, requested).when(plan).then(planned);
    given(placed, confirmed, shipped(teaParcel), lost, requested, planned).when(plan).thenNothing();
    const again = { ...teaParcel, fulfilmentOrderId: third, shipmentId: 's-again' };
    given(
      placed,
      confirmed,
      shipped(teaParcel),
      lost,
      requested,
      planned,
      shipped(potParcel),
      delivered(potParcel),
    )
      .when(new RecordDelivered(again))
      .then(shipped(again), delivered(again), completed);
  });

  it('D7: that cannot be sent again waits for another decision, under another reservation', () => {
    const failed: OrderEvent = { type: 'ReshipmentFailed', orderId, shipmentId, reservationId };
    const fail = new FailReshipment({ orderId, reservationId });
    const past = [placed, confirmed, shipped(teaParcel), lost, requested] as const;
    const [, item] = given(...past)
      .when(fail)
      .decided();
    expect(item).toMatchObject({ kind: 'stock_shortfall', workItemId: `reshipment/${shipmentId}` });
    given(...past, failed, item as OrderEvent)
      .when(fail)
      .thenNothing();
    given(...past, failed, item as OrderEvent)
      .when(new ReshipParcel({ orderId, shipmentId }))
      .then(
        { ...requested, reservationId: idFrom('reshipment', orderId, shipmentId, 1) },
        closed(`reshipment/${shipmentId}`, 'The goods are sent again.'),
      );
  });

  it('D7: is paid back once, with its share of the shipping; the order is complete without it', () => {
    const capture: OrderEvent = { type: 'OrderCaptureRecorded', ...captured(teaParcel, 2200) };
    const refund = new RefundLostParcel({ orderId, shipmentId });
    const off: OrderEvent = { type: 'ParcelWrittenOff', orderId, shipmentId, units: tea };
    const due: OrderEvent = {
      type: 'OrderRefundDue',
      ...ofOrder,
      refundId: idFrom('order-refund', orderId, 0),
      units: tea,
      amount: eur(2200),
      reason: 'shipment_lost',
    };
    given(...afterLoss, capture)
      .when(refund)
      .then(off, due, closed(`lost/${shipmentId}`, 'The goods are paid back.'));
    given(...afterLoss, capture, off, due)
      .when(refund)
      .thenNothing();
    given(...afterLoss, capture, off, due)
      .when(new ReshipParcel({ orderId, shipmentId }))
      .thenRefused('parcel-refunded');
    given(placed, confirmed, shipped(teaParcel), lost, capture, off, due, shipped(potParcel))
      .when(new RecordDelivered(potParcel))
      .then(delivered(potParcel), { ...completed, totals: totals(3000, 300) });
  });

  it('D7: whose capture becomes known after the refund is paid back then', () => {
    const off: OrderEvent = { type: 'ParcelWrittenOff', orderId, shipmentId, units: tea };
    given(...afterLoss)
      .when(new RefundLostParcel({ orderId, shipmentId }))
      .then(off, closed(`lost/${shipmentId}`, 'The goods are paid back.'));
  });

  it('that is found is delivered after all, and nothing waits any more', () => {
    given(...afterLoss)
      .when(new RecordDelivered(teaParcel))
      .then(delivered(teaParcel), closed(`lost/${shipmentId}`, 'The parcel has been found.'));
    given(placed, confirmed, shipped(teaParcel), delivered(teaParcel))
      .when(new RecordLost(teaParcel))
      .thenNothing();
  });

  it('D8: or has come back can be sent again or paid back, and no other', () => {
    given(placed, confirmed, shipped(teaParcel)).when(new RecordReturned(teaParcel)).then(returned);
    given(placed, confirmed, shipped(teaParcel), returned)
      .when(new ReshipParcel({ orderId, shipmentId }))
      .then(requested);
    const reship = new ReshipParcel({ orderId, shipmentId });
    given(placed, confirmed, shipped(teaParcel)).when(reship).thenRefused('parcel-not-lost');
    given(placed, confirmed).when(reship).thenRefused('parcel-unknown');
    given().when(reship).thenRefused('order-unknown');
    const cancelled: OrderEvent = {
      type: 'OrderCancelled',
      ...ofOrder,
      reason: 'customer',
      units: [],
      totals: nothing,
    };
    given(placed, confirmed, shipped(teaParcel), lost, cancelled).when(reship).thenRefused('order-closed');
  });
});
