import { ensure, skusOfUnits, type Decide, type DecisionContext } from '@waybill/kernel';
import {
  ensureCreated,
  ensureNotCancelled,
  ensureUnblocked,
  idsOfShipment,
  shipmentOf,
} from './fulfilment-order.checks.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { RecordLabel, RecordLabelVoid, RepeatLabelVoid } from './fulfilment-order.saga-commands.js';
import { isCreated, type CreatedOrder, type FulfilmentOrderState } from './fulfilment-order.state.js';
import { dueAt, inMs, STEP_MS, VOID_RETRIES_MS } from './fulfilment-order.times.js';
import { EnterTracking, RequestLabel } from './shipment.commands.js';
import type { OfShipment, ShipmentEvent } from './shipment.events.js';
import { isHere, type Shipment } from './shipment.state.js';

/** How often a label is requested before a person must decide. */
export const LABEL_ATTEMPTS = 3;

export const labelCommands = { RequestLabel, RecordLabel, EnterTracking, RecordLabelVoid, RepeatLabelVoid };

export const labelling: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof labelCommands> = {
  RequestLabel({ shipmentId }, order, context) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    ensureNotCancelled(shipment);
    if (shipment.carriage) return [];
    ensureUnblocked(order);
    const isUnderWay = shipment.label?.status === 'requested' && shipment.dueAt !== undefined;
    const about = idsOfShipment(context.id, order, shipmentId);
    return isUnderWay ? [] : [requestLabel(order, about, shipment, context)];
  },

  RecordLabel({ shipmentId, key, answer }, order, { id, now }) {
    const shipment = order.shipments[shipmentId];
    if (!isCreated(order) || !shipment?.label || shipment.label.key !== key) return [];
    const about = idsOfShipment(id, order, shipmentId);
    const { attempt, status } = shipment.label;
    if (shipment.status !== 'packed') {
      const isUnwanted = status !== 'purchased' && answer.outcome !== 'failed';
      return isUnwanted ? [requestVoid(about, key, 1, now)] : [];
    }
    if (status !== 'requested' && status !== 'unknown') return [];
    if (answer.outcome === 'purchased') {
      const { outcome: _outcome, ...bought } = answer;
      return [{ type: 'LabelPurchased', ...about, key, ...bought }];
    }
    const isFinal = attempt >= LABEL_ATTEMPTS || (answer.outcome === 'failed' && !answer.retryable);
    const due = isFinal ? {} : { dueAt: dueAt(now, 'label') };
    if (answer.outcome === 'unknown') return [{ type: 'LabelOutcomeUnknown', ...about, attempt, ...due }];
    const { reason, isAddressRefused } = answer;
    return [{ type: 'LabelFailed', ...about, reason, attempt, isAddressRefused, ...due }];
  },

  EnterTracking(
    { shipmentId, carrier, trackingNumber, trackingUrl, isInternational = false },
    order,
    { id, now },
  ) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    ensureNotCancelled(shipment);
    const { carriage } = shipment;
    if (carriage?.carrier === carrier && carriage.trackingNumber === trackingNumber) return [];
    ensure(!carriage, 'shipment-labelled', 'The shipment has a label: cancel it and pack it again.');
    ensureUnblocked(order);
    const about = idsOfShipment(id, order, shipmentId);
    const url = trackingUrl === undefined ? {} : { trackingUrl };
    return [
      { type: 'TrackingEntered', ...about, carrier, trackingNumber, ...url, isInternational },
      ...voidLabel(about, shipment, now),
    ];
  },

  RecordLabelVoid({ shipmentId, key, answer }, order, { id, now }) {
    const shipment = order.shipments[shipmentId];
    const label = shipment?.label;
    if (!isCreated(order) || label?.key !== key || label.status !== 'voiding') return [];
    const about = idsOfShipment(id, order, shipmentId);
    if (answer.outcome === 'voided') {
      const isToBeWatched = shipment?.status === 'cancelled' && shipment.carriage !== undefined;
      const due = isToBeWatched ? { dueAt: inMs(now, STEP_MS.first_scan) } : {};
      return [{ type: 'LabelVoided', ...about, key, ...due }];
    }
    const { attempt } = label;
    const retryMs = VOID_RETRIES_MS[attempt];
    const isFinal = retryMs === undefined || (answer.outcome === 'failed' && !answer.retryable);
    const due = isFinal ? {} : { dueAt: inMs(now, retryMs) };
    const reason = answer.outcome === 'failed' ? answer.reason : 'outcome_unknown';
    return [{ type: 'LabelVoidFailed', ...about, key, attempt, reason, ...due }];
  },

  RepeatLabelVoid({ shipmentId, dueAt: passed }, order, { id, now }) {
    const label = order.shipments[shipmentId]?.label;
    if (!isCreated(order) || label?.voidDueAt !== passed) return [];
    const about = idsOfShipment(id, order, shipmentId);
    const { key, attempt } = label;
    if (attempt < VOID_RETRIES_MS.length) return [requestVoid(about, key, attempt + 1, now)];
    return [{ type: 'LabelVoidFailed', ...about, key, attempt, reason: 'outcome_unknown' }];
  },
};

/**
 * Requests a label. After a failure the key is new, for a new purchase. After an unknown outcome it is the same, so that
 * no label is bought twice.
 */
export function requestLabel(
  { plan, address }: CreatedOrder,
  about: OfShipment,
  shipment: Shipment,
  context: Pick<DecisionContext, 'now' | 'newId'>,
): ShipmentEvent {
  const { label, units, packages } = shipment;
  return {
    type: 'LabelRequested',
    ...about,
    subjectId: plan.subjectId,
    key: label && label.status !== 'failed' ? label.key : context.newId(),
    attempt: (label?.attempt ?? 0) + 1,
    lines: skusOfUnits(units),
    packages,
    address,
    contact: plan.contact,
    ...(plan.shippingMethod !== undefined && { shippingMethod: plan.shippingMethod }),
    dueAt: dueAt(context.now, 'label'),
  };
}

/** Has the label voided that was bought, or may be. */
export function voidLabel(about: OfShipment, { label }: Shipment, now: string): readonly ShipmentEvent[] {
  const mayExist =
    label?.status === 'purchased' || label?.status === 'unknown' || label?.status === 'requested';
  return mayExist ? [requestVoid(about, label.key, 1, now)] : [];
}

function requestVoid(about: OfShipment, key: string, attempt: number, now: string): ShipmentEvent {
  const waitMs = VOID_RETRIES_MS[attempt - 1] ?? 0;
  return { type: 'LabelVoidRequested', ...about, key, attempt, dueAt: inMs(now, waitMs) };
}

/** Whether no label will be requested by itself any more. */
export function hasFailedLabel(shipment: Shipment): boolean {
  const { status } = shipment.label ?? {};
  const isAnswered = status === 'failed' || status === 'unknown';
  const isRepeated = shipment.dueAt !== undefined || shipment.isPostponed;
  return isHere(shipment) && !shipment.carriage && isAnswered && !isRepeated;
}
