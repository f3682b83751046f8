import type { OrdersPublishedEvent, PaymentsPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import {
  CancelShipment,
  CreateShipment,
  HoldShipment,
  LiftHold,
  PermitDispatch,
} from '../domain/shipment.saga-commands.js';
import { shipmentIdOf } from '../domain/shipment.events.js';

/** Creates, holds, permits or cancels shipments as orders and payments require. */
export const FulfilmentSaga = saga<OrdersPublishedEvent | PaymentsPublishedEvent>()({
  name: 'fulfilment',
  on: {
    'orders.OrderConfirmed': ({ orderId, shippingAddress: address, shipments, holds }) =>
      shipments.map(
        ({ location, lines, amount }) =>
          new CreateShipment({
            shipmentId: shipmentIdOf(orderId, location),
            orderId,
            location,
            lines,
            amount,
            address,
            holds,
          }),
      ),

    'orders.OrderHeld': ({ orderId, hold, locations }) =>
      locations.map((location) => new HoldShipment({ shipmentId: shipmentIdOf(orderId, location), hold })),

    'orders.OrderHoldReleased': ({ orderId, hold, holds, locations }) =>
      locations.map((location) => new LiftHold({ shipmentId: shipmentIdOf(orderId, location), hold, holds })),

    'orders.OrderCancellationRequested': ({ orderId, locations, reason }) =>
      locations.map(
        (location) =>
          new CancelShipment({ shipmentId: shipmentIdOf(orderId, location), orderId, location, reason }),
      ),

    'payments.PaymentCaptured': ({ shipmentId }) => [new PermitDispatch({ shipmentId })],
  },
});
