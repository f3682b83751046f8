import {
  amountOfUnits,
  money,
  sum,
  unitsWithin,
  unitsWithout,
  zero,
  type Money,
  type Units,
} from '@waybill/kernel';
import type { AllocatedUnits, Totals } from './order-contents.events.js';
import type { Fulfilment, Parcel, Placed } from './order-parts.state.js';

/** Every unit that was ordered, with its price. */
export function orderedUnits({ placed: { lines, currency } }: Placed): readonly Units[] {
  return lines.flatMap(({ lineId, sku, units }) =>
    units.map(({ first, quantity, amount }) => ({
      lineId,
      sku,
      first,
      quantity,
      unitAmount: money(amount, currency),
    })),
  );
}

/** The same units with their price: others may know them without, as units that are sent again. */
export function pricedUnits(order: Placed, units: readonly Units[]): readonly Units[] {
  return unitsWithin(orderedUnits(order), units);
}

/** The units that the customer gets or has got: neither cancelled nor refunded. */
export function keptUnits(order: Placed): readonly Units[] {
  return unitsWithout(unitsWithout(orderedUnits(order), order.cancelled), order.refunded);
}

/** The units that are captured and not refunded. */
export function paidUnits({ payments }: Placed): readonly Units[] {
  return payments.flatMap(({ paid }) => paid);
}

/** What is still to be paid. */
export function amountToPay(order: Placed): Money {
  return amountOfUnits(order.placed.currency, unitsWithout(keptUnits(order), paidUnits(order)));
}

export function capturedAmount({ payments, placed: { currency } }: Placed): Money {
  return sum(
    currency,
    payments.flatMap(({ captures }) => captures.map(({ amount }) => amount)),
  );
}

export function refundedAmount({ payments, placed: { currency } }: Placed): Money {
  return sum(
    currency,
    payments.flatMap(({ refunds }) => refunds.map(({ amount }) => amount)),
  );
}

/**
 * Units that were paid and that nobody gets, of which payments learns only from this order: they were cancelled because
 * the stock was gone, or they were in a parcel that was lost or came back.
 */
export function owedUnits(order: Placed): readonly Units[] {
  const gone = order.parcels.filter(isGone).flatMap(({ units }) => units);
  const givenUp = [...order.cancelled, ...unitsWithout(order.refunded, order.cancelled)];
  const wanted = unitsWithin(paidUnits(order), unitsWithin(givenUp, gone));
  const missing = unitsWithin(paidUnits(order), unitsWithout(order.short, gone));
  return pricedUnits(order, unitsWithout([...wanted, ...missing], order.refundsDue));
}

/** The units that a fulfilment order still has to send. */
export function openUnits({ parcels }: Placed, fulfilment: Fulfilment): readonly Units[] {
  const own = parcels.filter(({ fulfilmentOrderId }) => fulfilmentOrderId === fulfilment.fulfilmentOrderId);
  return unitsWithout(
    fulfilment.units,
    own.flatMap(({ units }) => units),
  );
}

/** The fulfilment orders that still have something to send. */
export function openFulfilments(order: Placed): readonly Fulfilment[] {
  return order.fulfilments.filter((fulfilment) => openUnits(order, fulfilment).length > 0);
}

export function unitsIn({ parcels }: Placed, ...stages: readonly Parcel['stage'][]): readonly Units[] {
  return parcels.filter(({ stage }) => stages.includes(stage)).flatMap(({ units }) => units);
}

/** Lost or come back. */
export function isGone({ stage }: Parcel): boolean {
  return stage === 'lost' || stage === 'returned';
}

/** What these units cost, by component. */
export function totalsOf({ placed: { lines, currency } }: Placed, units: readonly Units[]): Totals {
  const total = { goods: 0, discount: 0, shipping: 0, tax: 0, total: 0 };
  for (const one of units) {
    for (const run of lines.find(({ lineId }) => lineId === one.lineId)?.units ?? []) {
      const quantity = overlap(run, one);
      total.goods += run.goods * quantity;
      total.discount += run.discount * quantity;
      total.shipping += run.shipping * quantity;
      total.tax += (run.tax + run.shippingTax) * quantity;
      total.total += run.amount * quantity;
    }
  }
  const of = (amount: number) => money(amount, currency);
  return {
    goods: of(total.goods),
    discount: of(total.discount),
    shipping: of(total.shipping),
    tax: of(total.tax),
    total: of(total.total),
  };
}

export function noTotals(currency: string): Totals {
  const none = zero(currency);
  return { goods: none, discount: none, shipping: none, tax: none, total: none };
}

function overlap(run: AllocatedUnits, { first, quantity }: Units): number {
  const end = Math.min(run.first + run.quantity, first + quantity);
  return Math.max(0, end - Math.max(run.first, first));
}
