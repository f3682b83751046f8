import { describe, it } from '@jest/globals';
import { ordersSamples, paymentsSamples } from '@waybill/contracts';
import { when } from '@waybill/testing';
import {
  CancelShipment,
  CreateShipment,
  HoldShipment,
  LiftHold,
  PermitDispatch,
} from '../domain/shipment.saga-commands.js';
import { shipmentIdOf } from '../domain/shipment.events.js';
import { FulfilmentSaga } from './fulfilment.saga.js';

const confirmed = ordersSamples['orders.OrderConfirmed'];
const { orderId, shippingAddress: address } = confirmed;
const shipmentId = shipmentIdOf(orderId, 'main');

describe('FulfilmentSaga', () => {
  it('H5: creates a shipment per location when an order is confirmed', async () => {
    const [planned] = confirmed.shipments;
    const shipments = [planned, { ...planned, location: 'north' }];
    await when({ ...confirmed, shipments, holds: ['manual'] })
      .in(FulfilmentSaga)
      .thenCommands(
        ...['main', 'north'].map(
          (location) =>
            new CreateShipment({
              shipmentId: shipmentIdOf(orderId, location),
              orderId,
              location,
              lines: planned?.lines ?? [],
              amount: planned?.amount ?? { amount: 0, currency: 'EUR' },
              address,
              holds: ['manual'],
            }),
        ),
      );
  });

  it('puts a hold of the order on its shipments', async () => {
    await when(ordersSamples['orders.OrderHeld'])
      .in(FulfilmentSaga)
      .thenCommands(new HoldShipment({ shipmentId, hold: 'manual' }));
  });

  it('has nothing to hold before the order is confirmed', async () => {
    await when({ ...ordersSamples['orders.OrderHeld'], locations: [] })
      .in(FulfilmentSaga)
      .thenCommands();
  });

  it('lifts a hold of the order from its shipments', async () => {
    await when(ordersSamples['orders.OrderHoldReleased'])
      .in(FulfilmentSaga)
      .thenCommands(new LiftHold({ shipmentId, hold: 'manual', holds: [] }));
  });

  it('C3, C7: cancels the shipment of every location; the shipment decides whether it is too late', async () => {
    await when(ordersSamples['orders.OrderCancellationRequested'])
      .in(FulfilmentSaga)
      .thenCommands(new CancelShipment({ shipmentId, orderId, location: 'main', reason: 'customer' }));
  });

  it('H10: permits dispatch when the shipment is paid for', async () => {
    await when(paymentsSamples['payments.PaymentCaptured'])
      .in(FulfilmentSaga)
      .thenCommands(new PermitDispatch({ shipmentId: 's-1' }));
  });
});
