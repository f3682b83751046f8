import { beforeEach, describe, expect, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import {
  RedirectRefund,
  RequestRefund,
  RetryRefund,
  SettleRefundManually,
  VoidPayment,
} from '../domain/payment.commands.js';
import { refundsOf } from '../domain/payment.ledger.js';
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
  refundDue,
  secondId,
  unitsOf,
} from '../payments-world.contract.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ALL_RETRIES = 36 * MINUTE + 30 * HOUR;

let world: PaymentsWorld;
beforeEach(() => {
  world = new PaymentsWorld();
});

const all = parcel();
const one = parcel('one', unitsOf(0, 1));
const two = parcel('two', unitsOf(1, 1));
const refundId = idFrom('refund', 'by hand');

async function captured(
  method = 'tok_approve',
  ...parcels: readonly ReturnType<typeof parcel>[]
): Promise<void> {
  await world.does(paidWith(method));
  await world.receives(order, held, ...(parcels.length > 0 ? parcels : [all]).map(({ ready }) => ready));
}

const refund = (amount: number, more: Partial<RequestRefund> = {}) =>
  new RequestRefund({ paymentId, refundId, amount, currency: 'EUR', reason: 'goodwill', ...more });
const otherRefund = idFrom('refund', 'other');
const refunds = () => world.ledger.filter((entry) => entry.startsWith('refund'));
const firstRefund = () => refundsOf(world.payment(paymentId).operations)[0]?.refundId ?? '';

describe('A refund', () => {
  it('RF1: pays back what is captured, and says which units', async () => {
    await captured('tok_approve', one, two);
    await world.receives(refundDue(one.units));
    expect(world.published.slice(-2)).toMatchObject([
      { type: 'payments.RefundRequested', units: one.units, reason: 'shipment_lost' },
      {
        type: 'payments.RefundSucceeded',
        units: one.units,
        amount: one.amount,
        refundId: idFrom('refund', 'due'),
        orderId: order.orderId,
      },
    ]);
    expect(refunds()).toEqual(['refund 1535']);
  });
  it('RF1: of a lost parcel is made once, however often it is due', async () => {
    await captured();
    await world.receives(refundDue(all.units), refundDue(all.units), refundDue(all.units, 'again'));
    expect(refunds()).toEqual(['refund 3070']);
  });
  it('RF1: that is due while the capture is under way follows the capture', async () => {
    await world.does(paidWith('tok_capture_fail'));
    await world.receives(order, held, all.ready, refundDue(all.units));
    expect(refunds()).toEqual([]);
    await world.after(6 * MINUTE);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070', 'refund 3070']);
  });
  it('RF1: goes over the payments that have captured the units', async () => {
    await world.does(paidWith('tok_approve'));
    await world.receives(order, held, one.ready, askedToPay(1535));
    await world.does(paidWith('tok_approve', secondId));
    await world.receives(two.ready, refundDue(all.units));
    expect(refunds()).toEqual(['refund 1535', 'refund 1535']);
    const payers = world.published.filter(({ type }) => type === 'payments.RefundSucceeded');
    expect(payers).toMatchObject([{ paymentId }, { paymentId: secondId }]);
  });
  it('by hand is a part of what is captured, or all of it, and never more', async () => {
    await captured();
    await world.does(refund(1000));
    await world.does(refund(1000));
    await world.does(refund(2070, { refundId: otherRefund }));
    await expect(world.does(refund(1, { refundId: idFrom('third') }))).rejects.toMatchObject({
      code: 'refund-exceeds-captured',
    });
    expect(refunds()).toEqual(['refund 1000', 'refund 2070']);
  });
  it('by hand is refused where nothing is captured, in another currency, or under the id of another', async () => {
    await world.does(paidWith('tok_approve'));
    await expect(world.does(refund(1))).rejects.toMatchObject({ code: 'payment-not-captured' });
    await world.receives(order, held);
    await expect(world.does(refund(1))).rejects.toMatchObject({ code: 'refund-exceeds-captured' });
    await world.receives(all.ready);
    await expect(world.does(refund(1, { currency: 'USD' }))).rejects.toMatchObject({
      code: 'other-currency',
    });
    await world.does(refund(1));
    await expect(world.does(refund(2))).rejects.toMatchObject({ code: 'refund-exists' });
  });
  it('by hand can name units; their price is the amount, and each is paid back once', async () => {
    await captured('tok_approve', one, two);
    const unit = { lineId: '1', first: 0, quantity: 1 };
    await expect(world.does(refund(1000, { units: [unit] }))).rejects.toMatchObject({
      code: 'amount-not-of-units',
    });
    await world.does(refund(1535, { units: [unit] }));
    const again = refund(1535, { refundId: otherRefund, units: [unit] });
    await expect(world.does(again)).rejects.toMatchObject({ code: 'units-refunded' });
    const unknown = refund(1535, { refundId: otherRefund, units: [{ ...unit, first: 7 }] });
    await expect(world.does(unknown)).rejects.toMatchObject({ code: 'units-not-captured' });
  });
});

