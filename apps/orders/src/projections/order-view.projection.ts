import { projection, type Apply, type Envelope } from '@waybill/kernel';
import type { OrderEvent } from '../domain/order.events.js';
import { count } from '../domain/order.state.js';
import type { OrderDocument, OrderDocumentShipment } from './order-document.js';
import { statusOf } from './order-status.js';

const rows: Required<Apply<OrderDocument, OrderEvent>> = {
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

export const OrderView = projection<OrderDocument, OrderEvent>()({
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
function change<E extends OrderEvent>(next: (order: OrderDocument, event: E) => OrderDocument) {
  return (
    order: OrderDocument | undefined,
    event: E,
    { revision, meta }: Envelope,
  ): OrderDocument | undefined => {
    if (order === undefined) return undefined;
    const after = next(order, event);
    return { ...after, status: statusOf(after), updatedAt: meta.occurredAt, revision };
  };
}

function moveShipment(
  order: OrderDocument,
  { location, shipmentId }: { readonly location: string; readonly shipmentId: string },
  stage: OrderDocumentShipment['stage'],
): OrderDocument {
  const shipments = order.shipments.map((shipment) =>
    shipment.location === location ? { ...shipment, shipmentId, stage } : shipment,
  );
  return { ...order, shipments };
}

function stopAwaiting(order: OrderDocument, { location }: { readonly location: string }): OrderDocument {
  if (order.awaiting === undefined) return order;
  return { ...order, awaiting: order.awaiting.filter((other) => other !== location) };
}
