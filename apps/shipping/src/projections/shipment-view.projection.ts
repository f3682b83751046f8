import { everyEvent, evolveWith, projection, type Envelope } from '@waybill/kernel';
import type { Awaited, CarrierStatus, ShipmentEvent } from '../domain/shipment.events.js';
import { evolve, initial, type KnownShipment } from '../domain/shipment.state.js';

/** A shipment as a client sees it: its state, and when it came to that. */
export type ShipmentView = KnownShipment & {
  readonly shipmentId: string;
  readonly trackingNumber?: string;
  /** The latest that the carrier said of the parcel, whatever we make of it. */
  readonly carrierStatus?: CarrierStatus;
  /** What has not come in time and is awaited still. */
  readonly overdue?: Awaited;
  /** Why it was cancelled. */
  readonly reason?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly revision: number;
};

export const ShipmentView = projection<ShipmentView, ShipmentEvent>()({
  name: 'shipment-view',
  fields: { orderId: 'text', status: 'text', location: 'text', trackingNumber: 'text', createdAt: 'text' },
  keys: ({ shipmentId }) => [shipmentId],
  apply: everyEvent(evolve, show),
});

function show(
  view: ShipmentView | undefined,
  event: ShipmentEvent,
  { revision, meta: { occurredAt } }: Envelope,
): ShipmentView | undefined {
  const shipment = evolveWith(evolve, view ?? initial, event);
  if (shipment.status === 'none') return undefined;
  return {
    ...shipment,
    shipmentId: event.shipmentId,
    trackingNumber: event.type === 'LabelPurchased' ? event.trackingNumber : view?.trackingNumber,
    carrierStatus: latest(shipment),
    overdue: event.type === 'ShipmentOverdue' ? event.waitingFor : stillOverdue(shipment, view),
    reason: event.type === 'ShipmentCancelled' ? event.reason : view?.reason,
    createdAt: view?.createdAt ?? occurredAt,
    updatedAt: occurredAt,
    revision,
  };
}

function latest({ tracking }: KnownShipment): CarrierStatus | undefined {
  const [first, ...others] = tracking;
  return first && others.reduce((last, scan) => (scan.at >= last.at ? scan : last), first).carrierStatus;
}

/** Until something else is awaited, or nothing any more. */
function stillOverdue({ status, dueAt }: KnownShipment, view: ShipmentView | undefined): Awaited | undefined {
  const isOver = status === 'delivered' || status === 'cancelled' || dueAt !== undefined;
  return isOver ? undefined : view?.overdue;
}
