import { unitsWithin, type Units } from '@waybill/kernel';
import type { Address, Contact, WaitingFor } from './shipment.events.js';
import { hasLeft, isHere, type Shipment } from './shipment.state.js';

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

/** The units of a shipment that the order has given up: they must not leave. */
export function givenUp({ tooLate }: FulfilmentOrderState, { units }: Shipment): readonly Units[] {
  return unitsWithin(units, tooLate);
}

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
