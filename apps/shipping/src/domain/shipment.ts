import { aggregate, ensure, ensureKnown, ensureValid, idFrom } from '@waybill/kernel';
import {
  DispatchShipment,
  PackShipment,
  PickShipment,
  RecordTracking,
  RequestLabel,
  RequestTracking,
} from './shipment.commands.js';
import {
  CancelShipment,
  CreateShipment,
  EscalateShipment,
  HoldShipment,
  LiftHold,
  PermitDispatch,
  RecordCarrierEvents,
  RecordLabel,
  RecordLabelVoided,
} from './shipment.saga-commands.js';
import type { ShipmentEvent } from './shipment.events.js';
import { LABEL_ATTEMPTS, recordAnswer, requestLabel } from './shipment.label.js';
import { awaitedStepOf, dueAt, isHeld } from './shipment.times.js';
import {
  evolve,
  hasReached,
  initial,
  type KnownShipment,
  type LiveShipment,
  type ShipmentState,
} from './shipment.state.js';
import { track } from './shipment.tracking.js';

export const Shipment = aggregate<ShipmentState, ShipmentEvent>()({
  name: 'shipment',
  initial,
  evolve,
  commands: {
    CreateShipment,
    HoldShipment,
    LiftHold,
    PickShipment,
    PackShipment,
    RequestLabel,
    RecordLabel,
    RecordLabelVoided,
    PermitDispatch,
    DispatchShipment,
    RequestTracking,
    RecordTracking,
    RecordCarrierEvents,
    CancelShipment,
    EscalateShipment,
  },
  idOf: ({ shipmentId }) => shipmentId,
  decide: {
    CreateShipment({ orderId, location, lines, amount, address, holds }, shipment, { id: shipmentId, now }) {
      if (shipment.status !== 'none') return [];
      const about = { shipmentId, orderId, location };
      const release = dueAt(now, 'release');
      return [
        { type: 'ShipmentCreated', ...about, lines, amount, address, holds, dueAt: release },
        ...(holds.length === 0 ? [releaseShipment(about, now)] : []),
      ];
    },

    HoldShipment({ hold }, shipment, { id, now }) {
      if (!isHere(shipment) || shipment.holds.includes(hold)) return [];
      const holds = [...shipment.holds, hold];
      return [{ type: 'ShipmentHeld', ...idsOf(id, shipment), hold, holds, dueAt: dueAt(now, 'release') }];
    },

    LiftHold({ hold, holds }, shipment, { id, now }) {
      if (!isHere(shipment) || !shipment.holds.includes(hold)) return [];
      const due = dueAt(now, awaitedStepOf({ ...shipment, holds }));
      const isReleased = holds.length === 0 && shipment.status === 'created';
      return [
        { type: 'ShipmentHoldLifted', ...idsOf(id, shipment), hold, holds, dueAt: due },
        ...(isReleased ? [releaseShipment(idsOf(id, shipment), now)] : []),
      ];
    },

    PickShipment(_, shipment, { id, now }) {
      ensureLive(shipment);
      if (hasReached('picked', shipment)) return [];
      ensureNotHeld(shipment);
      const { lines } = shipment;
      return [{ type: 'ItemsPicked', ...idsOf(id, shipment), lines, dueAt: dueAt(now, 'pack') }];
    },

    PackShipment(_, shipment, context) {
      ensureLive(shipment);
      if (hasReached('packed', shipment)) return [];
      ensureNotHeld(shipment);
      ensure(
        shipment.status === 'picked',
        'shipment-unpicked',
        'The items must be picked before they are packed.',
      );
      return [{ type: 'ItemsPacked', ...idsOf(context.id, shipment) }, requestLabel(shipment, context)];
    },

    RequestLabel(_, shipment, context) {
      ensureLive(shipment);
      if (hasReached('labelled', shipment)) return [];
      ensureNotHeld(shipment);
      ensure(
        shipment.status === 'packed',
        'shipment-unpacked',
        'The shipment must be packed before it gets a label.',
      );
      const isUnderWay = shipment.label?.status === 'requested' && shipment.dueAt !== undefined;
      return isUnderWay ? [] : [requestLabel(shipment, context)];
    },

    RecordLabel({ key, answer }, shipment, context) {
      if (shipment.status === 'none') return [];
      const { label } = shipment;
      if (label?.key !== key || (label.status !== 'requested' && label.status !== 'unknown')) return [];
      if (shipment.status !== 'cancelled') return recordAnswer(shipment, label, answer, context);
      if (answer.outcome === 'failed') return [];
      return [{ type: 'LabelVoidRequested', ...idsOf(context.id, shipment), key }];
    },

    RecordLabelVoided({ key }, shipment, { id }) {
      if (shipment.status === 'none' || shipment.label?.status !== 'voiding') return [];
      return [{ type: 'LabelVoided', ...idsOf(id, shipment), key }];
    },

    PermitDispatch(_, shipment, { id, now }) {
      if (shipment.status === 'none' || shipment.status === 'cancelled' || shipment.permitted) return [];
      const isNext = shipment.status === 'labelled' && !isHeld(shipment);
      const due = isNext ? { dueAt: dueAt(now, 'dispatch') } : {};
      return [{ type: 'DispatchPermitted', ...idsOf(id, shipment), ...due }];
    },

    DispatchShipment(_, shipment, { id, now }) {
      ensureLive(shipment);
      if (hasReached('dispatched', shipment)) return [];
      ensureNotHeld(shipment);
      ensure(hasReached('labelled', shipment), 'shipment-unlabelled', 'The shipment has no label yet.');
      ensure(shipment.permitted, 'shipment-unpaid', 'The shipment is not paid for yet.');
      const { lines } = shipment;
      return [{ type: 'ShipmentDispatched', ...idsOf(id, shipment), lines, dueAt: dueAt(now, 'first-scan') }];
    },

    RequestTracking(_, shipment, { id }) {
      ensureLive(shipment);
      if (shipment.status === 'delivered') return [];
      ensure(shipment.label?.status === 'purchased', 'shipment-unlabelled', 'The shipment has no label yet.');
      return requestTracking(id, shipment);
    },

    RecordTracking({ status, at, place, reason }, shipment, { id, now }) {
      ensureLive(shipment);
      ensure(
        hasReached('dispatched', shipment),
        'shipment-undispatched',
        'The shipment has not been dispatched yet.',
      );
      ensureValid(!Number.isNaN(Date.parse(at)), 'time-impossible', 'The time does not exist.');
      const seen = {
        status,
        at: new Date(at).toISOString(),
        ...(place !== undefined && { place }),
        ...(reason !== undefined && { reason }),
      };
      const eventId = idFrom('tracking', id, seen.status, seen.at, place ?? '', reason ?? '');
      return track(shipment, id, [{ id: eventId, ...seen }], now);
    },

    RecordCarrierEvents({ events }, shipment, { id, now }) {
      return shipment.status === 'none' ? [] : track(shipment, id, events, now);
    },

    CancelShipment({ orderId, location, reason }, shipment, { id: shipmentId }) {
      if (shipment.status === 'cancelled') return [];
      const about = { shipmentId, orderId, location };
      if (shipment.status === 'none') return [{ type: 'ShipmentCancelled', ...about, lines: [], reason }];
      if (hasReached('dispatched', shipment)) {
        return [{ type: 'ShipmentCancellationRejected', ...about, reason: 'shipped' }];
      }
      const { lines, label } = shipment;
      return [
        { type: 'ShipmentCancelled', ...about, lines, reason },
        ...(label?.status === 'purchased' || label?.status === 'unknown'
          ? [{ type: 'LabelVoidRequested', ...about, key: label.key } as const]
          : []),
      ];
    },

    EscalateShipment({ dueAt: passed }, shipment, context) {
      if (shipment.status === 'none' || shipment.status === 'cancelled' || shipment.dueAt !== passed)
        return [];
      const waitingFor = awaitedStepOf(shipment);
      if (waitingFor === 'label' && (shipment.label?.attempt ?? 0) < LABEL_ATTEMPTS) {
        return [requestLabel(shipment, context)];
      }
      const { id } = context;
      const isOnItsWay = waitingFor === 'first-scan' || waitingFor === 'tracking';
      return [
        { type: 'ShipmentOverdue', ...idsOf(id, shipment), waitingFor },
        ...(isOnItsWay ? requestTracking(id, shipment) : []),
      ];
    },
  },
});

