import { ensure, ensureValid, idFrom, type Decide } from '@waybill/kernel';
import { ensureCreated, ensureNotCancelled, idsOfShipment, shipmentOf } from './fulfilment-order.checks.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { RecordCarrierEvents } from './fulfilment-order.saga-commands.js';
import { isCreated, type FulfilmentOrderState } from './fulfilment-order.state.js';
import { DAY_MS } from './fulfilment-order.times.js';
import { RecordTracking, RequestTracking } from './shipment.commands.js';
import type { OfShipment, ShipmentEvent } from './shipment.events.js';
import { isOver, track } from './shipment.scans.js';
import { isHere, type Shipment } from './shipment.state.js';

export const trackingCommands = { RequestTracking, RecordTracking, RecordCarrierEvents };

export const tracking: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof trackingCommands> = {
  RequestTracking({ shipmentId }, order, { id }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (isOver(shipment)) return [];
    ensure(shipment.carriage, 'shipment-unlabelled', 'The shipment has no label or tracking number yet.');
    return requestTracking(idsOfShipment(id, order, shipmentId), shipment, shipment.dueAt);
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
    return track(order, idsOfShipment(id, order, shipmentId), [{ id: eventId, ...scan }], now);
  },

  RecordCarrierEvents({ shipmentId, events }, order, { id, now }) {
    const shipment = order.shipments[shipmentId];
    if (!isCreated(order) || !shipment) return [];
    const plausible = events.filter(({ at }) => isPlausible(at, shipment, now));
    return track(order, idsOfShipment(id, order, shipmentId), plausible, now);
  },
};

/** Asks the carrier for news. At `dueAt` it is asked again, or another step is expected. */
export function requestTracking(
  about: OfShipment,
  { carriage, scans }: Shipment,
  dueAt: string | undefined,
): readonly ShipmentEvent[] {
  if (!carriage) return [];
  const { carrier, trackingNumber } = carriage;
  const due = dueAt === undefined ? {} : { dueAt };
  return [{ type: 'TrackingRequested', ...about, carrier, trackingNumber, known: scans.length, ...due }];
}

function isPlausible(at: string, { dispatchedAt, packedAt }: Shipment, now: string): boolean {
  const time = Date.parse(at);
  const earliest = Date.parse(dispatchedAt ?? packedAt) - DAY_MS;
  return time >= earliest && time <= Date.parse(now) + DAY_MS;
}
