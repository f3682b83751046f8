import { beforeEach, describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { ReconcilePayment, RetryCapture, RetryPayment } from '../domain/payment.commands.js';
import { capturesOf } from '../domain/payment.ledger.js';
import {
  askedToPay,
  held,
  order,
  orderCancelled,
  orderCompleted,
  paidWith,
  parcel,
  paymentId,
  PaymentsWorld,
  secondId,
  unitsOf,
} from '../payments-world.contract.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const THREE_DAYS = 72 * HOUR;
/** 1, 5, 30 minutes, 6 and 24 hours. */
const ALL_RETRIES = 36 * MINUTE + 30 * HOUR;

let world: PaymentsWorld;
beforeEach(() => {
  world = new PaymentsWorld();
});

const all = parcel();
const one = parcel('one', unitsOf(0, 1));
const two = parcel('two', unitsOf(1, 1));

async function paid(method = 'tok_approve'): Promise<void> {
  await world.does(paidWith(method));
  await world.receives(order, held);
}

const captureIds = (id = paymentId) => capturesOf(world.payment(id).operations).map(({ key }) => key);

async function retry(id = paymentId): Promise<void> {
  await world.does(new RetryCapture({ paymentId: id, captureId: captureIds(id).at(-1) ?? '' }));
}

describe('A parcel that is ready', () => {
  it('H9: is paid for', async () => {
    await paid();
    await world.receives(all.ready);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.published.at(-1)).toEqual({
      type: 'payments.PaymentCaptured',
      paymentId,
      orderId: order.orderId,
      shipmentId: all.shipmentId,
      captureId: captureIds()[0],
      amount: all.amount,
      units: all.units,
    });
  });
  it('H9: is paid for once, however often it is ready', async () => {
    await paid();
    await world.receives(all.ready, all.ready, all.ready);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
  });
  it('costs what its units cost, and each parcel is paid for on its own', async () => {
    await paid();
    await world.receives(one.ready, two.ready);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 1535', 'capture 1535']);
  });
  it('is paid for without the provider when it costs nothing', async () => {
    await paid();
    await world.receives({ ...one.ready, amount: { amount: 0, currency: 'EUR' } });
    expect(world.news.at(-1)).toBe('PaymentCaptured');
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('is not paid for when it was cancelled before', async () => {
    await paid();
    await world.receives(all.cancelled, all.ready);
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
});

describe('A capture that fails', () => {
  it('P8: succeeds at the third try, with the same key', async () => {
    await paid('tok_capture_fail');
    await world.receives(all.ready);
    await world.after(6 * MINUTE);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.published.slice(1)).toMatchObject([
      { type: 'payments.CaptureFailed', next: 'retrying', captureId: captureIds()[0] },
      { type: 'payments.CaptureFailed', next: 'retrying', captureId: captureIds()[0] },
      { type: 'payments.PaymentCaptured', captureId: captureIds()[0] },
    ]);
    expect(world.workItems).toEqual([]);
  });
  it('P8: is tried for 31 hours, and then waits for a person', async () => {
    await paid('tok_capture_outage');
    await world.receives(all.ready);
    await world.after(ALL_RETRIES - 1);
    expect(world.workItems).toEqual([]);
    await world.after(1);
    expect(world.types.filter((type) => type === 'CaptureRequested')).toHaveLength(6);
    expect(world.published.at(-2)).toMatchObject({ type: 'payments.CaptureFailed', next: 'waiting' });
    expect(world.published.at(-1)).toMatchObject({
      type: 'payments.WorkItemOpened',
      kind: 'capture_failed',
      amount: all.amount,
      orderId: order.orderId,
    });
  });
  it('P9: succeeds when it is repeated by hand, and its work item closes', async () => {
    await paid('tok_capture_outage');
    await world.receives(all.ready);
    await world.after(ALL_RETRIES);
    await retry();
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.news.slice(-2)).toEqual(['WorkItemClosed', 'PaymentCaptured'].toReversed());
    expect(world.workItems).toEqual([]);
  });
  it('P9: can be repeated by hand after a final refusal, too', async () => {
    await paid('tok_capture_declined_once');
    await world.receives(all.ready);
    expect(world.workItems).toEqual(['capture_failed']);
    await retry();
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.workItems).toEqual([]);
  });
  it('P9: ends for good after it has waited for 72 hours', async () => {
    await paid('tok_capture_declined');
    await world.receives(all.ready);
    await world.after(THREE_DAYS - HOUR);
    await retry();
    await world.after(HOUR);
    expect(world.published.at(-2)).toMatchObject({ type: 'payments.CaptureFailed', next: 'ended' });
    expect(world.workItems).toEqual([]);
    await expect(retry()).rejects.toMatchObject({ code: 'capture-ended' });
  });
  it('P8: finds out that it was made although the answer was lost', async () => {
    await paid('tok_capture_timeout');
    await world.receives(all.ready);
    await world.after(MINUTE);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.news.at(-1)).toBe('PaymentCaptured');
  });
  it('with an outcome that nobody finds out is listed, asked daily, and given to no other payment', async () => {
    await paid('tok_capture_unknown');
    await world.receives(all.ready);
    await world.after(ALL_RETRIES + MINUTE);
    expect(world.workItems).toEqual(['outcome_unresolved']);
    await world.after(2 * DAY);
    expect(world.types.filter((type) => type === 'CaptureRequested')).toHaveLength(8);
    await world.does(new ReconcilePayment({ paymentId }));
    expect(world.types.filter((type) => type === 'CaptureRequested')).toHaveLength(9);
    await world.receives(askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    expect(captureIds(secondId)).toEqual([]);
  });
});

describe('An order with several payments, one after another,', () => {
  it('P9: pays for a parcel that waits with the next payment, and for later parcels, too', async () => {
    await paid('tok_capture_declined');
    await world.receives(one.ready, askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    expect(world.ledger).toEqual(['authorisation 3070', 'authorisation 3070', 'capture 1535']);
    expect(world.published).toContainEqual(
      expect.objectContaining({
        type: 'payments.PaymentCaptured',
        paymentId: secondId,
        shipmentId: one.shipmentId,
      }),
    );
    expect(world.workItems).toEqual([]);
    await world.receives(two.ready);
    expect(world.published.at(-1)).toMatchObject({ paymentId: secondId, shipmentId: two.shipmentId });
    await world.receives(orderCompleted);
    expect(world.ledger.slice(3)).toEqual(['capture 1535', 'void 3070']);
  });
  it('P9: pays with the next payment also for a capture that has ended', async () => {
    await paid('tok_capture_declined');
    await world.receives(all.ready);
    await world.after(THREE_DAYS);
    await world.receives(askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    expect(world.ledger).toEqual(['authorisation 3070', 'authorisation 3070', 'capture 3070']);
  });
  it('does not pay twice for a parcel whose capture is under way when the next payment comes', async () => {
    await paid();
    world.isProviderUp = false;
    await world.receives(all.ready);
    await world.receives(askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    await world.recovers();
    expect(world.ledger.filter((entry) => entry.startsWith('capture'))).toEqual(['capture 3070']);
  });
  it('gives a parcel to the next payment as soon as the capture under way has failed', async () => {
    await paid('tok_capture_declined');
    world.isProviderUp = false;
    await world.receives(all.ready, askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    await world.recovers();
    expect(capturesOf(world.payment(secondId).operations)).toMatchObject([{ status: 'done' }]);
    expect(world.workItems).toEqual([]);
  });
  it('pays with the second payment when the first was declined before the confirmation', async () => {
    await paid('tok_decline');
    await world.receives(askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    await world.receives(all.ready);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
  });
  it('cancels all of them when it is cancelled', async () => {
    await paid('tok_capture_declined');
    await world.receives(one.ready, askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    await world.receives(orderCancelled);
    expect(world.ledger.slice(3)).toEqual(['void 3070', 'refund 1535', 'void 1535']);
  });
  it('keeps the parcel with its payment when the next one is declined', async () => {
    await paid('tok_capture_declined_once');
    await world.receives(all.ready, askedToPay());
    await world.does(paidWith('tok_insufficient', secondId));
    await retry();
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    await world.does(new RetryPayment({ paymentId: secondId, method: 'tok_approve' }));
    expect(captureIds(secondId)).toEqual([]);
  });
  it('lists a parcel that no payment can pay for', async () => {
    await paid('tok_decline');
    await world.receives(all.ready);
    expect(world.published).toContainEqual(
      expect.objectContaining({ type: 'payments.CaptureFailed', reason: 'not_authorised', next: 'waiting' }),
    );
    expect(world.workItems).toEqual(['capture_failed']);
  });
  it('pays for such a parcel as soon as the customer has tried again', async () => {
    await paid('tok_insufficient');
    await world.receives(all.ready);
    await world.does(new RetryPayment({ paymentId, method: 'tok_approve' }));
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.workItems).toEqual([]);
  });
  it('never takes more than the customer has agreed to', async () => {
    await paid();
    await world.receives(all.ready, parcel('more', unitsOf(2, 1)).ready);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.published.at(-2)).toMatchObject({ reason: 'exceeds_authorisation', next: 'waiting' });
  });
});

describe('A provider', () => {
  it('that allows one capture per authorisation authorises the next parcel again', async () => {
    await paid('tok_one_capture');
    await world.receives(one.ready, two.ready, orderCompleted);
    expect(world.ledger).toEqual([
      'authorisation 3070',
      'capture 1535',
      'authorisation 1535',
      'capture 1535',
    ]);
  });
  it('that allows no partial capture authorises each parcel as a whole', async () => {
    await paid('tok_whole_capture');
    await world.receives(one.ready, two.ready);
    expect(world.ledger).toEqual([
      'authorisation 3070',
      'authorisation 1535',
      'capture 1535',
      'authorisation 1535',
      'capture 1535',
    ]);
  });
  it('that can neither capture nor authorise again needs another payment for the next parcel', async () => {
    await paid('tok_one_capture_only');
    await world.receives(one.ready, two.ready);
    expect(world.workItems).toEqual(['capture_failed']);
    await world.receives(askedToPay(1535));
    await world.does(paidWith('tok_approve', secondId));
    expect(world.ledger.slice(2)).toEqual(['authorisation 1535', 'capture 1535']);
    expect(world.workItems).toEqual([]);
  });
  it('that cannot void after a capture is not asked to', async () => {
    await paid('tok_one_capture');
    await world.receives(one.ready, orderCompleted);
    expect(world.types).not.toContain('VoidRequested');
    expect(world.deadlines.map(({ deadline }) => deadline.name)).toEqual(['authorisation-renewal']);
    await world.after(7 * DAY);
    expect(world.deadlines).toEqual([]);
  });
});

describe('An authorisation', () => {
  it('P6: is renewed a day before it expires, for what is not captured', async () => {
    await paid();
    await world.receives(one.ready);
    await world.after(6 * DAY + MINUTE);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 1535', 'authorisation 1535']);
    expect(world.news.at(-1)).toBe('AuthorisationRenewed');
    await world.receives(two.ready);
    expect(world.ledger.at(-1)).toBe('capture 1535');
  });
  it('P6: is renewed as often as it takes', async () => {
    await paid();
    await world.after(20 * DAY);
    expect(world.news.filter((type) => type === 'AuthorisationRenewed')).toHaveLength(3);
    await world.receives(orderCancelled);
    expect(world.ledger.at(-1)).toBe('void 3070');
    expect(world.deadlines).toEqual([]);
  });
  it('P6: is not renewed when everything is captured', async () => {
    await paid();
    await world.receives(all.ready);
    await world.after(8 * DAY);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.deadlines).toEqual([]);
  });
  it('P6: is renewed at the second try', async () => {
    await paid('tok_renewal_fail_once');
    await world.after(6 * DAY + 2 * MINUTE);
    expect(world.news.at(-1)).toBe('AuthorisationRenewed');
  });
  it('P6: expires when it cannot be renewed, and the next payment pays', async () => {
    await paid('tok_renewal_declined');
    await world.after(6 * DAY + HOUR);
    expect(world.news).not.toContain('AuthorisationExpired');
    await world.after(DAY);
    expect(world.published.at(-1)).toMatchObject({
      type: 'payments.AuthorisationExpired',
      reason: 'refused',
    });
    await world.receives(askedToPay());
    await world.does(paidWith('tok_approve', secondId));
    await world.receives(all.ready);
    expect(world.ledger).toEqual(['authorisation 3070', 'authorisation 3070', 'capture 3070']);
  });
  it('P6: is captured until it expires although the renewal was refused', async () => {
    await paid('tok_renewal_declined');
    await world.after(6 * DAY + HOUR);
    await world.receives(all.ready);
    await world.after(DAY);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070']);
    expect(world.news).not.toContain('AuthorisationExpired');
  });
  it('P6: expires at its time where the provider knows no renewal', async () => {
    await paid('tok_no_renewal');
    await world.after(7 * DAY + MINUTE);
    expect(world.published.at(-1)).toMatchObject({
      type: 'payments.AuthorisationExpired',
      reason: 'not_renewable',
    });
    await world.receives(all.ready);
    expect(world.workItems).toEqual(['capture_failed']);
    await expect(
      world.does(new RetryCapture({ paymentId, captureId: idFrom('no such capture') })),
    ).rejects.toMatchObject({ code: 'capture-unknown' });
  });
  it('P6: that lasts for hours is renewed after half of its time', async () => {
    await paid('tok_expires_soon');
    await world.after(HOUR + MINUTE);
    expect(world.news.at(-1)).toBe('AuthorisationRenewed');
  });
});
