import { idFrom, takeUnits, times, type Units } from '@waybill/kernel';
import type { Claim, PlannedFulfilment } from './order-contents.events.js';
import { about } from './order.ending.js';
import type { Destination, OrderEvent } from './order.events.js';
import { openFulfilments, openUnits } from './order.ledger.state.js';
import type { Fulfilment, Placed } from './order-parts.state.js';

/** Gives each claim the first units of its SKU, and each location one fulfilment order. */
export function plan(
  { placed: { orderId }, fulfilments: before }: Placed,
  units: readonly Units[],
  claims: readonly Claim[],
): { readonly fulfilments: readonly PlannedFulfilment[]; readonly left: readonly Units[] } {
  let left = units;
  const byLocation = new Map<string, readonly Units[]>();
  for (const claim of claims) {
    const next = takeUnits(left, { sku: claim.sku, quantity: claim.quantity });
    left = next.left;
    if (next.taken.length === 0) continue;
    byLocation.set(claim.location, [...(byLocation.get(claim.location) ?? []), ...next.taken]);
  }
  const fulfilments = [...byLocation].map(([location, there], index) => ({
    fulfilmentOrderId: idFrom('fulfilment', orderId, before.length + index),
    location,
    units: there,
  }));
  return { fulfilments, left };
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

/** The fulfilment order at a location from which stock of a reservation goes away. */
export function sourceOf(
  order: Placed,
  reservationId: string,
  { location, sku }: Claim,
): Fulfilment | undefined {
  return openFulfilments(order).find(
    (one) =>
      one.location === location &&
      one.reservationId === reservationId &&
      openUnits(order, one).some((units) => units.sku === sku),
  );
}

/** Units that are sent again cost nothing. */
export function withoutPrice(units: readonly Units[]): readonly Units[] {
  return units.map((one) => ({ ...one, unitAmount: times(one.unitAmount, 0) }));
}
