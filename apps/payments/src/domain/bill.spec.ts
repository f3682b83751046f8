import { describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { AddPayment, AssignRefund, BillParcel, CancelParcel, ReassignCapture } from './bill.saga-commands.js';
import { Bill } from './bill.js';
import { billSamples as events } from './bill.samples.js';

const given = sentencesOf(Bill);
const made = (index: number) => idFrom('sentence', index);
const { CaptureAssigned: assigned, PaymentAdded: added, ParcelCancelled: cancelled } = events;
const { RefundAssigned: refund } = events;
const { orderId, paymentId, shipmentId, units, amount, captureId } = assigned;
const { paymentId: secondId } = added;
const { paymentId: _paymentId, ...cancelledEarly } = cancelled;
const [unit] = units;
const half = unit ? [{ ...unit, quantity: 1 }] : [];
const rest = unit ? [{ ...unit, first: 1, quantity: 1 }] : [];

const bill = new BillParcel({ orderId, shipmentId, units, amount, paymentId });
const add = new AddPayment({ orderId, paymentId: secondId });
const reassign = new ReassignCapture({ orderId, shipmentId, captureId });
const cancel = new CancelParcel({ orderId, shipmentId, units, reason: 'order_cancelled' });
const payBack = (what = units, refundId = refund.refundId) =>
  new AssignRefund({ orderId, refundId, units: what, reason: 'shipment_lost' });

describe('A stored event of a bill', () => {
  it('has a sample for every type', () => {
    expect(Object.keys(events).toSorted()).toEqual(Bill.events.toSorted());
  });
  it.each(Object.values(events))('$type is the same after it was written and read as JSON', (sample) => {
    expect(JSON.parse(JSON.stringify(sample))).toStrictEqual(sample);
  });
});

describe('A parcel on the bill of an order', () => {
  it('H9: is paid by the payment that the order was placed with', () =>
    given()
      .when(bill)
      .then({ ...assigned, captureId: made(0) }));
  it('is billed once', () => given(assigned).when(bill).thenNothing());
  it('is paid by the latest payment that was added', () =>
    given({ ...added, recalled: [] })
      .when(bill)
      .then({ ...assigned, paymentId: secondId, captureId: made(0) }));
  it('is not billed when it was cancelled before', () => given(cancelledEarly).when(bill).thenNothing());
  it('is cancelled once, and the payment that was asked hears of it', () => {
    given(assigned).when(cancel).then(cancelled);
    given().when(cancel).then(cancelledEarly);
    given(assigned, cancelled).when(cancel).thenNothing();
  });
});

describe('A further payment', () => {
  it('recalls what earlier payments were asked for, except cancelled parcels', () => {
    given(assigned).when(add).then(added);
    given(assigned, cancelled)
      .when(add)
      .then({ ...added, recalled: [] });
  });
  it('is added once', () => given(assigned, added).when(add).thenNothing());
  it('gets a capture with a key of its own when the earlier payment has given it up', () =>
    given(assigned, added)
      .when(reassign)
      .then({ ...assigned, paymentId: secondId, captureId: made(0) }));
  it('gets no capture that was given up twice, or whose parcel is cancelled', () => {
    const moved = { ...assigned, paymentId: secondId, captureId: made(7) };
    given(assigned, added, moved).when(reassign).thenNothing();
    given(assigned, added, cancelled).when(reassign).thenNothing();
    given().when(reassign).thenNothing();
  });
});

describe('Units that are due back', () => {
  it('RF1: are paid back by the payment of their parcel', () => given(assigned).when(payBack()).then(refund));
  it('RF1: are paid back once for each refund', () => given(assigned, refund).when(payBack()).thenNothing());
  it('RF1: are split over the payments of their parcels', () => {
    const first = { ...assigned, units: half };
    const second = { ...assigned, shipmentId: 'other', units: rest, paymentId: secondId, captureId: 'other' };
    given(first, second)
      .when(payBack())
      .then({
        ...refund,
        refunds: [
          { paymentId, captureId, refundId: refund.refundId, units: half },
          {
            paymentId: secondId,
            captureId: 'other',
            refundId: idFrom('refund', refund.refundId, 1),
            units: rest,
          },
        ],
      });
  });
  it('are refused when no payment was ever asked to pay for them', () => {
    given().when(payBack()).thenRefused('units-not-captured');
    given({ ...assigned, units: half })
      .when(payBack(rest))
      .thenRefused('units-not-captured');
  });
});

describe('Every state of a bill', () => {
  it('waits for nothing itself: each parcel has a capture in a payment, or is cancelled', () => {
    const pasts = [
      [],
      [assigned],
      [assigned, added],
      [assigned, cancelled],
      [cancelledEarly],
      [added, assigned],
    ];
    for (const past of pasts) {
      for (const parcel of given(...past).state().parcels) {
        expect('captureId' in parcel || parcel.isCancelled).toBe(true);
      }
    }
  });
});
