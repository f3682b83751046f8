import { idFrom, lastUnits, quantityOfUnits, takeUnits, times, type Units } from '@waybill/kernel';
import type { Claim, PlannedFulfilment } from './order-contents.events.js';
import { about } from './order.ending.js';
import type { Destination, OrderEvent } from './order.events.js';
import { openUnits } from './order.ledger.state.js';
import type { Placed } from './order-parts.state.js';

interface Plan {
  readonly fulfilments: readonly PlannedFulfilment[];
  /** The units for which there is no claim, and the claims for which there is no unit. */
  readonly left: readonly Units[];
  readonly unused: readonly Claim[];
}

/** Gives each claim the first units of its SKU, and each location one fulfilment order. `planned`: those before these. */
export function plan(
  orderId: string,
  planned: number,
  units: readonly Units[],
  claims: readonly Claim[],
): Plan {
  let left = units;
  const unused: Claim[] = [];
  const byLocation = new Map<string, readonly Units[]>();
  for (const claim of claims) {
    const next = takeUnits(left, { sku: claim.sku, quantity: claim.quantity });
    left = next.left;
    const quantity = claim.quantity - quantityOfUnits(next.taken);
    if (quantity > 0) unused.push({ ...claim, quantity });
    if (next.taken.length === 0) continue;
    byLocation.set(claim.location, [...(byLocation.get(claim.location) ?? []), ...next.taken]);
  }
  const fulfilments = [...byLocation].map(([location, there], index) => ({
    fulfilmentOrderId: idFrom('fulfilment', orderId, planned + index),
    location,
    units: there,
  }));
  return { fulfilments, left, unused };
}

export function planFulfilments(
  order: Placed,
  reason: 'reallocated' | 'reshipped',
  fulfilments: readonly PlannedFulfilment[],
  reservationId: string,
): Extract<OrderEvent, { readonly type: 'FulfilmentPlanned' }> {
  return {
    type: 'FulfilmentPlanned',
    ...about(order),
    ...destinationOf(order),
    reason,
    fulfilments,
    reservationId,
    holds: order.holds.map(({ holdId }) => holdId),
  };
}

export function destinationOf({ placed: { contact, shipping }, shippingAddress }: Placed): Destination {
  return { contact, shippingAddress, ...(shipping && { shippingMethod: shipping.method }) };
}

/** The units whose stock goes away, by the fulfilment order that was to send them: the last units of the latest one first. */
export function leavingUnits(
  order: Placed,
  reservationId: string,
  { location, sku, quantity }: Claim,
): readonly { readonly fulfilmentOrderId: string; readonly units: readonly Units[] }[] {
  let missing = quantity;
  return order.fulfilments.toReversed().flatMap((one) => {
    if (one.location !== location || one.reservationId !== reservationId) return [];
    const units = lastUnits(openUnits(order, one), { sku, quantity: missing });
    missing -= quantityOfUnits(units);
    return units.length === 0 ? [] : [{ fulfilmentOrderId: one.fulfilmentOrderId, units }];
  });
}

/** Units that are sent again cost nothing. */
export function withoutPrice(units: readonly Units[]): readonly Units[] {
  return units.map((one) => ({ ...one, unitAmount: times(one.unitAmount, 0) }));
}