describe('A parcel that is cancelled after it was paid for', () => {
  it('C5: is paid back, with its units', async () => {
    await captured('tok_approve', one, two);
    await world.receives(one.cancelled);
    expect(refunds()).toEqual(['refund 1535']);
    expect(world.published.at(-1)).toMatchObject({ type: 'payments.RefundSucceeded', units: one.units });
  });
  it('C6: is paid back once its capture that was under way is made', async () => {
    await world.does(paidWith('tok_approve'));
    await world.receives(order, held);
    world.isProviderUp = false;
    await world.receives(all.ready, orderCancelled, all.cancelled);
    await world.recovers();
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070', 'refund 3070']);
  });
  it('C6: is not captured again when its capture has failed', async () => {
    await captured('tok_capture_fail');
    await world.receives(all.cancelled);
    await world.after(DAY);
    expect(world.ledger).toEqual(['authorisation 3070']);
    expect(world.types).toContain('CaptureCancelled');
  });
  it('C6: closes the work item of its capture', async () => {
    await captured('tok_capture_declined');
    expect(world.workItems).toEqual(['capture_failed']);
    await world.receives(all.cancelled);
    expect(world.workItems).toEqual([]);
  });
  it('is paid back once although the order is cancelled, too, in any order', async () => {
    await captured();
    await world.receives(orderCancelled, all.cancelled, all.cancelled);
    expect(refunds()).toEqual(['refund 3070']);
  });
  it('is paid back less what was given back for it by hand', async () => {
    await captured('tok_approve', one, two);
    await world.does(refund(500, { shipmentId: one.shipmentId }));
    await world.receives(one.cancelled);
    expect(refunds()).toEqual(['refund 500', 'refund 1035']);
  });
  it('is paid back less the units that were paid back by hand', async () => {
    await captured();
    await world.does(refund(1535, { units: [{ lineId: '1', first: 1, quantity: 1 }] }));
    await world.receives(all.cancelled);
    expect(refunds()).toEqual(['refund 1535', 'refund 1535']);
    expect(world.published.at(-1)).toMatchObject({ units: unitsOf(0, 1) });
  });
  it('is paid back although its units were paid back before, for an earlier parcel', async () => {
    const again = parcel('again', unitsOf(0, 1));
    await captured('tok_approve', one);
    await world.receives(one.cancelled, again.ready);
    await world.receives(again.cancelled, again.cancelled);
    expect(world.ledger.slice(1)).toEqual(['capture 1535', 'refund 1535', 'capture 1535', 'refund 1535']);
  });
  it('is not paid back again when it was refunded as lost', async () => {
    await captured();
    await world.receives(refundDue(all.units), all.cancelled);
    expect(refunds()).toEqual(['refund 3070']);
  });
});

