import { unitsWithout, type Evolve, type Units } from '@waybill/kernel';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import type { Address, Contact, ShipmentEvent, WaitingFor } from './shipment.events.js';
import { hasLeft, isHere, packedShipment, shipmentRows, type Shipment } from './shipment.state.js';

export interface Plan {
  readonly orderId: string;
  readonly subjectId: string;
  readonly location: string;
  readonly contact: Contact;
  readonly shippingMethod?: string;
}

export interface Cancellation {
  readonly reason: string;
  readonly status: 'requested' | 'cancelled' | 'rejected';
}

/** What one location has to send for an order. Messages about it may come before its creation. */
export interface FulfilmentOrderState {
  /** Absent until it is created. */
  readonly plan?: Plan;
  readonly address?: Address;
  readonly isReleased: boolean;
  /** The ids of the holds that are open. */
  readonly holds: readonly string[];
  /** The ids of holds that hold no more, known before or not. */
  readonly releasedHolds: readonly string[];
  readonly cancellation?: Cancellation;

  // A unit is in one of these lists, or in a shipment that is not cancelled.
  readonly unpicked: readonly Units[];
  readonly picked: readonly Units[];
  /** Not found on the shelf. */
  readonly short: readonly Units[];
  /** Cancelled or given up. Before the creation: what will be given up. */
  readonly cancelled: readonly Units[];

  /** What the order gave up when it was packed already. */
  readonly tooLate: readonly Units[];
  readonly shipments: Readonly<Record<string, Shipment>>;
  /** The ids of the open work items. */
  readonly workItems: readonly string[];
  /** By when the next step is expected; absent when none is expected or it is overdue. */
  readonly dueAt?: string;
  readonly overdue?: WaitingFor;
}

/** A fulfilment order whose creation is known. */
export type CreatedOrder = FulfilmentOrderState & { readonly plan: Plan; readonly address: Address };

export function isCreated(order: FulfilmentOrderState): order is CreatedOrder {
  return order.plan !== undefined && order.address !== undefined;
}

/** Whether its work has to wait: it is on hold, or the warehouse is asked whether it can be cancelled. */
export function isBlocked({ holds, cancellation }: FulfilmentOrderState): boolean {
  return holds.length > 0 || cancellation?.status === 'requested';
}

export const initial: FulfilmentOrderState = {
  isReleased: false,
  holds: [],
  releasedHolds: [],
  unpicked: [],
  picked: [],
  short: [],
  cancelled: [],
  tooLate: [],
  shipments: {},
  workItems: [],
};

/** The units in shipments that have not left. */
export function packedUnits({ shipments }: FulfilmentOrderState): readonly Units[] {
  return Object.values(shipments).flatMap((shipment) => (isHere(shipment) ? shipment.units : []));
}

/** The units that have left. */
export function shippedUnits({ shipments }: FulfilmentOrderState): readonly Units[] {
  return Object.values(shipments).flatMap((shipment) => (hasLeft(shipment) ? shipment.units : []));
}

/** Whether something has not left yet and is not given up. */
export function isOpen(order: FulfilmentOrderState): boolean {
  return [order.unpicked, order.picked, packedUnits(order)].some((units) => units.length > 0);
}

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
