import { unitsWithin, unitsWithout, type Decide } from '@waybill/kernel';
import { idsOf } from './fulfilment-order.checks.js';
import type { FulfilmentOrderEvent } from './fulfilment-order.events.js';
import {
  ChangeAddress,
  CreateFulfilmentOrder,
  HoldFulfilment,
  ReleaseHold,
  WithdrawUnits,
} from './fulfilment-order.saga-commands.js';
import {
  isCreated,
  isOpen,
  packedUnits,
  type CreatedOrder,
  type FulfilmentOrderState,
} from './fulfilment-order.state.js';

export const planningCommands = {
  CreateFulfilmentOrder,
  HoldFulfilment,
  ReleaseHold,
  ChangeAddress,
  WithdrawUnits,
};

/** What the order says about its fulfilment. What is said before the creation is remembered until then. */
export const planning: Decide<FulfilmentOrderState, FulfilmentOrderEvent, typeof planningCommands> = {
  CreateFulfilmentOrder(
    { orderId, subjectId, location, units, address, contact, shippingMethod, holds },
    order,
    { id: fulfilmentOrderId },
  ) {
    if (isCreated(order)) return [];
    const about = { fulfilmentOrderId, orderId, location };
    const open = [...new Set([...order.holds, ...holds])];
    const left = unitsWithout(units, order.cancelled);
    const created: FulfilmentOrderEvent = {
      type: 'FulfilmentOrderCreated',
      ...about,
      subjectId,
      units: left,
      address: order.address ?? address,
      contact,
      ...(shippingMethod !== undefined && { shippingMethod }),
      holds: open.filter((holdId) => !order.releasedHolds.includes(holdId)),
    };
    if (order.cancellation === undefined) return [created];
    const { reason } = order.cancellation;
    return [created, { type: 'FulfilmentCancelled', ...about, units: left, reason }];
  },

  HoldFulfilment({ orderId, holdId }, order, { id: fulfilmentOrderId }) {
    const isKnown = order.holds.includes(holdId) || order.releasedHolds.includes(holdId);
    if (isKnown || isEnded(order)) return [];
    return [{ type: 'FulfilmentHeld', fulfilmentOrderId, orderId, holdId }];
  },

  ReleaseHold({ orderId, holdId }, order, { id: fulfilmentOrderId }) {
    const isOfNoUse = isEnded(order) && !order.holds.includes(holdId);
    if (order.releasedHolds.includes(holdId) || isOfNoUse) return [];
    return [{ type: 'FulfilmentHoldReleased', fulfilmentOrderId, orderId, holdId }];
  },

  ChangeAddress({ orderId, subjectId, address }, order, { id: fulfilmentOrderId }) {
    if (isEnded(order) || JSON.stringify(order.address) === JSON.stringify(address)) return [];
    return [{ type: 'FulfilmentAddressChanged', fulfilmentOrderId, orderId, subjectId, address }];
  },

  WithdrawUnits({ orderId, units: wanted, reason }, order, { id }) {
    const units = isCreated(order)
      ? unitsWithin([...order.unpicked, ...order.picked], wanted)
      : unitsWithout(wanted, order.cancelled);
    const tooLate = unitsWithout(unitsWithin(packedUnits(order), wanted), order.tooLate);
    if (units.length + tooLate.length === 0) return [];
    const about = isCreated(order) ? idsOf(id, order) : { fulfilmentOrderId: id, orderId };
    return [{ type: 'UnitsWithdrawn', ...about, units, tooLate, reason }];
  },
};

/** Whether nothing is left to send. */
function isEnded(order: FulfilmentOrderState): order is CreatedOrder {
  return isCreated(order) && !isOpen(order);
}
