import { describe, it } from '@jest/globals';
import { inventorySamples, paymentsSamples, shippingSamples } from '@waybill/contracts';
import { idFrom } from '@waybill/kernel';
import { when } from '@waybill/testing';
import {
  CancelLostStock,
  CancelMissingUnits,
  CancelStoppedUnits,
  ConfirmOrder,
  FailReshipment,
  HoldForAddress,
  KeepFulfilment,
  MoveUnits,
  PlanReshipment,
  RecordAuthorisation,
  RecordCancelledPayment,
  RecordCapture,
  RecordCaptureFailure,
  RecordDecline,
  RecordDelivered,
  RecordExpiredAuthorisation,
  RecordLabel,
  RecordLost,
  RecordRefund,
  RecordRelease,
  RecordReturned,
  RecordShipped,
  RecordUnresolvedPayment,
  RecordVoid,
  RejectOrder,
} from '../domain/order.saga-commands.js';
import { PaymentOutcomeSaga } from './payment-outcome.saga.js';
import { ShippingSaga } from './shipping.saga.js';
import { StockSaga } from './stock.saga.js';

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const reservationId = idFrom('reshipment');
const {
  'inventory.ReservationPartiallyHeld': held,
  'inventory.ReservationCommitted': committed,
  'inventory.ReservationRejected': rejected,
  'inventory.ReservationCommitRejected': commitRejected,
  'inventory.ReservationReallocated': reallocated,
  'inventory.ReservationShort': short,
} = inventorySamples;

describe('When the stock answers', () => {
  it('S1: a rejected reservation rejects the order', () =>
    when(rejected)
      .in(StockSaga)
      .thenCommands(new RejectOrder({ orderId, reason: 'out_of_stock', shortages: rejected.shortages })));
  it('S2: a partial one cancels what is missing', () =>
    when(held)
      .in(StockSaga)
      .thenCommands(new CancelMissingUnits({ orderId, shortages: held.shortages })));
  it('H4: a committed one confirms the order', () =>
    when(committed)
      .in(StockSaga)
      .thenCommands(new ConfirmOrder({ orderId, claims: committed.claims })));
  it('S9: one that could not be committed rejects it', () =>
    when(commitRejected)
      .in(StockSaga)
      .thenCommands(
        new RejectOrder({ orderId, reason: 'out_of_stock', shortages: commitRejected.shortages }),
      ));
  it('S10 S11: stock that is held elsewhere moves the units, and stock that is gone cancels them', async () => {
    const { from, claims } = reallocated;
    await when(reallocated)
      .in(StockSaga)
      .thenCommands(new MoveUnits({ orderId, reservationId: orderId, from, claims }));
    await when(short)
      .in(StockSaga)
      .thenCommands(new CancelLostStock({ orderId, reservationId: orderId, lost: short.lost }));
  });
  it('D7: the reservation of a reshipment plans it, or does not', async () => {
    const ofReshipment = { reservationId, orderId };
    await when({ ...committed, ...ofReshipment })
      .in(StockSaga)
      .thenCommands(new PlanReshipment({ ...ofReshipment, claims: committed.claims }));
    for (const event of [rejected, commitRejected]) {
      await when({ ...event, ...ofReshipment })
        .in(StockSaga)
        .thenCommands(new FailReshipment(ofReshipment));
    }
    await when({ ...held, ...ofReshipment })
      .in(StockSaga)
      .thenCommands();
  });
  it('a reservation for no order is ignored', async () => {
    for (const event of [held, committed, rejected, commitRejected, reallocated, short]) {
      await when({ ...event, orderId: undefined })
        .in(StockSaga)
        .thenCommands();
    }
  });
});

describe('When the payment answers', () => {
  const paymentId = orderId;
  const of = { orderId, paymentId };
  const { reason: declined } = paymentsSamples['payments.PaymentDeclined'];
  const { reason: expired } = paymentsSamples['payments.AuthorisationExpired'];
  const { captureId, shipmentId, units, amount } = paymentsSamples['payments.PaymentCaptured'];
  const { refundId } = paymentsSamples['payments.RefundSucceeded'];
  const refund = { ...of, refundId, units, amount };

  it.each([
    ['H3', 'payments.PaymentAuthorised', new RecordAuthorisation(of)],
    ['P1', 'payments.PaymentDeclined', new RecordDecline({ ...of, retryable: true, reason: declined })],
    ['P4', 'payments.PaymentOutcomeUnresolved', new RecordUnresolvedPayment(of)],
    ['P6', 'payments.AuthorisationExpired', new RecordExpiredAuthorisation({ ...of, reason: expired })],
    ['P3 S7', 'payments.PaymentCancelled', new RecordCancelledPayment(of)],
    ['C3', 'payments.PaymentVoided', new RecordVoid(of)],
    ['H9', 'payments.PaymentCaptured', new RecordCapture({ ...of, captureId, shipmentId, units, amount })],
    ['D7', 'payments.RefundSucceeded', new RecordRefund(refund)],
    ['D7', 'payments.RefundSettledManually', new RecordRefund(refund)],
  ] as const)('%s: %s is recorded in the order', (_, name, command) =>
    when(paymentsSamples[name]).in(PaymentOutcomeSaga).thenCommands(command),
  );

  it('P8: a capture that is tried again by itself changes nothing; P9: one that waits or has ended is recorded', async () => {
    const failed = paymentsSamples['payments.CaptureFailed'];
    await when(failed).in(PaymentOutcomeSaga).thenCommands();
    for (const next of ['waiting', 'ended'] as const)
      await when({ ...failed, next })
        .in(PaymentOutcomeSaga)
        .thenCommands(new RecordCaptureFailure({ ...of, shipmentId, reason: failed.reason }));
  });
});

describe('When a fulfilment order or a parcel moves on', () => {
  const { fulfilmentOrderId, shipmentId, units } = shippingSamples['shipping.ShipmentDispatched'];
  const of = { orderId, fulfilmentOrderId };
  const parcel = { ...of, shipmentId, units };

  it.each([
    ['H6', 'shipping.FulfilmentReleased', new RecordRelease(of)],
    ['H8', 'shipping.LabelPurchased', new RecordLabel({ ...of, shipmentId })],
    ['H12', 'shipping.ShipmentDispatched', new RecordShipped(parcel)],
    ['H13', 'shipping.ShipmentDelivered', new RecordDelivered(parcel)],
    ['D7', 'shipping.ShipmentLost', new RecordLost(parcel)],
    ['D8', 'shipping.ReturnToSenderReceived', new RecordReturned(parcel)],
    ['C3', 'shipping.FulfilmentCancelled', new CancelStoppedUnits({ ...of, units })],
    ['C12', 'shipping.FulfilmentCancellationRejected', new KeepFulfilment({ ...of, reason: 'shipped' })],
  ] as const)('%s: %s is recorded in the order', (_, name, command) =>
    when(shippingSamples[name]).in(ShippingSaga).thenCommands(command),
  );

  it('D1: a label that is refused for its address holds the order; D2: any other failure does not', async () => {
    const failed = shippingSamples['shipping.LabelFailed'];
    await when(failed).in(ShippingSaga).thenCommands();
    await when({ ...failed, isAddressRefused: true })
      .in(ShippingSaga)
      .thenCommands(new HoldForAddress({ orderId, shipmentId, reason: failed.reason }));
  });
});
