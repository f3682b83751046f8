import type { OrdersPublishedEvent } from '@waybill/contracts';
import { publications } from '@waybill/kernel';
import type { OrderEvent } from './domain/order.events.js';

export const OrdersPublications = publications<OrderEvent, OrdersPublishedEvent>()({
  OrderPlaced: ({ orderId, customerId, lines, totals, paymentMethod, shippingAddress, allowPartial }) => ({
    type: 'orders.OrderPlaced',
    orderId,
    customerId,
    lines,
    total: totals.total,
    paymentMethod,
    shippingAddress,
    allowPartial,
  }),
  OrderLinesCancelled: ({ orderId, lines, reason, totals: { total } }) => ({
    type: 'orders.OrderLinesCancelled',
    orderId,
    lines,
    reason,
    total,
  }),
  OrderConfirmed: (event) => ({ ...event, type: 'orders.OrderConfirmed' }),
  OrderRejected: (event) => ({ ...event, type: 'orders.OrderRejected' }),
  OrderExpired: (event) => ({ ...event, type: 'orders.OrderExpired' }),
  OrderHeld: (event) => ({ ...event, type: 'orders.OrderHeld' }),
  OrderHoldReleased: (event) => ({ ...event, type: 'orders.OrderHoldReleased' }),
  OrderCancellationRequested: (event) => ({ ...event, type: 'orders.OrderCancellationRequested' }),
  OrderCancellationRejected: (event) => ({ ...event, type: 'orders.OrderCancellationRejected' }),
  OrderCancelled: (event) => ({ ...event, type: 'orders.OrderCancelled' }),
  OrderLinesShipped: ({ orderId, shipmentId, lines }) => ({
    type: 'orders.OrderLinesShipped',
    orderId,
    shipmentId,
    lines,
  }),
  OrderLinesDelivered: ({ orderId, shipmentId, lines }) => ({
    type: 'orders.OrderLinesDelivered',
    orderId,
    shipmentId,
    lines,
  }),
  OrderCompleted: (event) => ({ ...event, type: 'orders.OrderCompleted' }),
});
