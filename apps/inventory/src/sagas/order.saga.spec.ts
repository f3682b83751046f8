import { describe, it } from '@jest/globals';
import { ordersSamples, paymentsSamples, shippingSamples } from '@waybill/contracts';
import { when } from '@waybill/testing';
import { CommitReservation, ExtendReservation, ReleaseReservation } from '../domain/reservation.commands.js';
import { RecordConsumed, ReleaseShipment } from '../domain/reservation.saga-commands.js';
import { PickStock, ShipStock } from '../domain/stock-item.saga-commands.js';
import { OrderSaga } from './order.saga.js';

const { orderId } = ordersSamples['orders.OrderPlaced'];
const reservationId = orderId;
const ofOrder = { reservationId, orderId };
const at = { sku: 'TEA-EARL-100', location: 'main' };
const { shipmentId } = shippingSamples['shipping.ShipmentDispatched'];

const declined = { ...paymentsSamples['payments.PaymentDeclined'], retryable: false };

describe('The reservation of an order', () => {
  it('H3, S8, P7: commits its reservation when it is paid', () =>
    when(paymentsSamples['payments.PaymentAuthorised'])
      .in(OrderSaga)
      .thenCommands(new CommitReservation(ofOrder)));

  it('P1: extends it when the customer may try to pay again', () =>
    when(paymentsSamples['payments.PaymentDeclined'])
      .in(OrderSaga)
      .thenCommands(new ExtendReservation(ofOrder)));

  it('P2: leaves it to the rejection of the order when the customer may not', () =>
    when(declined).in(OrderSaga).thenCommands());

  it('P3: extends it until the customer must have acted', () =>
    when(paymentsSamples['payments.PaymentActionRequired'])
      .in(OrderSaga)
      .thenCommands(
        new ExtendReservation({
          ...ofOrder,
          until: paymentsSamples['payments.PaymentActionRequired'].expiresAt,
        }),
      ));

  it('C1, C2, C3: releases it when the order is cancelled', () =>
    when(ordersSamples['orders.OrderCancelled'])
      .in(OrderSaga)
      .thenCommands(new ReleaseReservation({ ...ofOrder, reason: 'order-cancelled' })));

  it('P2: releases it when the order is rejected', () =>
    when(ordersSamples['orders.OrderRejected'])
      .in(OrderSaga)
      .thenCommands(new ReleaseReservation({ ...ofOrder, reason: 'order-rejected' })));

  it('S7: releases it when the order expires', () =>
    when(ordersSamples['orders.OrderExpired'])
      .in(OrderSaga)
      .thenCommands(new ReleaseReservation({ ...ofOrder, reason: 'order-expired' })));

  it('H7: picks its stock', () =>
    when(shippingSamples['shipping.ItemsPicked'])
      .in(OrderSaga)
      .thenCommands(new PickStock({ ...at, reservationId })));

  it('H11: ships its stock and consumes its reservation', () =>
    when(shippingSamples['shipping.ShipmentDispatched'])
      .in(OrderSaga)
      .thenCommands(
        new ShipStock({ ...at, reservationId, shipmentId }),
        new RecordConsumed({ reservationId, location: 'main', shipmentId }),
      ));

  it('C4: frees what will not be shipped', () =>
    when(shippingSamples['shipping.ShipmentCancelled'])
      .in(OrderSaga)
      .thenCommands(new ReleaseShipment({ reservationId, location: 'main', reason: 'order-cancelled' })));
});
