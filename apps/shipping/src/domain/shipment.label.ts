import type { DecisionContext } from '@waybill/kernel';
import type { LabelOutcome } from './shipment.saga-commands.js';
import type { ShipmentEvent } from './shipment.events.js';
import { awaitedStepOf, dueAt, isHeld } from './shipment.times.js';
import type { Label, LiveShipment } from './shipment.state.js';

/** How often a label is requested before a person must decide. */
export const LABEL_ATTEMPTS = 3;

/**
 * Requests a label. After a failure the key is new, for a new purchase. After an unknown outcome it is the same, so that
 * no label is bought twice.
 */
export function requestLabel(shipment: LiveShipment, context: DecisionContext): ShipmentEvent {
  const { id: shipmentId, now } = context;
  const { orderId, location, lines, address, label } = shipment;
  return {
    type: 'LabelRequested',
    shipmentId,
    orderId,
    location,
    key: label && label.status !== 'failed' ? label.key : context.newId(),
    attempt: (label?.attempt ?? 0) + 1,
    lines,
    address,
    dueAt: dueAt(now, 'label'),
  };
}

/** What follows from the carrier's answer. After a final failure, or the last attempt, a person must decide. */
export function recordAnswer(
  shipment: LiveShipment,
  { key, attempt }: Label,
  answer: LabelOutcome,
  { id: shipmentId, now }: DecisionContext,
): readonly ShipmentEvent[] {
  const { orderId, location, amount, permitted } = shipment;
  const about = { shipmentId, orderId, location };
  if (answer.outcome === 'purchased') {
    const { carrier, trackingNumber, labelUrl } = answer;
    const awaited = isHeld(shipment) ? 'release' : permitted ? 'dispatch' : 'payment';
    const due = dueAt(now, awaited);
    const bought = { key, carrier, trackingNumber, ...(labelUrl !== undefined && { labelUrl }) };
    return [{ type: 'LabelPurchased', ...about, ...bought, amount, dueAt: due }];
  }
  const isFinal = attempt >= LABEL_ATTEMPTS || (answer.outcome === 'failed' && !answer.retryable);
  const due = isFinal ? {} : { dueAt: dueAt(now, awaitedStepOf(shipment)) };
  const answered: ShipmentEvent =
    answer.outcome === 'failed'
      ? { type: 'LabelFailed', ...about, reason: answer.reason, attempt, ...due }
      : { type: 'LabelOutcomeUnknown', ...about, attempt, ...due };
  return isFinal ? [answered, { type: 'ShipmentOverdue', ...about, waitingFor: 'label' }] : [answered];
}
