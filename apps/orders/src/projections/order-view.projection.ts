import { projection, type Apply, type Envelope, type Money } from '@waybill/kernel';
import type { Address, Hold, OrderEvent, SkuQuantity, Totals } from '../domain/order.events.js';
import { count } from '../domain/order.state.js';
import { statusOf, type Lifecycle, type OrderStatus } from './order-status.js';

/** A line and how much of it was cancelled, shipped and delivered. */
export interface OrderViewLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly cancelled: number;
  readonly shipped: number;
  readonly delivered: number;
}

/** What leaves one location for the order. */
export interface OrderViewShipment {
  readonly location: string;
  readonly lines: readonly SkuQuantity[];
  /** The share of the order's total that falls due with it. */
  readonly amount: Money;
  /** Present once shipping has created it. */
  readonly shipmentId?: string;
  /** `kept`: a cancellation came too late to stop it, and it has not been dispatched yet. */
  readonly stage: 'planned' | 'released' | 'kept' | 'shipped' | 'delivered' | 'cancelled';
}

/** An order as clients see it. */
export interface OrderView {
  readonly orderId: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly lifecycle: Lifecycle;
  /** Why it was rejected, or why its cancellation was requested. */
  readonly reason?: string;
  /** While it is being cancelled: the locations that have not said yet whether they could stop their shipment. */
  readonly awaiting?: readonly string[];
  readonly lines: readonly OrderViewLine[];
  readonly totals: Totals;
  /** The order's total in minor units, to sort by. */
  readonly totalAmount: number;
  readonly shippingAddress: Address;
  readonly billingAddress: Address;
  readonly paymentMethod: string;
  readonly allowPartial: boolean;
  readonly holds: readonly Hold[];
  /** Empty until the order is confirmed. */
  readonly shipments: readonly OrderViewShipment[];
  readonly placedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

const rows: Required<Apply<OrderView, OrderEvent>> = {
  OrderPlaced: (_, event, { revision, meta: { occurredAt } }) => ({
    orderId: event.orderId,
    customerId: event.customerId,
    status: 'pending',
    lifecycle: 'pending',
    lines: event.lines.map(({ sku, quantity, unitPrice }) => ({
      sku,
      quantity,
      unitPrice,
      cancelled: 0,
      shipped: 0,
      delivered: 0,
    })),
    totals: event.totals,
    totalAmount: event.totals.total.amount,
    shippingAddress: event.shippingAddress,
    billingAddress: event.billingAddress,
    paymentMethod: event.paymentMethod,
    allowPartial: event.allowPartial,
    holds: [],
    shipments: [],
    placedAt: occurredAt,
    updatedAt: occurredAt,
    revision,
  }),
  OrderLinesCancelled: change((order, { lines, totals }) => ({
    ...order,
    totals,
    totalAmount: totals.total.amount,
    lines: count(order.lines, 'cancelled', lines),
  })),
  OrderConfirmed: change((order, { shipments }) => ({
    ...order,
    lifecycle: 'confirmed',
    shipments: shipments.map(({ location, lines, amount }) => ({
      location,
      lines,
      amount,
      stage: 'planned',
    })),
  })),
  OrderRejected: change((order, { reason }) => ({ ...order, lifecycle: 'rejected', reason })),
  OrderExpired: change((order) => ({ ...order, lifecycle: 'expired' })),
  OrderHeld: change((order, { hold }) => ({ ...order, holds: [...order.holds, hold] })),
  OrderHoldReleased: change((order, { holds }) => ({ ...order, holds })),
  OrderCancellationRequested: change((order, { reason, locations }) => ({
    ...order,
    lifecycle: 'cancelling',
    reason,
    awaiting: locations,
  })),
  OrderCancellationOverdue: change((order) => order),
  OrderCancellationRejected: change(({ reason: _reason, awaiting: _awaiting, ...order }) => ({
    ...order,
    lifecycle: 'confirmed',
  })),
  OrderCancelled: change(({ awaiting: _awaiting, ...order }, { reason }) => ({
    ...order,
    lifecycle: 'cancelled',
    reason,
  })),
  OrderFulfilmentReleased: change((order, event) => moveShipment(order, event, 'released')),
  OrderShipmentKept: change((order, event) => stopAwaiting(moveShipment(order, event, 'kept'), event)),
  OrderShipmentCancelled: change((order, event) =>
    stopAwaiting(moveShipment(order, event, 'cancelled'), event),
  ),
  OrderLinesShipped: change((order, event) => ({
    ...moveShipment(order, event, 'shipped'),
    lines: count(order.lines, 'shipped', event.lines),
  })),
  OrderLinesDelivered: change((order, event) => ({
    ...moveShipment(order, event, 'delivered'),
    lines: count(order.lines, 'delivered', event.lines),
  })),
  OrderCompleted: change((order) => ({ ...order, lifecycle: 'completed' })),
};

export const OrderView = projection<OrderView, OrderEvent>()({
  name: 'order-view',
  version: 2,
  fields: { customerId: 'text', status: 'text', placedAt: 'text', totalAmount: 'number' },
  search: ({ orderId, customerId, shippingAddress, lines }) =>
    [orderId, customerId, shippingAddress.name, shippingAddress.city, ...lines.map(({ sku }) => sku)].join(
      ' ',
    ),
  keys: ({ orderId }) => [orderId],
  apply: rows,
});

/** A row that changes an order that was placed. Every event counts for its revision and may change its status. */
function change<E extends OrderEvent>(next: (order: OrderView, event: E) => OrderView) {
  return (order: OrderView | undefined, event: E, { revision, meta }: Envelope): OrderView | undefined => {
    if (order === undefined) return undefined;
    const after = next(order, event);
    return { ...after, status: statusOf(after), updatedAt: meta.occurredAt, revision };
  };
}

function moveShipment(
  order: OrderView,
  { location, shipmentId }: { readonly location: string; readonly shipmentId: string },
  stage: OrderViewShipment['stage'],
): OrderView {
  const shipments = order.shipments.map((shipment) =>
    shipment.location === location ? { ...shipment, shipmentId, stage } : shipment,
  );
  return { ...order, shipments };
}

function stopAwaiting(order: OrderView, { location }: { readonly location: string }): OrderView {
  if (order.awaiting === undefined) return order;
  return { ...order, awaiting: order.awaiting.filter((other) => other !== location) };
}
