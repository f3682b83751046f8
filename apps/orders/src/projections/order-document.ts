import { quantityOfUnits, unitsWithin, type Money, type Units } from '@waybill/kernel';
import type {
  Address,
  CancellationReason,
  Contact,
  OrderLine,
  ShippingLine,
  Totals,
} from '../domain/order-contents.events.js';
import {
  amountToPay,
  capturedAmount,
  keptUnits,
  refundedAmount,
  totalsOf,
  noTotals,
  unitsIn,
} from '../domain/order.ledger.state.js';
import type {
  Fulfilment,
  Hold,
  Lifecycle,
  Note,
  OrderPayment,
  Parcel,
  Placed,
  Rejection,
} from '../domain/order-parts.state.js';
import {
  fulfilmentStatusOf,
  paymentStatusOf,
  statusOf,
  type FulfilmentStatus,
  type OrderStatus,
  type PaymentStatus,
} from './order-status.js';

/** A line and how many of its units are cancelled, sent and delivered. */
export interface OrderDocumentLine extends OrderLine {
  readonly cancelled: number;
  readonly shipped: number;
  readonly delivered: number;
}

/** An order as clients see it. */
export interface OrderDocument {
  readonly orderId: string;
  readonly number: string;
  /** The number as one, to sort by. */
  readonly sequence: number;
  readonly channel: string;
  readonly externalReference?: string;
  readonly source?: string;
  readonly subjectId: string;
  /** Absent for a guest. */
  readonly customerId?: string;
  readonly contact: Contact;
  /** In lower case, to search by. */
  readonly email?: string;
  readonly status: OrderStatus;
  readonly paymentStatus: PaymentStatus;
  readonly fulfilmentStatus: FulfilmentStatus;
  readonly lifecycle: Lifecycle;
  /** Why its cancellation was requested. */
  readonly reason?: CancellationReason;
  /** Why it was not confirmed, and what was missing. */
  readonly rejection?: Rejection;
  /** While it is being cancelled: the fulfilment orders that have been asked to stop. */
  readonly awaiting: readonly string[];
  readonly currency: string;
  readonly priceIncludesTax: boolean;
  readonly lines: readonly OrderDocumentLine[];
  readonly shipping?: ShippingLine;
  /** Of the units that are neither cancelled nor refunded. */
  readonly totals: Totals;
  /** Of all units that were ordered. */
  readonly placedTotals: Totals;
  /** The present total in minor units, to sort by. */
  readonly totalAmount: number;
  readonly captured: Money;
  readonly refunded: Money;
  readonly toPay: Money;
  readonly shippingAddress: Address;
  readonly billingAddress: Address;
  readonly payments: readonly OrderPayment[];
  readonly holds: readonly Hold[];
  /** Since when the oldest open hold is open. */
  readonly heldSince?: string;
  readonly fulfilments: readonly Fulfilment[];
  readonly parcels: readonly Parcel[];
  /** Units that nobody gets, and why money for units is due back. */
  readonly units: Pick<Placed, 'cancelled' | 'short' | 'refunded' | 'refundsDue'>;
  readonly customerNotes?: string;
  readonly notes: readonly Note[];
  readonly tags: readonly string[];
  /** @example {"campaign":"spring"} */
  readonly metadata: Readonly<Record<string, string>>;
  /** The ids of those that are open. */
  readonly workItems: readonly string[];
  readonly placedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export type Times = Pick<OrderDocument, 'placedAt' | 'updatedAt' | 'revision'>;

export function documentOf(order: Placed, times: Times): OrderDocument {
  const { type: _type, notes: customerNotes, totals, lines, paymentId: _id, ...contents } = order.placed;
  const { reason, rejection, holds } = order;
  const email = contents.contact.email?.toLowerCase();
  const heldSince = holds.map(({ since }) => since).toSorted()[0];
  const present = presentTotals(order);
  const paymentStatus = paymentStatusOf(order);
  const fulfilmentStatus = fulfilmentStatusOf(order);
  return {
    ...contents,
    sequence: Number(contents.number),
    ...(email !== undefined && { email }),
    status: statusOf(order, paymentStatus, fulfilmentStatus),
    paymentStatus,
    fulfilmentStatus,
    lifecycle: order.status,
    ...(reason !== undefined && { reason }),
    ...(rejection && { rejection }),
    awaiting: order.awaiting,
    lines: lines.map((line) => ({
      ...line,
      cancelled: countOf(line, order.cancelled),
      shipped: countOf(line, unitsIn(order, 'shipped', 'delivered')),
      delivered: countOf(line, unitsIn(order, 'delivered')),
    })),
    totals: present,
    placedTotals: totals,
    totalAmount: present.total.amount,
    captured: capturedAmount(order),
    refunded: refundedAmount(order),
    toPay: neverConfirmed(order) ? present.total : amountToPay(order),
    shippingAddress: order.shippingAddress,
    payments: order.payments,
    holds,
    ...(heldSince !== undefined && { heldSince }),
    fulfilments: order.fulfilments,
    parcels: order.parcels,
    units: {
      cancelled: order.cancelled,
      short: order.short,
      refunded: order.refunded,
      refundsDue: order.refundsDue,
    },
    ...(customerNotes !== undefined && { customerNotes }),
    notes: order.notes,
    tags: order.tags,
    workItems: order.workItems,
    ...times,
  };
}

/** The state from which the next document follows. What only the decider needs is left out. */
export function stateOf(document: OrderDocument): Placed {
  const { orderId, subjectId, number, channel, customerId, externalReference, source, contact } = document;
  const { currency, priceIncludesTax, lines, shipping, billingAddress, shippingAddress, tags } = document;
  const { customerNotes: notes, lifecycle: status, reason, rejection, placedTotals, metadata } = document;
  return {
    status,
    placed: {
      type: 'OrderPlaced',
      orderId,
      subjectId,
      number,
      channel,
      ...(customerId !== undefined && { customerId }),
      ...(externalReference !== undefined && { externalReference }),
      ...(source !== undefined && { source }),
      contact,
      currency,
      priceIncludesTax,
      lines,
      ...(shipping && { shipping }),
      totals: placedTotals,
      shippingAddress,
      billingAddress,
      paymentId: orderId,
      ...(notes !== undefined && { notes }),
      tags,
      metadata,
    },
    ...(reason !== undefined && { reason }),
    ...(rejection && { rejection }),
    awaiting: document.awaiting,
    shippingAddress,
    tags,
    notes: document.notes,
    ...document.units,
    fulfilments: document.fulfilments,
    parcels: document.parcels,
    payments: document.payments,
    holds: document.holds,
    releasedHolds: [],
    workItems: document.workItems,
  };
}

function presentTotals(order: Placed): Totals {
  return neverConfirmed(order) ? noTotals(order.placed.currency) : totalsOf(order, keptUnits(order));
}

function neverConfirmed({ status }: Placed): boolean {
  return status === 'rejected' || status === 'expired';
}

function countOf({ lineId, sku, quantity, unitPrice }: OrderLine, units: readonly Units[]): number {
  return quantityOfUnits(unitsWithin([{ lineId, sku, first: 0, quantity, unitAmount: unitPrice }], units));
}
