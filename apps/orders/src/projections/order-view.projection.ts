import { everyEvent, evolveWith, projection, type Envelope } from '@waybill/kernel';
import { evolve, initial } from '../domain/order.state.js';
import type { OrderEvent } from '../domain/order.events.js';
import { documentOf, stateOf, type OrderDocument } from './order-document.js';

export const OrderView = projection<OrderDocument, OrderEvent>()({
  name: 'order-view',
  version: 3,
  fields: {
    number: 'text',
    sequence: 'number',
    channel: 'text',
    externalReference: 'text',
    customerId: 'text',
    email: 'text',
    status: 'text',
    paymentStatus: 'text',
    fulfilmentStatus: 'text',
    heldSince: 'text',
    placedAt: 'text',
    totalAmount: 'number',
  },
  search: (order) =>
    [
      order.orderId,
      order.number,
      order.externalReference,
      order.customerId,
      order.email,
      order.shippingAddress.name,
      order.shippingAddress.city,
      ...order.tags,
      ...order.lines.map(({ sku }) => sku),
    ]
      .filter((words) => words !== undefined)
      .join(' '),
  keys: ({ orderId }) => [orderId],
  apply: everyEvent(evolve, change),
});

/** The document after an event: that of the state after it. */
function change(
  before: OrderDocument | undefined,
  event: OrderEvent,
  { revision, meta: { occurredAt: updatedAt } }: Envelope,
): OrderDocument | undefined {
  const order = evolveWith(evolve, before ? stateOf(before) : initial, event);
  if (order.status === 'none') return undefined;
  return documentOf(order, { placedAt: before?.placedAt ?? updatedAt, updatedAt, revision });
}
