import { ensure, ensureKnown } from '@waybill/kernel';
import type { OfFulfilment, OfShipment } from './shipment.events.js';
import { isCreated, type CreatedOrder, type FulfilmentOrderState } from './fulfilment-order.state.js';
import type { Shipment } from './shipment.state.js';

export function ensureCreated(order: FulfilmentOrderState): asserts order is CreatedOrder {
  ensureKnown(isCreated(order), 'fulfilment-order-unknown');
}

/** The shipment of a fulfilment order; refuses an unknown one. */
export function shipmentOf(order: FulfilmentOrderState, shipmentId: string): Shipment {
  const shipment = order.shipments[shipmentId];
  ensureKnown(shipment, 'shipment-unknown');
  return shipment;
}

export function ensureNotCancelled(shipment: Shipment): void {
  ensure(shipment.status !== 'cancelled', 'shipment-cancelled', 'The shipment has been cancelled.');
}

export function ensureUnblocked({ holds, cancellation }: FulfilmentOrderState): void {
  ensure(
    cancellation?.status !== 'requested',
    'cancellation-requested',
    'Say first whether the fulfilment order can be cancelled.',
  );
  ensure(holds.length === 0, 'fulfilment-held', 'The order is on hold.', { holds });
}

export function idsOf(fulfilmentOrderId: string, { plan }: CreatedOrder): OfFulfilment {
  return { fulfilmentOrderId, orderId: plan.orderId, location: plan.location };
}

export function idsOfShipment(
  fulfilmentOrderId: string,
  order: CreatedOrder,
  shipmentId: string,
): OfShipment {
  return { ...idsOf(fulfilmentOrderId, order), shipmentId };
}