describe('A refund that fails', () => {
  it('RF2: is tried after 1, 5 and 30 minutes, 6 and 24 hours, and is then listed for a person', async () => {
    await captured('tok_refund_fail');
    await world.receives(all.cancelled);
    await world.after(ALL_RETRIES - 1);
    expect(world.news.slice(2)).toEqual(['RefundRequested']);
    await world.after(1);
    expect(world.news.slice(2)).toEqual(['RefundRequested', 'RefundFailed', 'WorkItemOpened']);
    expect(world.types.filter((type) => type === 'RefundRequested')).toHaveLength(6);
    expect(world.workItems).toEqual(['refund_failed']);
  });
  it('RF4: succeeds when it is repeated by hand', async () => {
    await captured('tok_refund_fail');
    await world.receives(all.cancelled);
    await world.after(ALL_RETRIES);
    await world.does(new RetryRefund({ paymentId, refundId: firstRefund() }));
    expect(refunds()).toEqual(['refund 3070']);
    expect(world.workItems).toEqual([]);
  });
  it('RF4: is listed when it fails again, and stays one work item', async () => {
    await captured('tok_refund_declined');
    await world.receives(all.cancelled);
    await world.does(new RetryRefund({ paymentId, refundId: firstRefund() }));
    expect(world.types.filter((type) => type === 'WorkItemOpened')).toHaveLength(1);
    expect(world.workItems).toEqual(['refund_failed']);
  });
  it('RF4: is settled by hand, with evidence, and counts as paid back', async () => {
    await captured('tok_refund_declined');
    await world.receives(all.cancelled);
    const evidence = 'bank transfer 17';
    await world.does(new SettleRefundManually({ paymentId, refundId: firstRefund(), evidence }));
    expect(world.published.slice(-2)).toMatchObject([
      { type: 'payments.RefundSettledManually', units: all.units, evidence },
      { type: 'payments.WorkItemClosed' },
    ]);
    await expect(world.does(refund(1))).rejects.toMatchObject({ code: 'refund-exceeds-captured' });
  });
  it('RF4: is redirected to another payment of the order', async () => {
    await captured('tok_refund_declined', one);
    await world.receives(askedToPay(1535));
    await world.does(paidWith('tok_approve', secondId));
    await world.receives(two.ready, one.cancelled);
    expect(world.workItems).toEqual(['refund_failed']);
    const failed = firstRefund();
    await world.does(new RedirectRefund({ paymentId, refundId: failed, toPaymentId: secondId }));
    expect(refunds()).toEqual(['refund 1535']);
    expect(world.published.at(-1)).toMatchObject({ paymentId: secondId, refundId: failed, units: one.units });
    expect(world.workItems).toEqual([]);
  });
  it('RF4: lists what the other payment cannot pay back of its own captures after that', async () => {
    await captured('tok_refund_declined', one);
    await world.receives(askedToPay(1535));
    await world.does(paidWith('tok_approve', secondId));
    await world.receives(two.ready, one.cancelled);
    await world.does(new RedirectRefund({ paymentId, refundId: firstRefund(), toPaymentId: secondId }));
    await world.receives(two.cancelled);
    expect(refunds()).toEqual(['refund 1535']);
    expect(world.workItems).toEqual(['refund_failed']);
    const short = refundsOf(world.payment(secondId).operations).at(-1)?.refundId ?? '';
    const settle = { paymentId: secondId, refundId: short, evidence: 'bank transfer 18' };
    await world.does(new SettleRefundManually(settle));
    expect(world.workItems).toEqual([]);
    expect(world.published.at(-2)).toMatchObject({
      type: 'payments.RefundSettledManually',
      amount: two.amount,
    });
  });
  it('RF4: comes back to the list when the other payment cannot pay it', async () => {
    await captured('tok_refund_declined');
    await world.receives(all.cancelled, askedToPay(1535));
    await world.does(paidWith('tok_approve', secondId));
    const failed = firstRefund();
    await world.does(new RedirectRefund({ paymentId, refundId: failed, toPaymentId: secondId }));
    expect(world.workItems).toEqual(['refund_failed']);
    expect(refunds()).toEqual([]);
    const nowhere = new RedirectRefund({ paymentId, refundId: failed, toPaymentId: idFrom('nobody') });
    await world.does(nowhere);
    expect(world.workItems).toEqual(['refund_failed']);
  });
  it('RF4: does not count as under way: its amount can be paid back by another refund', async () => {
    await captured('tok_refund_declined');
    await world.does(refund(3070));
    expect(world.workItems).toEqual(['refund_failed']);
    await world.does(refund(3070, { refundId: otherRefund }));
    expect(world.types).toContain('RefundDropped');
    expect(world.workItems).toEqual(['refund_failed']);
    const repeat = new RetryRefund({ paymentId, refundId });
    await expect(world.does(repeat)).rejects.toMatchObject({ code: 'refund-ended' });
  });
  it('RF3: with a lost answer is asked for with the same key, and made once', async () => {
    await captured('tok_refund_timeout');
    await world.receives(all.cancelled);
    await world.after(MINUTE);
    expect(refunds()).toEqual(['refund 3070']);
    expect(world.news.at(-1)).toBe('RefundSucceeded');
    expect(world.deadlines.map(({ deadline }) => deadline.name)).toEqual(['authorisation-renewal']);
  });
});

describe('A void', () => {
  it('P15: that fails for 31 hours is published and listed, and can be repeated by hand', async () => {
    await world.does(paidWith('tok_void_fail'));
    await world.receives(order, held, orderCancelled);
    await world.after(ALL_RETRIES);
    expect(world.news.slice(1)).toEqual(['VoidFailed', 'WorkItemOpened']);
    expect(world.workItems).toEqual(['void_failed']);
    await world.does(new VoidPayment({ paymentId }));
    expect(world.ledger).toEqual(['authorisation 3070', 'void 3070']);
    expect(world.workItems).toEqual([]);
  });
  it('P15: of money that was captured meanwhile becomes a refund', async () => {
    await world.does(paidWith('tok_void_captured'));
    await world.receives(order, held, orderCancelled);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 3070', 'refund 3070']);
    expect(world.news).toEqual(['PaymentAuthorised', 'PaymentVoided']);
    expect(world.deadlines).toEqual([]);
  });
  it('by hand is refused while the order needs the payment', async () => {
    await world.does(paidWith('tok_approve'));
    await expect(world.does(new VoidPayment({ paymentId }))).rejects.toMatchObject({
      code: 'payment-in-use',
    });
    await world.receives(order, held);
    await expect(world.does(new VoidPayment({ paymentId }))).rejects.toMatchObject({
      code: 'payment-in-use',
    });
    await world.receives(all.ready, orderCompleted);
    expect(world.types).not.toContain('VoidRequested');
  });
});
