import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { NOW, sentencesOf } from '@waybill/testing';
import { PayForOrder } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { Order } from './order.js';
import {
  RecordAuthorisation,
  RecordCancelledPayment,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordExpiredAuthorisation,
  RecordRefund,
  RecordUnresolvedPayment,
  RecordVoid,
} from './order.saga-commands.js';
import {
  captured,
  confirmed,
  eur,
  main,
  nothing,
  ofOrder,
  orderId,
  placed,
  potParcel,
  south,
  tea,
  teaParcel,
} from './order-story.samples.js';

const given = sentencesOf(Order);
const other = '01930f70-0000-7000-8000-000000000009';
const recorded = (
  outcome: Extract<OrderEvent, { type: 'OrderPaymentRecorded' }>['outcome'],
  paymentId = orderId,
): OrderEvent => ({ type: 'OrderPaymentRecorded', orderId, paymentId, outcome });
type Held = Extract<OrderEvent, { type: 'OrderHeld' }>;
const held = (fields: Partial<Held>): Held => ({
  type: 'OrderHeld',
  ...ofOrder,
  holdId: idFrom('sentence', 0),
  reason: 'payment_review',
  owner: 'orders.payment-outcome',
  cause: `payment/${orderId}`,
  note: 'insufficient_funds',
  since: NOW,
  until: '2026-11-25T10:00:00.000Z',
  fulfilmentOrderIds: [],
  ...fields,
});
const released = (hold: Held, holds: readonly string[] = []): OrderEvent => ({
  type: 'OrderHoldReleased',
  ...ofOrder,
  holdId: hold.holdId,
  reason: hold.reason,
  holds,
  fulfilmentOrderIds: hold.fulfilmentOrderIds,
});
const both = [main, south];
const captureHold = (shipmentId: string) =>
  held({
    holdId: `h-${shipmentId}`,
    reason: 'payment',
    cause: `capture/${shipmentId}`,
    fulfilmentOrderIds: both,
  });
const expired: OrderEvent = { type: 'OrderExpired', ...ofOrder, totals: nothing };
const authorise = new RecordAuthorisation({ orderId, paymentId: orderId });
const decline = (retryable: boolean, paymentId = orderId) =>
  new RecordDecline({ orderId, paymentId, retryable, reason: 'insufficient_funds' });
const review = [recorded('declined'), held({})];

describe('What becomes of a payment', () => {
  it('H3: an authorisation needs no event of its own: the confirmation says so', () => {
    given(placed).when(authorise).thenNothing();
    expect(given(placed, confirmed).state()).toMatchObject({ payments: [{ outcome: 'authorised' }] });
  });

  it('P1: a decline that can be repeated holds the order', () => {
    given(placed).when(decline(true)).then(recorded('declined'), held({}));
    given(placed, ...review)
      .when(decline(true))
      .thenNothing();
  });

  it('P1: an authorisation releases the hold of its payment, and no hold of anybody else', () => {
    const fraud = held({ holdId: 'fraud', reason: 'fraud', owner: 'grace' });
    const { cause: _, ...ofPerson } = fraud;
    given(placed, ...review, ofPerson as OrderEvent)
      .when(authorise)
      .then(recorded('authorised'), released(held({}), ['fraud']));
  });

  it('P2: a final decline rejects the order', () => {
    given(placed)
      .when(decline(false))
      .then({ type: 'OrderRejected', ...ofOrder, reason: 'declined', shortages: [], totals: nothing });
  });

  it('P3 S7: a payment that is cancelled before the order is confirmed expires it', () => {
    given(placed)
      .when(new RecordCancelledPayment({ orderId, paymentId: orderId }))
      .then(recorded('cancelled'), expired);
  });

  it('P4: an outcome that nobody knows holds the order', () => {
    const note = 'The payment provider does not say whether the payment was authorised.';
    given(placed)
      .when(new RecordUnresolvedPayment({ orderId, paymentId: orderId }))
      .then(recorded('unresolved'), held({ note }));
  });

  it('P6: an authorisation that has expired holds the order for 72 hours, unless everything is captured', () => {
    const expire = new RecordExpiredAuthorisation({ orderId, paymentId: orderId, reason: 'card_declined' });
    given(placed, confirmed)
      .when(expire)
      .then(
        recorded('expired'),
        held({ reason: 'payment', note: 'card_declined', fulfilmentOrderIds: both }),
      );
    const paid = [captured(teaParcel, 2200), captured(potParcel, 3300)].map((capture): OrderEvent => ({
      type: 'OrderCaptureRecorded',
      ...capture,
    }));
    given(placed, confirmed, ...paid)
      .when(expire)
      .then(recorded('expired'));
  });

  it('a void ends a payment that is over; part of the present one may be voided while the rest is used', () => {
    const record = new RecordVoid({ orderId, paymentId: orderId });
    given(placed, confirmed).when(record).thenNothing();
    const cancelled: OrderEvent = {
      type: 'OrderCancelled',
      ...ofOrder,
      reason: 'customer',
      units: tea,
      totals: nothing,
    };
    given(placed, confirmed, cancelled).when(record).then(recorded('voided'));
    const asked: OrderEvent = {
      type: 'OrderPaymentRequested',
      ...ofOrder,
      paymentId: other,
      amount: eur(5500),
    };
    given(placed, ...review, asked)
      .when(record)
      .then(recorded('voided'));
  });

  it('P3: a payment of a confirmed order that ends asks for another one', () => {
    expect(
      given(placed, confirmed)
        .when(new RecordCancelledPayment({ orderId, paymentId: orderId }))
        .decided(),
    ).toMatchObject([recorded('cancelled'), { type: 'OrderHeld', reason: 'payment' }]);
  });
});

