import { evolveWith } from '@waybill/kernel';
import { evolve } from './fulfilment-order-fold.state.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import type { CarrierEvent } from './fulfilment-order.saga-commands.js';
import type { CreatedOrder, FulfilmentOrderState } from './fulfilment-order.state.js';
import { nextPollAt } from './fulfilment-order.times.js';
import { dispatchShipment } from './shipment.dispatch.js';
import type { CarrierStatus, OfShipment, ShipmentEvent } from './shipment.events.js';
import { journeyOf, type Journey } from './shipment-journey.state.js';
import { isHere, type Shipment } from './shipment.state.js';

/** Statuses that a parcel has only after it was handed over. */
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
  order: CreatedOrder,
  about: OfShipment,
  carrierEvents: readonly CarrierEvent[],
  now: string,
): readonly ShipmentEvent[] {
  const events: ShipmentEvent[] = [];
  let state: FulfilmentOrderState = order;
  for (const carrierEvent of carrierEvents) {
    const shipment = state.shipments[about.shipmentId];
    if (!shipment) return events;
    const more = recordScan(about, shipment, carrierEvent, order.plan.subjectId, now);
    for (const event of more)
      state = evolveWith<FulfilmentOrderState, FulfilmentOrderEvent>(evolve, state, event);
    events.push(...more);
  }
  return events;
}

function recordScan(
  about: OfShipment,
  shipment: Shipment,
  scan: CarrierEvent,
  subjectId: string,
  now: string,
): readonly ShipmentEvent[] {
  const { id: carrierEventId, status: carrierStatus, at, place, reason } = scan;
  if (shipment.scans.some((known) => known.carrierEventId === carrierEventId)) return [];
  const recorded = {
    type: 'TrackingRecorded',
    ...about,
    carrierEventId,
    carrierStatus,
    at,
    ...(place !== undefined && { place }),
    ...(reason !== undefined && { reason }),
  } as const;
  const isNews = ON_ITS_WAY.includes(carrierStatus) && shipment.carriage !== undefined;
  if (!isNews || isOver(shipment)) return [recorded];
  if (shipment.status === 'cancelled') {
    if (shipment.isScannedAfterCancellation) return [recorded];
    return [recorded, { type: 'CancelledShipmentScanned', ...about, carrierStatus, at }];
  }
  if (shipment.status === 'lost' && isOld(scan, shipment)) return [recorded];

  const scans = [...shipment.scans, { carrierEventId, carrierStatus, at }];
  const failures = scans.filter((each) => each.carrierStatus === 'failure').length;
  const journey = journeyOf(scans);
  const status = shipment.status === 'returning' && journey !== 'delivered' ? 'returning' : journey;
  const newsAt = isOld(scan, shipment) ? {} : { newsAt: at };
  const dueAt = nextPollAt({ ...shipment, status, scans, ...newsAt }, now);
  return [
    ...(isHere(shipment) ? dispatchShipment(about, shipment, at < now ? at : now, now) : []),
    { ...recorded, ...(dueAt !== undefined && { dueAt }) },
    ...find(about, shipment, scan, dueAt),
    ...attempt(about, scan, failures),
    ...move(about, shipment, status, scan, subjectId),
  ];
}

/** A missing parcel is found by a scan that is later than everything that was known of it. */
function find(
  about: OfShipment,
  shipment: Shipment,
  scan: CarrierEvent,
  dueAt: string | undefined,
): readonly ShipmentEvent[] {
  const isMissing = shipment.status === 'lost' || shipment.isPresumedLost;
  if (!isMissing || isOld(scan, shipment) || dueAt === undefined) return [];
  return [{ type: 'ShipmentFound', ...about, units: shipment.units, at: scan.at, dueAt }];
}

function attempt(
  about: OfShipment,
  { status, reason = 'unknown' }: CarrierEvent,
  count: number,
): readonly ShipmentEvent[] {
  return status === 'failure' ? [{ type: 'DeliveryAttemptFailed', ...about, reason, attempt: count }] : [];
}

/** What follows when the parcel has come farther than before. */
function move(
  about: OfShipment,
  { status: before, units }: Shipment,
  status: Journey,
  { status: carrierStatus, at, proof }: CarrierEvent,
  subjectId: string,
): readonly ShipmentEvent[] {
  if (status === before) return [];
  switch (status) {
    case 'in_transit':
      return [{ type: 'ShipmentInTransit', ...about }];
    case 'out_for_delivery':
      return [{ type: 'ShipmentOutForDelivery', ...about }];
    case 'available_for_pickup':
      return [{ type: 'ShipmentAvailableForPickup', ...about }];
    case 'returning': {
      const reason = carrierStatus === 'failure' ? 'attempts' : 'carrier';
      return [{ type: 'ReturnToSenderStarted', ...about, reason, at }];
    }
    case 'delivered': {
      const proven = proof === undefined ? {} : { proof };
      return [{ type: 'ShipmentDelivered', ...about, subjectId, units, deliveredAt: at, ...proven }];
    }
    case 'shipped':
    case 'failed':
      return [];
  }
}

/** Whether something later is known of the parcel. */
function isOld({ at }: CarrierEvent, { newsAt }: Shipment): boolean {
  return newsAt !== undefined && at <= newsAt;
}

/** Whether the parcel has arrived, here or there. */
export function isOver({ status }: Shipment): boolean {
  return status === 'delivered' || status === 'returned';
}
