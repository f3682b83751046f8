import { ensure, type Decide } from '@waybill/kernel';
import { ensureCreated, idsOf, idsOfShipment, shipmentOf } from './fulfilment-order.checks.js';
import { AnswerCancellation } from './fulfilment-order.commands.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import { RequestCancellation } from './fulfilment-order.saga-commands.js';
import {
  isCreated,
  packedUnits,
  shippedUnits,
  type CreatedOrder,
  type FulfilmentOrderState,
} from './fulfilment-order.state.js';
import { CancelShipment } from './shipment.commands.js';
import { voidLabel } from './shipment.label.js';
import { hasLeft, isHere } from './shipment.state.js';

export const cancellationCommands = { RequestCancellation, AnswerCancellation, CancelShipment };

/** Before picking a cancellation succeeds at once; afterwards the warehouse is asked. What has left is not affected. */
export const cancellation: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof cancellationCommands> = {
  RequestCancellation({ orderId, reason }, order, { id, now }) {
    const requested = order.cancellation?.status === 'requested';
    if (!isCreated(order)) {
      const fulfilmentOrderId = id;
      return requested
        ? []
        : [{ type: 'FulfilmentCancellationRequested', fulfilmentOrderId, orderId, reason }];
    }
    const isDone = order.cancellation?.status === 'cancelled' && shippedUnits(order).length === 0;
    if (requested || isDone) return [];
    const isUntouched = order.picked.length + packedUnits(order).length === 0;
    if (isUntouched) return endCancellation(order, id, reason, now);
    return [{ type: 'FulfilmentCancellationRequested', ...idsOf(id, order), reason }];
  },

  AnswerCancellation({ accept }, order, { id, now }) {
    ensureCreated(order);
    const { status, reason = '' } = order.cancellation ?? {};
    if (status === (accept ? 'cancelled' : 'rejected')) return [];
    ensure(status === 'requested', 'cancellation-unrequested', 'No cancellation waits for an answer.');
    if (accept) return endCancellation(order, id, reason, now);
    return [{ type: 'FulfilmentCancellationRejected', ...idsOf(id, order), reason: 'warehouse' }];
  },

  CancelShipment({ shipmentId }, order, { id, now }) {
    ensureCreated(order);
    const shipment = shipmentOf(order, shipmentId);
    if (shipment.status === 'cancelled') return [];
    ensure(!hasLeft(shipment), 'shipment-shipped', 'The shipment has left.');
    return cancelShipment(order, id, shipmentId, 'staff', now);
  },
};

/** Gives up everything that has not left; when everything has, the cancellation comes too late. */
export function endCancellation(
  order: CreatedOrder,
  id: string,
  reason: string,
  now: string,
): readonly FulfilmentOrderEvent[] {
  const units = [...order.unpicked, ...order.picked, ...packedUnits(order)];
  if (units.length === 0 && shippedUnits(order).length > 0) {
    return [{ type: 'FulfilmentCancellationRejected', ...idsOf(id, order), reason: 'shipped' }];
  }
  const here = Object.entries(order.shipments).filter(([, shipment]) => isHere(shipment));
  return [
    ...here.flatMap(([shipmentId]) => cancelShipment(order, id, shipmentId, reason, now)),
    { type: 'FulfilmentCancelled', ...idsOf(id, order), units, reason },
  ];
}

function cancelShipment(
  order: CreatedOrder,
  id: string,
  shipmentId: string,
  reason: string,
  now: string,
): readonly FulfilmentOrderEvent[] {
  const shipment = shipmentOf(order, shipmentId);
  const about = idsOfShipment(id, order, shipmentId);
  return [
    { type: 'ShipmentCancelled', ...about, units: shipment.units, reason },
    ...voidLabel(about, shipment, now),
  ];
}
