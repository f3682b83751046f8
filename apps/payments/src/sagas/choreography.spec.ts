import { beforeEach, describe, expect, it } from '@jest/globals';
import { ordersSamples } from '@waybill/contracts';
import { Refusal } from '@waybill/kernel';
import { CompleteAction, ReconcilePayment, RetryPayment } from '../domain/payment.commands.js';
import {
  held,
  linesCancelled,
  order,
  orderCancelled,
  orderCompleted,
  paidWith,
  parcel,
  paymentId,
  PaymentsWorld,
  reservationExpired,
  unitsOf,
} from '../payments-world.contract.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let world: PaymentsWorld;
beforeEach(() => {
  world = new PaymentsWorld();
});

/** An order that is placed and whose stock is held, paid for with this token. */
async function paid(method = 'tok_approve'): Promise<void> {
  await world.does(paidWith(method));
  await world.receives(order, held);
}

describe('The payment of an order', () => {
  it('H2, H3: is authorised with two appends once the stock is held', async () => {
    await world.does(paidWith('tok_approve'));
    const before = world.appends;
    await world.receives(order, held);
    expect(world.appends - before).toBe(2);
    expect(world.types).toEqual(['PaymentCreated', 'AuthorisationRequested', 'PaymentAuthorised']);
    expect(world.published).toEqual([
      expect.objectContaining({
        type: 'payments.PaymentAuthorised',
        orderId: order.orderId,
        paymentId,
        amount: { amount: 3070, currency: 'EUR' },
        provider: 'sandbox',
        card: { brand: 'visa', last4: '4242' },
      }),
    ]);
  });
  it('H2: is authorised at once when it is created after the stock was held', async () => {
    await world.receives(order, held);
    expect(world.types).toEqual(['PaymentExpected']);
    await world.does(paidWith('tok_approve'));
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('H2: is charged once, although events come twice and out of order', async () => {
    await world.receives(order, held, held);
    await world.does(paidWith('tok_approve'));
    await world.receives(held, order);
    await world.does(paidWith('tok_approve'));
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('H2: is not authorised again when a lost parcel is reserved again', async () => {
    await world.receives(order, { ...held, reservationId: 'reshipment' });
    expect(world.types).toEqual([]);
  });
  it('S2: is authorised for the reduced total of the order', async () => {
    await world.does(paidWith('tok_approve'));
    await world.receives(order, linesCancelled);
    expect(world.ledger).toEqual(['authorisation 1535']);
    await world.receives(held);
    expect(world.ledger).toEqual(['authorisation 1535']);
  });
  it('S2: is authorised for the reduced total when it is created later', async () => {
    await world.receives(order, held, linesCancelled);
    await world.does(paidWith('tok_approve'));
    expect(world.ledger).toEqual(['authorisation 1535']);
  });
  it('needs no provider, and no client, when there is nothing to pay', async () => {
    const free = { ...order, totals: { ...order.totals, total: { amount: 0, currency: 'EUR' } } };
    await world.receives(free, held);
    expect(world.news).toEqual(['PaymentAuthorised']);
    expect(world.ledger).toEqual([]);
  });
  it('pays for one order only', async () => {
    await paid();
    const other = { ...order, orderId: 'other' };
    await world.receives(other, { ...held, orderId: 'other', reservationId: 'other' });
    expect(world.published.at(-1)).toMatchObject({
      type: 'payments.PaymentDeclined',
      orderId: 'other',
      reason: 'payment_of_another_order',
      retryable: false,
    });
    await world.receives({ ...orderCancelled, orderId: 'other' });
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('never publishes the token of its method', async () => {
    await paid('tok_capture_fail');
    await world.receives(parcel().ready, orderCancelled);
    await world.after(2 * DAY);
    expect(world.news).toEqual(['PaymentAuthorised', 'CaptureFailed', 'PaymentVoided']);
    expect(JSON.stringify(world.published)).not.toContain('tok_');
  });
  it('P12: counts one of two answers', async () => {
    await paid('tok_double');
    expect(world.news).toEqual(['PaymentAuthorised']);
  });

  it('P1: lets the customer try again', async () => {
    await paid('tok_decline_once');
    expect(world.published).toMatchObject([{ type: 'payments.PaymentDeclined', retryable: true }]);
    await world.does(new RetryPayment({ paymentId, method: 'tok_decline_once' }));
    expect(world.news.at(-1)).toBe('PaymentAuthorised');
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('P2: is declined for good the third time', async () => {
    await paid('tok_insufficient');
    await world.does(new RetryPayment({ paymentId, method: 'tok_insufficient' }));
    await world.does(new RetryPayment({ paymentId, method: 'tok_insufficient' }));
    expect(world.published.at(-1)).toMatchObject({
      type: 'payments.PaymentDeclined',
      attempt: 3,
      retryable: false,
    });
    const again = new RetryPayment({ paymentId, method: 'tok_approve' });
    await expect(world.does(again)).rejects.toThrow(Refusal);
  });

  it('P3: goes on when the customer has completed the action', async () => {
    await paid('tok_action');
    await world.after(29 * MINUTE);
    await world.does(new CompleteAction({ paymentId }));
    expect(world.news).toEqual(['PaymentActionRequired', 'PaymentAuthorised']);
  });
  it('P3: is called off when the customer has not', async () => {
    await paid('tok_action');
    await world.receives(reservationExpired);
    await world.after(30 * MINUTE);
    expect(world.news).toEqual(['PaymentActionRequired', 'PaymentCancelled', 'PaymentVoided']);
    expect(world.deadlines).toEqual([]);
  });

  it('P4: finds out that a timeout was a yes, and does not charge again', async () => {
    await paid('tok_timeout');
    await world.after(10 * SECOND);
    expect(world.news).toEqual(['PaymentOutcomeUnknown', 'PaymentAuthorised']);
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('P4: finds out that a timeout was a no', async () => {
    await paid('tok_timeout_lost');
    await world.after(10 * SECOND);
    expect(world.published.at(-1)).toMatchObject({ type: 'payments.PaymentDeclined', retryable: true });
  });
  it('P4: asks five times, then lists it for a person and asks daily', async () => {
    await paid('tok_unknown');
    await world.after(3 * HOUR);
    expect(world.types.filter((type) => type === 'ReconciliationRequested')).toHaveLength(5);
    expect(world.news).toEqual([
      ...Array<string>(5).fill('PaymentOutcomeUnknown'),
      'PaymentOutcomeUnresolved',
      'WorkItemOpened',
    ]);
    expect(world.workItems).toEqual(['outcome_unresolved']);
    await world.after(2 * DAY);
    expect(world.types.filter((type) => type === 'ReconciliationRequested')).toHaveLength(7);
    await world.does(new ReconcilePayment({ paymentId }));
    expect(world.types.filter((type) => type === 'ReconciliationRequested')).toHaveLength(8);
    expect(world.workItems).toEqual(['outcome_unresolved']);
  });
  it('P4: is voided by its key when its outcome is unknown and the order ends', async () => {
    await paid('tok_unknown');
    await world.after(3 * HOUR);
    await world.receives(orderCancelled);
    expect(world.news.slice(-3)).toEqual(['PaymentCancelled', 'WorkItemClosed', 'PaymentVoided']);
    expect(world.ledger).toEqual(['void 3070']);
    expect(world.workItems).toEqual([]);
    expect(world.deadlines).toEqual([]);
  });
  it('P4: survives a crash between the request and the answer', async () => {
    world.isProviderUp = false;
    await paid();
    await world.after(35 * SECOND);
    expect(world.news).toEqual(['PaymentOutcomeUnknown']);
    await world.recovers();
    expect(world.news).toEqual(['PaymentOutcomeUnknown', 'PaymentAuthorised']);
    expect(world.ledger).toEqual(['authorisation 3070']);
  });

  it('P7, C2: is voided when it is authorised after the order was cancelled', async () => {
    world.isProviderUp = false;
    await paid();
    await world.receives(orderCancelled);
    await world.recovers();
    expect(world.news).toEqual(['PaymentVoided']);
    expect(world.ledger).toEqual(['authorisation 3070', 'void 3070']);
  });
  it('C2: is voided by its key when the answer is lost after the order was cancelled', async () => {
    world.isProviderUp = false;
    await paid('tok_timeout');
    await world.receives(orderCancelled);
    await world.recovers();
    expect(world.news).toEqual(['PaymentCancelled', 'PaymentVoided']);
    expect(world.ledger).toEqual(['authorisation 3070', 'void 3070']);
  });
  it('C1: takes nothing for an order that was cancelled before its stock was held', async () => {
    await world.receives(order, orderCancelled, held);
    await expect(world.does(paidWith('tok_approve'))).rejects.toMatchObject({ code: 'payment-cancelled' });
    expect(world.news).toEqual(['PaymentCancelled']);
    expect(world.ledger).toEqual([]);
  });
  it('C3: is voided when it was authorised, with retries', async () => {
    await paid('tok_void_fail_once');
    await world.receives(orderCancelled);
    expect(world.news).toEqual(['PaymentAuthorised']);
    await world.after(MINUTE);
    expect(world.news).toEqual(['PaymentAuthorised', 'PaymentVoided']);
    expect(world.deadlines).toEqual([]);
  });
  it('S7: is cancelled when the reservation expires unpaid', async () => {
    await world.receives(order, reservationExpired, held);
    expect(world.news).toEqual(['PaymentCancelled']);
  });
  it('S8: lets the outcome decide when the reservation expires meanwhile', async () => {
    await paid('tok_timeout');
    await world.receives(reservationExpired);
    await world.after(10 * SECOND);
    expect(world.news.at(-1)).toBe('PaymentAuthorised');
  });
  it('is voided as far as it is not captured when the order is completed', async () => {
    await paid();
    await world.receives(parcel('one', unitsOf(0, 1)).ready, orderCompleted);
    expect(world.ledger).toEqual(['authorisation 3070', 'capture 1535', 'void 1535']);
    expect(world.deadlines).toEqual([]);
  });
  it('forgets its token when no order has used it for seven days, and can be created again', async () => {
    await world.does(paidWith('tok_decline'));
    await world.after(7 * DAY);
    expect(world.types).toEqual(['PaymentCreated', 'PaymentMethodDiscarded']);
    await world.receives(order, held);
    await world.does(paidWith('tok_approve'));
    expect(world.ledger).toEqual(['authorisation 3070']);
  });
  it('is cancelled when the customer does not come for seven days', async () => {
    await world.receives(order, held);
    await world.after(7 * DAY);
    expect(world.published).toMatchObject([{ type: 'payments.PaymentCancelled', reason: 'expired' }]);
    expect(world.deadlines).toEqual([]);
  });
  it('keeps what the cancelled order still costs', async () => {
    await paid();
    const sent = parcel('sent', unitsOf(0, 1));
    const lost = parcel('lost', unitsOf(1, 1));
    await world.receives(sent.ready, lost.ready);
    const { totals } = ordersSamples['orders.OrderLinesCancelled'];
    await world.receives({ ...orderCancelled, units: lost.units, totals });
    expect(world.ledger.slice(1)).toEqual(['capture 1535', 'capture 1535', 'refund 1535']);
  });
});
