import type { Address, Contact, OrdersPublishedEvent, PaymentsPublishedEvent } from '@waybill/contracts';
import { saga } from '@waybill/kernel';
import {
  ChangeAddress,
  CreateFulfilmentOrder,
  HoldFulfilment,
  PermitDispatch,
  ReleaseHold,
  RequestCancellation,
  WithdrawUnits,
} from '../domain/fulfilment-order.saga-commands.js';
import { ShipmentView } from '../projections/shipment-view.projection.js';

/** Turns what orders and payments decide into commands on fulfilment orders. */
export const FulfilmentSaga = saga<OrdersPublishedEvent | PaymentsPublishedEvent>()({
  name: 'fulfilment',
  on: {
    'orders.OrderConfirmed': createPlanned,

    'orders.FulfilmentPlanned': (event) => {
      const { insteadOf: fulfilmentOrderId, orderId, fulfilments } = event;
      const units = fulfilments.flatMap((planned) => planned.units);
      const moved =
        fulfilmentOrderId === undefined
          ? []
          : [new WithdrawUnits({ fulfilmentOrderId, orderId, units, reason: 'reallocated' })];
      return [...moved, ...createPlanned(event)];
    },

    'orders.OrderLinesCancelled': ({ orderId, units, reason, fulfilmentOrderIds }) =>
      fulfilmentOrderIds.map(
        (fulfilmentOrderId) => new WithdrawUnits({ fulfilmentOrderId, orderId, units, reason }),
      ),

    'orders.OrderAddressChanged': ({ orderId, subjectId, shippingAddress: address, fulfilmentOrderIds }) =>
      fulfilmentOrderIds.map(
        (fulfilmentOrderId) => new ChangeAddress({ fulfilmentOrderId, orderId, subjectId, address }),
      ),

    'orders.OrderHeld': ({ orderId, holdId, fulfilmentOrderIds }) =>
      fulfilmentOrderIds.map(
        (fulfilmentOrderId) => new HoldFulfilment({ fulfilmentOrderId, orderId, holdId }),
      ),

    'orders.OrderHoldReleased': ({ orderId, holdId, fulfilmentOrderIds }) =>
      fulfilmentOrderIds.map((fulfilmentOrderId) => new ReleaseHold({ fulfilmentOrderId, orderId, holdId })),

    'orders.OrderCancellationRequested': ({ orderId, reason, fulfilmentOrderIds }) =>
      fulfilmentOrderIds.map(
        (fulfilmentOrderId) => new RequestCancellation({ fulfilmentOrderId, orderId, reason }),
      ),

    'payments.PaymentCaptured': async ({ shipmentId }, context) => {
      const shipment = await context.read(ShipmentView, shipmentId, { fresh: true });
      if (!shipment) throw new TypeError(`A capture names the shipment ${shipmentId}, which does not exist.`);
      const { fulfilmentOrderId } = shipment;
      return [new PermitDispatch({ fulfilmentOrderId, shipmentId })];
    },
  },
});

interface Planned {
  readonly orderId: string;
  readonly subjectId: string;
  readonly shippingAddress: Address;
  readonly contact: Contact;
  readonly shippingMethod?: string;
  readonly holds: readonly string[];
  readonly fulfilments: Extract<
    OrdersPublishedEvent,
    { readonly type: 'orders.OrderConfirmed' }
  >['fulfilments'];
}

function createPlanned(event: Planned) {
  const { orderId, subjectId, shippingAddress: address, contact, shippingMethod, holds } = event;
  return event.fulfilments.map(
    (planned) =>
      new CreateFulfilmentOrder({
        ...planned,
        orderId,
        subjectId,
        address,
        contact,
        shippingMethod,
        holds,
      }),
  );
}