describe('A capture', () => {
  const fail = new RecordCaptureFailure({
    orderId,
    paymentId: orderId,
    shipmentId: teaParcel.shipmentId,
    reason: 'insufficient_funds',
  });
  const waits: OrderEvent = {
    type: 'OrderCaptureWaits',
    orderId,
    paymentId: orderId,
    shipmentId: teaParcel.shipmentId,
  };
  const record = new RecordCapture(captured(teaParcel, 2200));
  const capture: OrderEvent = { type: 'OrderCaptureRecorded', ...captured(teaParcel, 2200) };

  it('is recorded once', () => {
    given(placed, confirmed).when(record).then(capture);
    given(placed, confirmed, capture).when(record).thenNothing();
  });

  it('P9: that waits for a person holds the order for 72 hours', () => {
    const hold = { ...captureHold(teaParcel.shipmentId), holdId: idFrom('sentence', 0) };
    given(placed, confirmed).when(fail).then(waits, hold);
    given(placed, confirmed, waits, hold).when(fail).thenNothing();
    given(placed, confirmed, capture).when(fail).thenNothing();
  });

  it('P9: of one parcel releases its own hold, and not that of another parcel', () => {
    const mine = captureHold(teaParcel.shipmentId);
    const theirs = captureHold(potParcel.shipmentId);
    given(placed, confirmed, waits, mine, theirs)
      .when(record)
      .then(capture, released(mine, [theirs.holdId]));
  });
});

describe('Paying again', () => {
  const pay = new PayForOrder({ orderId, paymentId: other.toUpperCase() });
  const asked = (amount: number): OrderEvent => ({
    type: 'OrderPaymentRequested',
    ...ofOrder,
    paymentId: other,
    amount: eur(amount),
  });

  it('P1: is possible after a decline, and the new authorisation releases the hold', () => {
    given(placed, ...review)
      .when(pay)
      .then(asked(5500));
    given(placed, ...review, asked(5500))
      .when(pay)
      .thenNothing();
    given(placed, ...review, asked(5500))
      .when(new RecordAuthorisation({ orderId, paymentId: other }))
      .then(recorded('authorised', other), released(held({})));
  });

  it('P9: asks for what is neither paid nor cancelled', () => {
    const waits: OrderEvent = {
      type: 'OrderCaptureWaits',
      orderId,
      paymentId: orderId,
      shipmentId: potParcel.shipmentId,
    };
    const capture: OrderEvent = { type: 'OrderCaptureRecorded', ...captured(teaParcel, 2200) };
    given(placed, confirmed, capture, waits).when(pay).then(asked(3300));
  });

  it('with a payment that is authorised already releases the hold at once', () => {
    given(placed, ...review, recorded('authorised', other))
      .when(pay)
      .then(asked(5500), released(held({})));
  });

  it('is refused while the present payment may still pay, for a payment that is over, and when nothing is to be paid', () => {
    given(placed).when(pay).thenRefused('payment-in-progress');
    given(placed, recorded('unresolved')).when(pay).thenRefused('payment-in-progress');
    given(placed, recorded('declined'), recorded('declined', other)).when(pay).thenRefused('payment-over');
    const paid = [captured(teaParcel, 2200), captured(potParcel, 3300)].map((one): OrderEvent => ({
      type: 'OrderCaptureRecorded',
      ...one,
    }));
    given(placed, confirmed, ...paid, recorded('voided'))
      .when(pay)
      .thenRefused('nothing-to-pay');
    given(placed, expired).when(pay).thenRefused('order-closed');
    given().when(pay).thenRefused('order-unknown');
  });

  it('makes the end of the earlier payment no reason to end the order', () => {
    given(placed, ...review, asked(5500))
      .when(new RecordCancelledPayment({ orderId, paymentId: orderId }))
      .then(recorded('cancelled'));
    given(placed, ...review, asked(5500))
      .when(decline(false))
      .thenNothing();
  });
});

describe('A refund', () => {
  it('is recorded once', () => {
    const refund = { orderId, paymentId: orderId, refundId: 'r-1', units: tea, amount: eur(2200) };
    const event: OrderEvent = { type: 'OrderRefundRecorded', ...refund };
    const capture: OrderEvent = { type: 'OrderCaptureRecorded', ...captured(teaParcel, 2200) };
    given(placed, confirmed, capture).when(new RecordRefund(refund)).then(event);
    given(placed, confirmed, capture, event).when(new RecordRefund(refund)).thenNothing();
  });
});
