import { describe, expect, it } from '@jest/globals';
import { inventorySamples, ordersSamples, shippingSamples } from '@waybill/contracts';
import { when } from '@waybill/testing';
import {
  AbandonPayment,
  CancelCapture,
  CancelPayment,
  ClosePayment,
  CreatePayment,
  RequestAuthorisation,
  RequestCapture,
} from '../domain/payment.saga-commands.js';
import { PaymentSaga } from './payment.saga.js';

const events = { ...ordersSamples, ...inventorySamples, ...shippingSamples };
const placed = events['orders.OrderPlaced'];
const label = events['shipping.LabelPurchased'];
const held = events['inventory.ReservationHeld'];
const { orderId, customerId } = placed;
const paymentId = orderId;
const { shipmentId, amount } = label;

describe('A payment follows its order', () => {
  it('H1: from the moment it is placed', () =>
    when(placed)
      .in(PaymentSaga)
      .thenCommands(
        new CreatePayment({ orderId, customerId, amount: placed.total, method: placed.paymentMethod }),
      ));
  it('H2: is authorised when the stock is held', () =>
    when(held).in(PaymentSaga).thenCommands(new RequestAuthorisation({ paymentId })));
  it('S2: is authorised for the reduced total when lines were cancelled', () =>
    when(events['orders.OrderLinesCancelled'])
      .in(PaymentSaga)
      .thenCommands(
        new RequestAuthorisation({ paymentId, amount: events['orders.OrderLinesCancelled'].total }),
      ));
  it('S7: is abandoned when the reservation expires', () =>
    when(events['inventory.ReservationExpired'])
      .in(PaymentSaga)
      .thenCommands(new AbandonPayment({ paymentId })));
  it('C2, S9: is cancelled when the order is cancelled, rejected or expired', async () => {
    await when(events['orders.OrderCancelled'])
      .in(PaymentSaga)
      .thenCommands(new CancelPayment({ paymentId, reason: 'customer' }));
    await when(events['orders.OrderRejected'])
      .in(PaymentSaga)
      .thenCommands(new CancelPayment({ paymentId, reason: 'out-of-stock' }));
    await when(events['orders.OrderExpired'])
      .in(PaymentSaga)
      .thenCommands(new CancelPayment({ paymentId, reason: 'expired' }));
  });
  it('H15: is closed when the order is completed', () =>
    when(events['orders.OrderCompleted']).in(PaymentSaga).thenCommands(new ClosePayment({ paymentId })));
  it('H9: is captured when the label is bought', () =>
    when(label).in(PaymentSaga).thenCommands(new RequestCapture({ paymentId, shipmentId, amount })));
  it('refunds what was captured for a cancelled shipment', () =>
    when(events['shipping.ShipmentCancelled'])
      .in(PaymentSaga)
      .thenCommands(new CancelCapture({ paymentId, shipmentId, reason: 'order-cancelled' })));
  it('ignores a reservation for no order', async () => {
    const { orderId: _none, ...internal } = held;
    await when(internal).in(PaymentSaga).thenCommands();
    const { orderId: _unknown, ...expired } = events['inventory.ReservationExpired'];
    await when(expired).in(PaymentSaga).thenCommands();
  });
  it('S2, S9: does not react to shortages before the order has', () => {
    expect(PaymentSaga.publishedEvents).not.toContain('inventory.ReservationPartiallyHeld');
    expect(PaymentSaga.publishedEvents).not.toContain('inventory.ReservationCommitRejected');
  });
});
