import { unitsWithout, type Evolve } from '@waybill/kernel';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { isOpen, type FulfilmentOrderState } from './fulfilment-order.state.js';
import type { ShipmentEvent } from './shipment.events.js';
import { packedShipment, shipmentRows } from './shipment-fold.state.js';
import { isHere, type Shipment } from './shipment.state.js';

/** How a fulfilment order follows from its events. */
export const evolve: Evolve<FulfilmentOrderState, FulfilmentOrderEvent> = {
  FulfilmentOrderCreated: (order, event) => {
    const { orderId, subjectId, location, units, address, contact, shippingMethod, holds } = event;
    const plan = { orderId, subjectId, location, contact };
    return {
      ...awaiting(order, event),
      plan: shippingMethod === undefined ? plan : { ...plan, shippingMethod },
      address,
      holds,
      unpicked: units,
    };
  },
  FulfilmentHeld: (order, event) => ({ ...awaiting(order, event), holds: [...order.holds, event.holdId] }),
  FulfilmentHoldReleased: (order, event) => ({
    ...awaiting(order, event),
    holds: order.holds.filter((holdId) => holdId !== event.holdId),
    releasedHolds: [...order.releasedHolds, event.holdId],
  }),
  FulfilmentReleased: (order, event) => ({ ...awaiting(order, event), isReleased: true }),
  FulfilmentAddressChanged: (order, { address }) => ({
    ...order,
    address,
    shipments: mapShipments(order, withNewAddress),
  }),
  UnitsWithdrawn: (order, event) => ({
    ...awaiting(order, event),
    unpicked: unitsWithout(order.unpicked, event.units),
    picked: unitsWithout(order.picked, event.units),
    cancelled: [...order.cancelled, ...event.units],
    tooLate: [...unitsWithout(order.tooLate, event.units), ...event.tooLate],
  }),
  ItemsPicked: (order, event) => ({
    ...awaiting(order, event),
    unpicked: unitsWithout(order.unpicked, event.units),
    picked: [...order.picked, ...event.units],
  }),
  ShortPickReported: (order, event) => ({
    ...awaiting(order, event),
    unpicked: unitsWithout(order.unpicked, event.units),
    short: [...order.short, ...event.units],
  }),
  FulfilmentCancellationRequested: (order, event) => ({
    ...awaiting(order, event),
    cancellation: { reason: event.reason, status: 'requested' },
  }),
  FulfilmentCancelled: (order, event) => ({
    ...awaiting(order, event),
    cancellation: { reason: event.reason, status: 'cancelled' },
    unpicked: unitsWithout(order.unpicked, event.units),
    picked: unitsWithout(order.picked, event.units),
    cancelled: [...order.cancelled, ...event.units],
  }),
  FulfilmentCancellationRejected: (order, event) => ({
    ...awaiting(order, event),
    cancellation: { reason: order.cancellation?.reason ?? event.reason, status: 'rejected' },
  }),
  FulfilmentOverdue: (order, event) => ({ ...awaiting(order, {}), overdue: event.waitingFor }),
  WorkItemOpened: (order, { workItemId }) => ({ ...order, workItems: [...order.workItems, workItemId] }),
  WorkItemClosed: (order, { workItemId }) => ({
    ...order,
    workItems: order.workItems.filter((open) => open !== workItemId),
  }),

  ItemsPacked: (order, event) => ({
    ...awaiting(order, event),
    picked: unitsWithout(order.picked, event.units),
    shipments: { ...order.shipments, [event.shipmentId]: packedShipment(event) },
  }),
  ShipmentCancelled: (order, event) => ({
    ...changeShipment(awaiting(order, event), event, shipmentRows.ShipmentCancelled),
    unpicked: [...order.unpicked, ...event.units],
  }),
  LabelRequested: inShipment(shipmentRows.LabelRequested),
  LabelPurchased: inShipment(shipmentRows.LabelPurchased),
  LabelFailed: inShipment(shipmentRows.LabelFailed),
  LabelOutcomeUnknown: inShipment(shipmentRows.LabelOutcomeUnknown),
  TrackingEntered: inShipment(shipmentRows.TrackingEntered),
  LabelVoidRequested: inShipment(shipmentRows.LabelVoidRequested),
  LabelVoided: inShipment(shipmentRows.LabelVoided),
  LabelVoidFailed: inShipment(shipmentRows.LabelVoidFailed),
  ShipmentReadyForCapture: inShipment(shipmentRows.ShipmentReadyForCapture),
  DispatchPermitted: inShipment(shipmentRows.DispatchPermitted),
  ShipmentPostponed: inShipment(shipmentRows.ShipmentPostponed),
  ShipmentResumed: inShipment(shipmentRows.ShipmentResumed),
  ShipmentDispatched: (order, event) => {
    const next = changeShipment(order, event, shipmentRows.ShipmentDispatched);
    return isOpen(next) ? next : awaiting(next, {});
  },
  TrackingRequested: inShipment(shipmentRows.TrackingRequested),
  TrackingRecorded: inShipment(shipmentRows.TrackingRecorded),
  ShipmentInTransit: inShipment(shipmentRows.ShipmentInTransit),
  ShipmentOutForDelivery: inShipment(shipmentRows.ShipmentOutForDelivery),
  ShipmentAvailableForPickup: inShipment(shipmentRows.ShipmentAvailableForPickup),
  DeliveryAttemptFailed: inShipment(shipmentRows.DeliveryAttemptFailed),
  ReturnToSenderStarted: inShipment(shipmentRows.ReturnToSenderStarted),
  ShipmentDelivered: inShipment(shipmentRows.ShipmentDelivered),
  ReturnToSenderReceived: inShipment(shipmentRows.ReturnToSenderReceived),
  ShipmentPresumedLost: inShipment(shipmentRows.ShipmentPresumedLost),
  ShipmentLost: inShipment(shipmentRows.ShipmentLost),
  ShipmentFound: inShipment(shipmentRows.ShipmentFound),
  CancelledShipmentScanned: inShipment(shipmentRows.CancelledShipmentScanned),
  ShipmentOverdue: inShipment(shipmentRows.ShipmentOverdue),
  ShipmentSettled: inShipment(shipmentRows.ShipmentSettled),
};

