import { projection } from '@waybill/kernel';
import type { OrderEvent } from '../domain/order.events.js';

/** That an order has a tag. */
export interface TaggedOrder {
  readonly orderId: string;
  readonly tag: string;
}

/** One document per tag and order. */
export const TaggedOrders = projection<TaggedOrder, OrderEvent>()({
  name: 'tagged-orders',
  keys: (event) => {
    if (event.type === 'OrderPlaced') return event.tags.map((tag) => taggedId(tag, event.orderId));
    if (event.type === 'OrderTagged' || event.type === 'OrderUntagged')
      return [taggedId(event.tag, event.orderId)];
    return [];
  },
  apply: {
    OrderPlaced: (_, { orderId }, _envelope, key) => ({ orderId, tag: tagOf(key) }),
    OrderTagged: (_, { orderId, tag }) => ({ orderId, tag }),
    OrderUntagged: () => undefined,
  },
});

/** The ids of the documents of a tag begin with it and `/`, which no tag contains. */
export function taggedId(tag: string, orderId: string): string {
  return `${tag}/${orderId}`;
}

function tagOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
