import { describe, it } from '@jest/globals';
import { inventorySamples, paymentsSamples, shippingSamples } from '@waybill/contracts';
import { when } from '@waybill/testing';
import { ReleaseHold } from '../domain/order.commands.js';
import {
  CancelMissingLines,
  ConfirmOrder,
  ExpireOrder,
  HoldForPayment,
  RecordDelivered,
  RecordRelease,
  RecordShipmentCancelled,
  RecordShipmentKept,
  RecordShipped,
  RejectOrder,
} from '../domain/order.saga-commands.js';
import { PaymentOutcomeSaga } from './payment-outcome.saga.js';
import { ShippingSaga } from './shipping.saga.js';
import { StockSaga } from './stock.saga.js';

const orderId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const held = inventorySamples['inventory.ReservationPartiallyHeld'];
const committed = inventorySamples['inventory.ReservationCommitted'];
const rejected = inventorySamples['inventory.ReservationRejected'];
const commitRejected = inventorySamples['inventory.ReservationCommitRejected'];
const declined = paymentsSamples['payments.PaymentDeclined'];
const captureFailed = paymentsSamples['payments.CaptureFailed'];
const { shipmentId, location, lines } = shippingSamples['shipping.ShipmentDispatched'];

describe('when the stock answers', () => {
  it('S1 a rejected reservation rejects the order', () =>
    when(rejected)
      .in(StockSaga)
      .thenCommands(new RejectOrder({ orderId, reason: 'out-of-stock', shortages: rejected.shortages })));
  it('S2 a partial one cancels what is missing', () =>
    when(held)
      .in(StockSaga)
      .thenCommands(new CancelMissingLines({ orderId, shortages: held.shortages })));
  it('H4 a committed one confirms the order', () =>
    when(committed)
      .in(StockSaga)
      .thenCommands(new ConfirmOrder({ orderId, claims: committed.claims })));
  it('S9 one that could not be committed rejects it', () =>
    when(commitRejected)
      .in(StockSaga)
      .thenCommands(
        new RejectOrder({ orderId, reason: 'out-of-stock', shortages: commitRejected.shortages }),
      ));
  it('a reservation for no order is ignored', async () => {
    for (const event of [held, committed, rejected, commitRejected]) {
      await when({ ...event, orderId: undefined })
        .in(StockSaga)
        .thenCommands();
    }
  });
});

describe('when the payment answers', () => {
  it('P1 a retryable decline holds the order', () =>
    when(declined)
      .in(PaymentOutcomeSaga)
      .thenCommands(new HoldForPayment({ orderId, hold: 'payment-review', note: declined.reason })));
  it('P2 a final one rejects it', () =>
    when({ ...declined, retryable: false })
      .in(PaymentOutcomeSaga)
      .thenCommands(new RejectOrder({ orderId, reason: 'declined', shortages: [] })));
  it('P1 an authorisation lifts the hold', () =>
    when(paymentsSamples['payments.PaymentAuthorised'])
      .in(PaymentOutcomeSaga)
      .thenCommands(new ReleaseHold({ orderId, hold: 'payment-review' })));
  it('P3 S7 a cancelled payment expires the order', () =>
    when(paymentsSamples['payments.PaymentCancelled'])
      .in(PaymentOutcomeSaga)
      .thenCommands(new ExpireOrder({ orderId })));
  it('P8 a capture that is retried changes nothing, a final failure holds the order', async () => {
    await when(captureFailed).in(PaymentOutcomeSaga).thenCommands();
    await when({ ...captureFailed, retryable: false })
      .in(PaymentOutcomeSaga)
      .thenCommands(new HoldForPayment({ orderId, hold: 'payment', note: captureFailed.reason }));
  });
});

describe('when a shipment moves on', () => {
  const about = { orderId, location, shipmentId };

  it.each([
    ['H6', 'shipping.ShipmentReleased', new RecordRelease(about)],
    ['H12', 'shipping.ShipmentDispatched', new RecordShipped({ ...about, lines })],
    ['H13', 'shipping.ShipmentDelivered', new RecordDelivered({ ...about, lines })],
    ['C3', 'shipping.ShipmentCancelled', new RecordShipmentCancelled(about)],
    ['C12', 'shipping.ShipmentCancellationRejected', new RecordShipmentKept(about)],
  ] as const)('%s %s is recorded in the order', (_, name, command) =>
    when(shippingSamples[name]).in(ShippingSaga).thenCommands(command),
  );
});