/** The order after a step: nothing is overdue, and the next step is expected by that time, or none is. */
function awaiting(order: FulfilmentOrderState, { dueAt }: { readonly dueAt?: string }): FulfilmentOrderState {
  const { dueAt: _dueAt, overdue: _overdue, ...rest } = order;
  return dueAt === undefined ? rest : { ...rest, dueAt };
}

type ShipmentRow<E> = (shipment: Shipment, event: E) => Shipment;

function inShipment<E extends ShipmentEvent>(row: ShipmentRow<E>) {
  return (order: FulfilmentOrderState, event: E) => changeShipment(order, event, row);
}

function changeShipment<E extends ShipmentEvent>(
  order: FulfilmentOrderState,
  event: E,
  row: ShipmentRow<E>,
): FulfilmentOrderState {
  const shipment = order.shipments[event.shipmentId];
  if (!shipment) return order;
  return { ...order, shipments: { ...order.shipments, [event.shipmentId]: row(shipment, event) } };
}

function mapShipments(
  { shipments }: FulfilmentOrderState,
  change: (shipment: Shipment) => Shipment,
): Readonly<Record<string, Shipment>> {
  return Object.fromEntries(Object.entries(shipments).map(([id, shipment]) => [id, change(shipment)]));
}

/** A label that was refused is forgotten, so that another is requested. Any other label has the old address. */
function withNewAddress(shipment: Shipment): Shipment {
  if (!isHere(shipment)) return shipment;
  const { label, ...unlabelled } = shipment;
  if (label?.status === 'failed' && !shipment.carriage) return unlabelled;
  return { ...shipment, hasOldAddress: true };
}
