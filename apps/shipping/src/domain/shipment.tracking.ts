import { evolveWith } from '@waybill/kernel';
import type { CarrierEvent } from './shipment.saga-commands.js';
import type { CarrierStatus, ShipmentEvent } from './shipment.events.js';
import { dueAt } from './shipment.times.js';
import {
  evolve,
  hasReached,
  type KnownShipment,
  type LiveShipment,
  type ShipmentState,
} from './shipment.state.js';

/** After this many failed attempts a person must decide about the parcel. */
const DELIVERY_ATTEMPTS = 3;

/** Statuses that a parcel has only after its dispatch. */
const ON_ITS_WAY: readonly CarrierStatus[] = [
  'in_transit',
  'out_for_delivery',
  'available_for_pickup',
  'delivered',
  'return_to_sender',
  'failure',
];

/** What follows from the carrier's events. Each is recorded once, in the given order. */
export function track(
  shipment: KnownShipment,
  shipmentId: string,
  carrierEvents: readonly CarrierEvent[],
  now: string,
): readonly ShipmentEvent[] {
  const events: ShipmentEvent[] = [];
  let state: ShipmentState = shipment;
  for (const carrierEvent of carrierEvents) {
    if (state.status === 'none' || isKnown(carrierEvent, state)) continue;
    const more = recordScan(state, shipmentId, carrierEvent, now);
    for (const event of more) state = evolveWith(evolve, state, event);
    events.push(...more);
  }
  return events;
}

function recordScan(
  shipment: KnownShipment,
  shipmentId: string,
  { id: carrierEventId, status: carrierStatus, at, place, reason }: CarrierEvent,
  now: string,
): readonly ShipmentEvent[] {
  const { orderId, location, lines } = shipment;
  const about = { shipmentId, orderId, location };
  const recorded = {
    type: 'TrackingRecorded',
    ...about,
    carrierEventId,
    carrierStatus,
    at,
    ...(place !== undefined && { place }),
    ...(reason !== undefined && { reason }),
  } as const;
  if (!isMovedBy(carrierStatus, shipment)) return [recorded];
  const left: readonly ShipmentEvent[] = hasReached('dispatched', shipment)
    ? []
    : [{ type: 'ShipmentDispatched', ...about, lines, dueAt: dueAt(now, 'first-scan') }];
  return [
    ...left,
    { ...recorded, dueAt: dueAt(now, 'tracking') },
    ...move(shipment, carrierStatus, about, reason),
  ];
}

function isKnown({ id }: CarrierEvent, { tracking }: KnownShipment): boolean {
  return tracking.some(({ carrierEventId }) => carrierEventId === id);
}

/** Shipments that are delivered or cancelled, or have no label, do not move. */
function isMovedBy(status: CarrierStatus, shipment: KnownShipment): shipment is LiveShipment {
  return (
    ON_ITS_WAY.includes(status) &&
    shipment.status !== 'cancelled' &&
    shipment.status !== 'delivered' &&
    hasReached('labelled', shipment)
  );
}

/** Moves the shipment forwards only. Late and repeated scans do not move it back. */
function move(
  shipment: LiveShipment,
  status: CarrierStatus,
  about: { readonly shipmentId: string; readonly orderId: string; readonly location: string },
  reason = 'unknown',
): readonly ShipmentEvent[] {
  const inTransit: readonly ShipmentEvent[] = hasReached('in_transit', shipment)
    ? []
    : [{ type: 'ShipmentInTransit', ...about }];
  switch (status) {
    case 'delivered':
      return [{ type: 'ShipmentDelivered', ...about, lines: shipment.lines }];
    case 'out_for_delivery':
      return hasReached('out_for_delivery', shipment) ? [] : [{ type: 'ShipmentOutForDelivery', ...about }];
    case 'failure': {
      const failed: ShipmentEvent = { type: 'DeliveryAttemptFailed', ...about, reason };
      const isLast = shipment.failedAttempts + 1 === DELIVERY_ATTEMPTS;
      return [
        ...inTransit,
        failed,
        ...(isLast ? [{ type: 'ShipmentOverdue', ...about, waitingFor: 'delivery' } as const] : []),
      ];
    }
    case 'in_transit':
    case 'available_for_pickup':
    case 'return_to_sender':
      return inTransit;
    case 'pre_transit':
    case 'unknown':
      return [];
  }
}
