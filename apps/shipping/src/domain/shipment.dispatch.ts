import { ensure, type Decide } from '@waybill/kernel';
import {
  ensureCreated,
  ensureNotCancelled,
  ensureUnblocked,
  idsOfShipment,
  shipmentOf,
} from './fulfilment-order.checks.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { PermitDispatch } from './fulfilment-order.saga-commands.js';
import { givenUp, isCreated, type FulfilmentOrderState } from './fulfilment-order.state.js';
import { dueAt, inMs, nextPollAt, STEP_MS } from './fulfilment-order.times.js';
import { DispatchShipment } from './shipment.commands.js';
import type { OfShipment, ShipmentEvent } from './shipment.events.js';
import { hasLeft, isHere, type Shipment } from './shipment.state.js';

export const dispatchCommands = { PermitDispatch, DispatchShipment };

export const dispatching: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof dispatchCommands> = {
  PermitDispatch({ shipmentId }, order, { id, now }) {
    const shipment = order.shipments[shipmentId];
    if (!isCreated(order) || !shipment || shipment.isPermitted || shipment.status === 'cancelled') return [];
    return [permitDispatch(idsOfShipment(id, order, shipmentId), shipment, now)];
  },

  DispatchShipment({ shipmentId }, order, { id, now }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    ensureNotCancelled(shipment);
    if (hasLeft(shipment)) return [];
    ensureUnblocked(order);
    ensure(shipment.carriage, 'shipment-unlabelled', 'The shipment has no label or tracking number yet.');
    ensure(
      givenUp(order, shipment).length === 0,
      'units-given-up',
      'The order has given up units in the parcel: cancel the shipment and pack it again.',
    );
    ensure(shipment.isPermitted, 'shipment-unpaid', 'The shipment is not paid for yet.');
    return dispatchShipment(idsOfShipment(id, order, shipmentId), shipment, now, now);
  },
};

/** Its units are paid for, or cost nothing. */
export function permitDispatch(about: OfShipment, shipment: Shipment, now: string): ShipmentEvent {
  const isNext = isHere(shipment) && shipment.carriage !== undefined;
  const due = isNext ? { dueAt: dueAt(now, 'dispatch') } : {};
  return { type: 'DispatchPermitted', ...about, ...due };
}

/** A shipment without a tracking number cannot leave. */
export function dispatchShipment(
  about: OfShipment,
  shipment: Shipment,
  dispatchedAt: string,
  now: string,
): readonly ShipmentEvent[] {
  if (!shipment.carriage) return [];
  const { carrier, trackingNumber, trackingUrl } = shipment.carriage;
  const left: Shipment = { ...shipment, status: 'shipped', dispatchedAt, newsAt: dispatchedAt };
  return [
    {
      type: 'ShipmentDispatched',
      ...about,
      units: shipment.units,
      carrier,
      trackingNumber,
      ...(trackingUrl !== undefined && { trackingUrl }),
      dispatchedAt,
      dueAt: nextPollAt(left, now) ?? inMs(now, STEP_MS.first_scan),
    },
  ];
}
