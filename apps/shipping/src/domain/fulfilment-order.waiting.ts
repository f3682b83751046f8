import type { Decide } from '@waybill/kernel';
import { idsOf, idsOfShipment } from './fulfilment-order.checks.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { EscalateFulfilment, EscalateShipment } from './fulfilment-order.saga-commands.js';
import { isBlocked, isCreated, type FulfilmentOrderState } from './fulfilment-order.state.js';
import {
  awaitedStepOf,
  awaitedStepOfShipment,
  isOnItsWay,
  nextPollAt,
  pickupSince,
  PICKUP_MS,
  silenceMsOf,
  STEP_MS,
} from './fulfilment-order.times.js';
import type { OfShipment, ShipmentEvent } from './shipment.events.js';
import { LABEL_ATTEMPTS, requestLabel } from './shipment.label.js';
import { isHere, type Shipment } from './shipment.state.js';
import { requestTracking } from './shipment.tracking.js';

export const waitingCommands = { EscalateFulfilment, EscalateShipment };

/** What follows when a time has passed. A time that was moved meanwhile means nothing. */
export const waiting: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof waitingCommands> = {
  EscalateFulfilment({ dueAt: passed }, order, { id }) {
    const waitingFor = awaitedStepOf(order);
    if (!isCreated(order) || order.dueAt !== passed || waitingFor === undefined) return [];
    return [{ type: 'FulfilmentOverdue', ...idsOf(id, order), waitingFor }];
  },

  EscalateShipment({ shipmentId, dueAt: passed }, order, context) {
    const shipment = order.shipments[shipmentId];
    if (!isCreated(order) || shipment?.dueAt !== passed) return [];
    const { id, now } = context;
    const about = idsOfShipment(id, order, shipmentId);
    if (isOnItsWay(shipment)) return askAgain(about, shipment, now);
    if (!isHere(shipment)) return requestTracking(about, shipment, undefined);
    if (isBlocked(order)) return [{ type: 'ShipmentPostponed', ...about }];
    const waitingFor = awaitedStepOfShipment(shipment);
    if (waitingFor === 'label' && (shipment.label?.attempt ?? 0) < LABEL_ATTEMPTS) {
      return [requestLabel(order, about, shipment, context)];
    }
    return [{ type: 'ShipmentOverdue', ...about, waitingFor }];
  },
};

/** Asks the carrier again, and concludes from the silence what it means by now. */
function askAgain(about: OfShipment, shipment: Shipment, now: string): readonly ShipmentEvent[] {
  const concluded = conclude(shipment, now);
  const next = nextPollAt({ ...shipment, ...concluded?.change }, now);
  const asked = requestTracking(about, shipment, next);
  switch (concluded?.is) {
    case 'not_collected':
      return [{ type: 'ReturnToSenderStarted', ...about, reason: 'not_collected', at: now }, ...asked];
    case 'presumed_lost':
      return [{ type: 'ShipmentPresumedLost', ...about, units: shipment.units }, ...asked];
    case 'not_scanned':
      return [{ type: 'ShipmentOverdue', ...about, waitingFor: 'first_scan' }, ...asked];
    case undefined:
      return asked;
  }
}

interface Conclusion {
  readonly is: 'not_collected' | 'presumed_lost' | 'not_scanned';
  readonly change?: Partial<Shipment>;
}

function conclude(shipment: Shipment, now: string): Conclusion | undefined {
  const sinceMs = (at: string) => Date.parse(now) - Date.parse(at);
  if (shipment.status === 'available_for_pickup') {
    const isLate = sinceMs(pickupSince(shipment) ?? now) >= PICKUP_MS;
    return isLate ? { is: 'not_collected', change: { status: 'returning', newsAt: now } } : undefined;
  }
  const silentMs = sinceMs(shipment.newsAt ?? now);
  if (silentMs >= silenceMsOf(shipment)) return shipment.isPresumedLost ? undefined : { is: 'presumed_lost' };
  const isUnscanned = shipment.status === 'shipped' && silentMs >= STEP_MS.first_scan;
  return isUnscanned && shipment.overdue === undefined ? { is: 'not_scanned' } : undefined;
}
