import { unitsWithout, type Units } from '@waybill/kernel';
import type { PaymentOutcome, PlannedFulfilment } from './order-contents.events.js';
import type { Fulfilment, Lifecycle, OrderPayment, Parcel, Placed } from './order-parts.state.js';

export function end(order: Placed, status: Lifecycle): Placed {
  return { ...order, status, holds: [], awaiting: [] };
}

export function union(units: readonly Units[], others: readonly Units[]): readonly Units[] {
  return [...units, ...unitsWithout(others, units)];
}

export function cancel(
  order: Placed,
  units: readonly Units[],
  fulfilmentOrderIds: readonly string[],
): Placed {
  const fulfilments = order.fulfilments.map((one) =>
    fulfilmentOrderIds.includes(one.fulfilmentOrderId)
      ? { ...one, units: unitsWithout(one.units, units) }
      : one,
  );
  return { ...order, cancelled: union(order.cancelled, units), fulfilments };
}

export function planned(one: PlannedFulfilment, reservationId: string): Fulfilment {
  return { ...one, reservationId, stage: 'planned', isLabelled: false };
}

export function presentPayment({ payments, placed: { paymentId } }: Placed): string {
  return payments.at(-1)?.paymentId ?? paymentId;
}

export function newPayment(paymentId: string): OrderPayment {
  return { paymentId, outcome: 'pending', captures: [], refunds: [], waiting: [], paid: [] };
}

export function changeFulfilment(order: Placed, id: string, change: Partial<Fulfilment>): Placed {
  const fulfilments = order.fulfilments.map((one) =>
    one.fulfilmentOrderId === id ? { ...one, ...change } : one,
  );
  return { ...order, fulfilments };
}

export function changeParcel(order: Placed, id: string, change: (parcel: Parcel) => Partial<Parcel>): Placed {
  const parcels = order.parcels.map((one) => (one.shipmentId === id ? { ...one, ...change(one) } : one));
  return { ...order, parcels };
}

/** A payment that the order has not asked for counts, too: its money is the customer's. */
export function changePayment(
  order: Placed,
  id: string,
  change: (payment: OrderPayment) => Partial<OrderPayment>,
): Placed {
  const isKnown = order.payments.some(({ paymentId }) => paymentId === id);
  const payments = isKnown ? order.payments : [newPayment(id), ...order.payments];
  return {
    ...order,
    payments: payments.map((one) => (one.paymentId === id ? { ...one, ...change(one) } : one)),
  };
}

export function setOutcome(order: Placed, id: string, outcome: PaymentOutcome): Placed {
  return changePayment(order, id, () => ({ outcome }));
}
