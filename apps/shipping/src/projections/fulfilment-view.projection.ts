import {
  everyEvent,
  projection,
  quantityOfUnits,
  unitsWithout,
  type Apply,
  type Envelope,
  type Units,
} from '@waybill/kernel';
import type { FulfilmentOrderEvent } from '../domain/fulfilment-order.events.js';
import { evolve } from '../domain/fulfilment-order-fold.state.js';
import { statusOf } from '../domain/fulfilment-status.state.js';
import type { FulfilmentDocument, UnitsByPlace } from './fulfilment-document.js';

type Rows = Apply<FulfilmentDocument, FulfilmentOrderEvent>;

const rows: Rows = {
  FulfilmentOrderCreated: (_, event, { revision, meta: { occurredAt } }) => {
    const { fulfilmentOrderId, orderId, location, address, contact, shippingMethod, holds, dueAt } = event;
    return withStatus({
      fulfilmentOrderId,
      orderId,
      location,
      status: 'created',
      isReleased: false,
      units: { unpicked: event.units, picked: [], packed: [], shipped: [], short: [], cancelled: [] },
      address,
      contact,
      ...(shippingMethod !== undefined && { shippingMethod }),
      holds,
      shipmentIds: [],
      ...(dueAt !== undefined && { dueAt }),
      overdue: 'none',
      createdAt: occurredAt,
      updatedAt: occurredAt,
      revision,
    });
  },
  FulfilmentHeld: change((order, event) => ({
    ...awaiting(order, event),
    holds: [...order.holds, event.holdId],
  })),
  FulfilmentHoldReleased: change((order, event) => ({
    ...awaiting(order, event),
    holds: order.holds.filter((holdId) => holdId !== event.holdId),
  })),
  FulfilmentReleased: change((order, event) => ({ ...awaiting(order, event), isReleased: true })),
  FulfilmentAddressChanged: change((order, { address }) => ({ ...order, address })),
  UnitsWithdrawn: change((order, event) => move(awaiting(order, event), event.units, 'cancelled')),
  ItemsPicked: change((order, event) => move(awaiting(order, event), event.units, 'picked')),
  ShortPickReported: change((order, event) => move(awaiting(order, event), event.units, 'short')),
  ItemsPacked: change((order, event) => ({
    ...move(awaiting(order, event), event.units, 'packed'),
    shipmentIds: [...order.shipmentIds, event.shipmentId],
  })),
  ShipmentCancelled: change((order, event) => move(awaiting(order, event), event.units, 'unpicked')),
  ShipmentDispatched: change((order, { units }) => {
    const next = move(order, units, 'shipped');
    const { unpicked, picked, packed } = next.units;
    return unpicked.length + picked.length + packed.length > 0 ? next : awaiting(next, {});
  }),
  FulfilmentCancellationRequested: change((order, event) => ({
    ...awaiting(order, event),
    cancellation: { reason: event.reason, status: 'requested' },
  })),
  FulfilmentCancelled: change((order, event) => ({
    ...move(awaiting(order, event), event.units, 'cancelled'),
    cancellation: { reason: event.reason, status: 'cancelled' },
  })),
  FulfilmentCancellationRejected: change((order, event) => ({
    ...awaiting(order, event),
    cancellation: { reason: order.cancellation?.reason ?? event.reason, status: 'rejected' },
  })),
  FulfilmentOverdue: change((order, { waitingFor }) => ({ ...awaiting(order, {}), overdue: waitingFor })),
};

export const FulfilmentView = projection<FulfilmentDocument, FulfilmentOrderEvent>()({
  name: 'fulfilment-view',
  fields: { orderId: 'text', status: 'text', location: 'text', overdue: 'text', createdAt: 'text' },
  keys: ({ fulfilmentOrderId }) => [fulfilmentOrderId],
  apply: {
    ...everyEvent<FulfilmentDocument, FulfilmentOrderEvent>(
      evolve,
      change((order) => order),
    ),
    ...rows,
  },
});

/** A row that changes a fulfilment order that is there. Every event counts for its revision. */
function change<E extends FulfilmentOrderEvent>(
  next: (order: FulfilmentDocument, event: E) => FulfilmentDocument,
) {
  return (order: FulfilmentDocument | undefined, event: E, { revision, meta }: Envelope) =>
    order && withStatus({ ...next(order, event), updatedAt: meta.occurredAt, revision });
}

function withStatus(order: FulfilmentDocument): FulfilmentDocument {
  const { unpicked, picked, packed, shipped } = order.units;
  const status = statusOf({
    isReleased: order.isReleased,
    isHeld: order.holds.length > 0,
    isCancelling: order.cancellation?.status === 'requested',
    unpicked: quantityOfUnits(unpicked),
    picked: quantityOfUnits(picked),
    packed: quantityOfUnits(packed),
    shipped: quantityOfUnits(shipped),
  });
  return { ...order, status };
}

/** Units leave the place where they were. */
function move(
  order: FulfilmentDocument,
  moved: readonly Units[],
  place: keyof UnitsByPlace,
): FulfilmentDocument {
  const { unpicked, picked, packed, shipped, short, cancelled } = order.units;
  const without = (units: readonly Units[]) => unitsWithout(units, moved);
  const units = {
    unpicked: without(unpicked),
    picked: without(picked),
    packed: without(packed),
    shipped,
    short,
    cancelled,
  };
  return { ...order, units: { ...units, [place]: [...units[place], ...moved] } };
}

/** Expects the next step by that time, or expects none. Either way nothing is overdue any more. */
function awaiting(order: FulfilmentDocument, { dueAt }: { readonly dueAt?: string }): FulfilmentDocument {
  const { dueAt: _dueAt, ...rest } = order;
  return { ...rest, overdue: 'none', ...(dueAt !== undefined && { dueAt }) };
}
