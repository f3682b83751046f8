import { ensure, ensureValid, evolveWith, idFrom, type Decide } from '@waybill/kernel';
import { ensureCreated, ensureNotCancelled, idsOfShipment, shipmentOf } from './fulfilment-order.checks.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { RecordCarrierEvents, type CarrierEvent } from './fulfilment-order.saga-commands.js';
import { evolve } from './fulfilment-order-fold.state.js';
import { isCreated, type CreatedOrder, type FulfilmentOrderState } from './fulfilment-order.state.js';
import { DAY_MS, nextPollAt } from './fulfilment-order.times.js';
import { RecordTracking, RequestTracking } from './shipment.commands.js';
import type { CarrierStatus, OfShipment } from './shipment.events.js';
import { journeyOf, type Journey } from './shipment-journey.state.js';
import { dispatchShipment } from './shipment.dispatch.js';
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

export const trackingCommands = { RequestTracking, RecordTracking, RecordCarrierEvents };

export const tracking: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof trackingCommands> = {
  RequestTracking({ shipmentId }, order, { id }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (isOver(shipment)) return [];
    ensure(shipment.carriage, 'shipment-unlabelled', 'The shipment has no label or tracking number yet.');
    return requestTracking(order, id, shipmentId, shipment, shipment.dueAt);
  },

  RecordTracking({ shipmentId, status, at, place, reason, proof }, order, { id, now }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (!shipment.carriage) ensureNotCancelled(shipment);
    ensure(!isHere(shipment), 'shipment-undispatched', 'The shipment has not been dispatched yet.');
    const time = Date.parse(at);
    ensureValid(!Number.isNaN(time), 'time-impossible', 'The time does not exist.');
    const scan = {
      status,
      at: new Date(time).toISOString(),
      ...(place !== undefined && { place }),
      ...(reason !== undefined && { reason }),
      ...(proof !== undefined && { proof }),
    };
    ensureValid(
      isPlausible(scan.at, shipment, now),
      'time-implausible',
      'A scan is no earlier than a day before the dispatch, and no later than a day from now.',
    );
    const eventId = idFrom('tracking', shipmentId, status, scan.at, place ?? '', reason ?? '');
    return track(order, id, shipmentId, [{ id: eventId, ...scan }], now);
  },

  RecordCarrierEvents({ shipmentId, events }, order, { id, now }) {
    const shipment = order.shipments[shipmentId];
    if (!isCreated(order) || !shipment) return [];
    const plausible = events.filter(({ at }) => isPlausible(at, shipment, now));
    return track(order, id, shipmentId, plausible, now);
  },
};

/** Asks the carrier for news. At `dueAt` it is asked again, or another step is expected. */
export function requestTracking(
  order: CreatedOrder,
  id: string,
  shipmentId: string,
  { carriage, scans }: Shipment,
  dueAt: string | undefined,
): readonly FulfilmentOrderEvent[] {
  if (!carriage) return [];
  const { carrier, trackingNumber } = carriage;
  const about = idsOfShipment(id, order, shipmentId);
  const due = dueAt === undefined ? {} : { dueAt };
  return [{ type: 'TrackingRequested', ...about, carrier, trackingNumber, known: scans.length, ...due }];
}

/** What follows from the carrier's events. Each is recorded once, in the given order. */
function track(
  order: CreatedOrder,
  id: string,
  shipmentId: string,
  carrierEvents: readonly CarrierEvent[],
  now: string,
): readonly FulfilmentOrderEvent[] {
  const events: FulfilmentOrderEvent[] = [];
  let state: FulfilmentOrderState = order;
  for (const carrierEvent of carrierEvents) {
    const shipment = state.shipments[shipmentId];
    if (!shipment || !isCreated(state)) return events;
    const more = recordScan(state, id, shipmentId, shipment, carrierEvent, now);
    for (const event of more) state = evolveWith(evolve, state, event);
    events.push(...more);
  }
  return events;
}

function recordScan(
  order: CreatedOrder,
  id: string,
  shipmentId: string,
  shipment: Shipment,
  scan: CarrierEvent,
  now: string,
): readonly FulfilmentOrderEvent[] {
  const { id: carrierEventId, status: carrierStatus, at, place, reason } = scan;
  if (shipment.scans.some((known) => known.carrierEventId === carrierEventId)) return [];
  const about = idsOfShipment(id, order, shipmentId);
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
  const isOlder = at <= (shipment.newsAt ?? '');
  if (shipment.status === 'lost' && isOlder) return [recorded];

  const handedOver = at < now ? at : now;
  const left = isHere(shipment) ? dispatchShipment(order, id, shipmentId, shipment, handedOver, now) : [];
  const scans = [...shipment.scans, { carrierEventId, carrierStatus, at }];
  const isMissing = shipment.status === 'lost' || shipment.isPresumedLost;
  const journey = journeyOf(scans);
  const status = shipment.status === 'returning' && journey !== 'delivered' ? 'returning' : journey;
  const newsAt = isOlder && shipment.newsAt !== undefined ? shipment.newsAt : at;
  const dueAt = nextPollAt({ ...shipment, status, scans, newsAt }, now);
  const next = dueAt === undefined ? {} : { dueAt };
  const found: readonly FulfilmentOrderEvent[] =
    isMissing && !isOlder && dueAt !== undefined
      ? [{ type: 'ShipmentFound', ...about, units: shipment.units, at, dueAt }]
      : [];
  return [
    ...left,
    { ...recorded, ...next },
    ...found,
    ...attempt(about, scan, scans.filter((each) => each.carrierStatus === 'failure').length),
    ...move(order, about, shipment, status, scan),
  ];
}

function attempt(
  about: OfShipment,
  { status, reason = 'unknown' }: CarrierEvent,
  count: number,
): readonly FulfilmentOrderEvent[] {
  return status === 'failure' ? [{ type: 'DeliveryAttemptFailed', ...about, reason, attempt: count }] : [];
}

/** What follows when the parcel has come farther than before. */
function move(
  { plan }: CreatedOrder,
  about: OfShipment,
  shipment: Shipment,
  status: Journey,
  { status: carrierStatus, at, proof }: CarrierEvent,
): readonly FulfilmentOrderEvent[] {
  if (status === shipment.status) return [];
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
      const { units } = shipment;
      const { subjectId } = plan;
      const proven = proof === undefined ? {} : { proof };
      return [{ type: 'ShipmentDelivered', ...about, subjectId, units, deliveredAt: at, ...proven }];
    }
    case 'shipped':
    case 'failed':
      return [];
  }
}

/** Whether the parcel has arrived, here or there. */
function isOver({ status }: Shipment): boolean {
  return status === 'delivered' || status === 'returned';
}

function isPlausible(at: string, { dispatchedAt, packedAt }: Shipment, now: string): boolean {
  const time = Date.parse(at);
  const earliest = Date.parse(dispatchedAt ?? packedAt) - DAY_MS;
  return time >= earliest && time <= Date.parse(now) + DAY_MS;
}
