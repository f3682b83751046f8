import { unitsWithin, type Aggregate, type DecisionContext, type DomainEvent } from '@waybill/kernel';
import { idsOf, idsOfShipment } from './fulfilment-order.checks.js';
import { endCancellation } from './fulfilment-order.cancellation.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import {
  givenUp,
  isBlocked,
  isCreated,
  isOpen,
  type CreatedOrder,
  type FulfilmentOrderState,
} from './fulfilment-order.state.js';
import { awaitedStepOf, awaitedStepOfShipment, dueAt } from './fulfilment-order.times.js';
import { changedWorkItems } from './fulfilment-order.work-items.js';
import type { OfShipment, ShipmentEvent } from './shipment.events.js';
import { permitDispatch } from './shipment.dispatch.js';
import { requestLabel } from './shipment.label.js';
import { isHere, priceOf, type Shipment } from './shipment.state.js';

/** Events after which the fulfilment order waits for its next step anew. */
const STEPS: ReadonlySet<string> = new Set<FulfilmentOrderEvent['type']>([
  'FulfilmentOrderCreated',
  'FulfilmentHeld',
  'FulfilmentHoldReleased',
  'FulfilmentReleased',
  'UnitsWithdrawn',
  'ItemsPicked',
  'ShortPickReported',
  'ItemsPacked',
  'ShipmentCancelled',
  'FulfilmentCancellationRequested',
  'FulfilmentCancelled',
  'FulfilmentCancellationRejected',
]);

/**
 * An aggregate that also decides what follows from its decisions, whichever made it possible: the release, labels, what
 * can be paid for, work items. So the messages that make it possible may come in any order.
 */
export function withFollowUps(rules: Aggregate<FulfilmentOrderState>): Aggregate<FulfilmentOrderState> {
  return {
    ...rules,
    decide(command, before, context) {
      const events: DomainEvent[] = [];
      let order = before;
      const add = (event: DomainEvent) => {
        const step = STEPS.has(event.type) ? awaitedStepOf(rules.evolve(order, event)) : undefined;
        const timed = step === undefined ? event : { ...event, dueAt: dueAt(context.now, step) };
        order = rules.evolve(order, timed);
        events.push(timed);
      };
      rules.decide(command, before, context).forEach(add);
      if (events.length === 0) return [];
      for (const next of [unpacked, released, cancellationEnded, shipmentsContinued, changedWorkItems]) {
        if (isCreated(order)) next(order, context).forEach(add);
      }
      return events;
    },
  };
}

type FollowUp = (order: CreatedOrder, context: DecisionContext) => readonly FulfilmentOrderEvent[];

/** Units that the order gave up leave the fulfilment order when they are unpacked. */
const unpacked: FollowUp = (order, { id }) => {
  const units = unitsWithin(order.unpicked, order.tooLate);
  if (units.length === 0) return [];
  return [{ type: 'UnitsWithdrawn', ...idsOf(id, order), units, tooLate: [], reason: 'unpacked' }];
};

/** Released once: when no hold is open and nobody has cancelled it. */
const released: FollowUp = (order, { id }) =>
  order.isReleased || isBlocked(order) || !isOpen(order)
    ? []
    : [{ type: 'FulfilmentReleased', ...idsOf(id, order) }];

/** The warehouse is not asked any more when nothing is left to stop. */
const cancellationEnded: FollowUp = (order, { id, now }) =>
  order.cancellation?.status === 'requested' && !isOpen(order)
    ? endCancellation(order, id, order.cancellation.reason, now)
    : [];

const shipmentsContinued: FollowUp = (order, context) =>
  isBlocked(order)
    ? []
    : Object.entries(order.shipments).flatMap(([shipmentId, shipment]) => {
        const about = idsOfShipment(context.id, order, shipmentId);
        return [...resumed(order, about, shipment, context), ...payable(order, about, shipment, context.now)];
      });

/** A packed shipment gets a label; one that waits for nothing waits for its next step. */
function resumed(
  order: CreatedOrder,
  about: OfShipment,
  shipment: Shipment,
  context: DecisionContext,
): readonly ShipmentEvent[] {
  if (!isHere(shipment)) return [];
  const step = awaitedStepOfShipment(shipment);
  if (step === 'label') {
    const isWanted = shipment.label === undefined || shipment.isPostponed;
    return isWanted ? [requestLabel(order, about, shipment, context)] : [];
  }
  const isWaiting = shipment.dueAt !== undefined || shipment.overdue !== undefined;
  if (isWaiting || (step === 'payment' && !shipment.isReady)) return [];
  return [{ type: 'ShipmentResumed', ...about, dueAt: dueAt(context.now, step) }];
}

/** What falls due with a shipment can be taken when the shipment can leave, or has left. */
function payable(
  order: CreatedOrder,
  about: OfShipment,
  shipment: Shipment,
  now: string,
): readonly ShipmentEvent[] {
  const { units, carriage, isReady, isPermitted, status } = shipment;
  const isGone = status === 'cancelled' || status === 'lost' || status === 'returned';
  const amount = priceOf(units);
  const isUnwanted = givenUp(order, shipment).length > 0;
  if (!carriage || isReady || isPermitted || isGone || isUnwanted || !amount) return [];
  if (amount.amount === 0) return [permitDispatch(about, shipment, now)];
  const due = isHere(shipment) ? { dueAt: dueAt(now, 'payment') } : {};
  return [{ type: 'ShipmentReadyForCapture', ...about, units, amount, ...due }];
}
