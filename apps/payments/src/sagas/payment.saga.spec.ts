import { describe, expect, it } from '@jest/globals';
import { inventorySamples, ordersSamples, shippingSamples } from '@waybill/contracts';
import type { Projection, SagaContext } from '@waybill/kernel';
import { when } from '@waybill/testing';
import { AssignRefund, BillParcel, CancelParcel } from '../domain/bill.saga-commands.js';
import {
  AbandonPayment,
  CancelPayment,
  ClosePayment,
  RequestAuthorisation,
} from '../domain/payment.saga-commands.js';
import type { OrderTerms } from '../projections/order-terms.projection.js';
import { PaymentSaga } from './payment.saga.js';

const events = { ...ordersSamples, ...inventorySamples, ...shippingSamples };
const held = events['inventory.ReservationHeld'];
const expired = events['inventory.ReservationExpired'];
const cancelled = events['orders.OrderCancelled'];
const lines = events['orders.OrderLinesCancelled'];
const again = events['orders.OrderPaymentRequested'];
const due = events['orders.OrderRefundDue'];
const ready = events['shipping.ShipmentReadyForCapture'];
const parcel = events['shipping.ShipmentCancelled'];

const amount = { amount: 3070, currency: 'EUR' };
const terms: OrderTerms = { orderId: ready.orderId, customerId: 'ada', amount, payments: ['p-1', 'p-2'] };

/** The terms of the order are known, or only once the read model has caught up. */
function knowing(known: OrderTerms | undefined, isFresh = false): Partial<SagaContext> {
  return {
    read: <D extends object>(_: Projection<D>, __: string, options?: { readonly fresh?: boolean }) =>
      Promise.resolve((options?.fresh || !isFresh ? known : undefined) as D | undefined),
  };
}

describe('The payments of an order follow it', () => {
  const ask = new RequestAuthorisation({
    paymentId: 'p-1',
    orderId: ready.orderId,
    customerId: 'ada',
    amount,
    replaces: false,
  });

  it('H2: the first one is authorised when its stock is held', () =>
    when(held, knowing(terms)).in(PaymentSaga).thenCommands(ask));
  it('H2: also when the read model has to catch up first', () =>
    when(held, knowing(terms, true)).in(PaymentSaga).thenCommands(ask));
  it('H2: nothing is authorised for a reservation without an order, or of a lost parcel that is sent again', async () => {
    const { orderId: _orderId, ...free } = held;
    await when(free, knowing(terms)).in(PaymentSaga).thenCommands();
    await when({ ...held, reservationId: 'again' }, knowing(terms))
      .in(PaymentSaga)
      .thenCommands();
  });
  it.each([held, lines, ready, events['orders.OrderCancelled'], events['orders.OrderRejected']])(
    'and an order that is not known is an error, never nothing to do: $type',
    async (event) => {
      const reaction = when(event, knowing(undefined)).in(PaymentSaga).thenCommands();
      await expect(reaction).rejects.toThrow('are not known');
    },
  );
  it('S2: for the reduced total when lines are cancelled', () =>
    when(lines, knowing(terms))
      .in(PaymentSaga)
      .thenCommands(
        new RequestAuthorisation({
          paymentId: 'p-1',
          orderId: ready.orderId,
          customerId: 'ada',
          amount: lines.totals.total,
          replaces: false,
        }),
      ));
  it('P9: a further one is authorised when the order asks for it', () =>
    when(again)
      .in(PaymentSaga)
      .thenCommands(
        new RequestAuthorisation({
          paymentId: again.paymentId,
          orderId: again.orderId,
          customerId: 'ada',
          amount: again.amount,
          replaces: true,
        }),
      ));
  it('S7: unpaid ones are cancelled when the reservation expires', () =>
    when(expired, knowing(terms))
      .in(PaymentSaga)
      .thenCommands(
        ...['p-1', 'p-2'].map((paymentId) => new AbandonPayment({ paymentId, orderId: ready.orderId })),
      ));
  it('C3: all of them are cancelled with it', async () => {
    const cancel = (reason: string) =>
      ['p-1', 'p-2'].map((paymentId) => new CancelPayment({ paymentId, orderId: ready.orderId, reason }));
    await when(cancelled, knowing(terms))
      .in(PaymentSaga)
      .thenCommands(...cancel('customer'));
    await when(events['orders.OrderRejected'], knowing(terms))
      .in(PaymentSaga)
      .thenCommands(...cancel('out_of_stock'));
    await when(events['orders.OrderExpired'], knowing(terms))
      .in(PaymentSaga)
      .thenCommands(...cancel('expired'));
  });
  it('C8: what a cancelled order still costs is kept', () =>
    when({ ...cancelled, totals: lines.totals }, knowing({ ...terms, payments: ['p-1'] }))
      .in(PaymentSaga)
      .thenCommands(
        new CancelPayment({
          paymentId: 'p-1',
          orderId: ready.orderId,
          reason: 'customer',
          units: cancelled.units,
        }),
      ));
  it('what is authorised and not captured is given up when it is completed', () =>
    when(events['orders.OrderCompleted'], knowing(terms))
      .in(PaymentSaga)
      .thenCommands(
        ...['p-1', 'p-2'].map((paymentId) => new ClosePayment({ paymentId, orderId: ready.orderId })),
      ));
});

describe('The bill of an order follows its parcels', () => {
  const { shipmentId, units } = ready;

  it('H9: a parcel is billed when it is ready', () =>
    when(ready, knowing(terms))
      .in(PaymentSaga)
      .thenCommands(new BillParcel({ orderId: ready.orderId, shipmentId, units, amount, paymentId: 'p-1' })));
  it('C5: a parcel is not paid for when it is cancelled', () =>
    when(parcel)
      .in(PaymentSaga)
      .thenCommands(
        new CancelParcel({ orderId: ready.orderId, shipmentId, units, reason: 'order_cancelled' }),
      ));
  it('RF1: what is due back is paid back', () => {
    const { refundId, reason } = due;
    return when(due)
      .in(PaymentSaga)
      .thenCommands(new AssignRefund({ orderId: ready.orderId, refundId, units: due.units, reason }));
  });
});