interface About {
  readonly shipmentId: string;
  readonly orderId: string;
  readonly location: string;
}

function idsOf(shipmentId: string, { orderId, location }: KnownShipment): About {
  return { shipmentId, orderId, location };
}

function releaseShipment(about: About, now: string): ShipmentEvent {
  return { type: 'ShipmentReleased', ...about, dueAt: dueAt(now, 'pick') };
}

function requestTracking(shipmentId: string, shipment: LiveShipment): readonly ShipmentEvent[] {
  const { label, tracking } = shipment;
  if (label?.status !== 'purchased') return [];
  const { trackingNumber } = label;
  const known = tracking.length;
  return [{ type: 'TrackingRequested', ...idsOf(shipmentId, shipment), trackingNumber, known }];
}

/** Whether a hold or a cancellation can still stop it. */
function isHere(shipment: ShipmentState): shipment is LiveShipment {
  return shipment.status !== 'none' && shipment.status !== 'cancelled' && !hasReached('dispatched', shipment);
}

function ensureLive(shipment: ShipmentState): asserts shipment is LiveShipment {
  ensureKnown(shipment.status !== 'none', 'shipment-unknown');
  ensure(shipment.status !== 'cancelled', 'shipment-cancelled', 'The shipment has been cancelled.');
}

function ensureNotHeld(shipment: LiveShipment): void {
  ensure(!isHeld(shipment), 'shipment-held', 'The shipment is on hold.', { holds: shipment.holds });
}
