import { everyEvent, evolveWith, projection, type Envelope } from '@waybill/kernel';
import type { OrderEvent } from '../domain/order.events.js';
import { evolve, initial, type PlacedOrder } from '../domain/order.state.js';
import { statusOf, type Lifecycle, type OrderStatus } from './order-status.js';

/** An order as a client sees it: what it consists of, the status derived from that, and when it came to it. */
export interface OrderView extends PlacedOrder {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly lifecycle: Lifecycle;
  /** Why it was cancelled or rejected. */
  readonly reason?: string;
  /** The order's total in minor units, to sort by. */
  readonly totalAmount: number;
  readonly placedAt: string;
  readonly updatedAt: string;
  readonly revision: number;
}

export const OrderView = projection<OrderView, OrderEvent>()({
  name: 'order-view',
  fields: { customerId: 'text', status: 'text', placedAt: 'text', totalAmount: 'number' },
  search: ({ orderId, customerId, shippingAddress, lines }) =>
    [orderId, customerId, shippingAddress.name, shippingAddress.city, ...lines.map(({ sku }) => sku)].join(
      ' ',
    ),
  keys: ({ orderId }) => [orderId],
  apply: everyEvent(evolve, show),
});

function show(
  view: OrderView | undefined,
  event: OrderEvent,
  { revision, meta: { occurredAt } }: Envelope,
): OrderView | undefined {
  const before = view ? stateOf(view) : initial;
  const order = evolveWith(evolve, before, event);
  if (order.status === 'none') return undefined;
  return {
    ...order,
    orderId: event.orderId,
    status: statusOf(order),
    lifecycle: order.status,
    totalAmount: order.totals.total.amount,
    placedAt: view?.placedAt ?? occurredAt,
    updatedAt: occurredAt,
    revision,
  };
}

/** The view holds the whole state; only its status has another name there. */
function stateOf({ lifecycle, ...order }: OrderView) {
  return { reason: '', awaiting: [], ...order, status: lifecycle };
}
