import { projection } from '@waybill/kernel';
import type { OrderEvent } from '../domain/order.events.js';

/** That an order has a tag, and since when. */
export interface TaggedOrder {
  readonly orderId: string;
  readonly tag: string;
  readonly taggedAt: string;
}

/** One document per tag and order: a field of an order's own document has one value only. */
export const TaggedOrders = projection<TaggedOrder, OrderEvent>()({
  name: 'tagged-orders',
  fields: { tag: 'text', taggedAt: 'text' },
  keys: (event) => {
    if (event.type === 'OrderPlaced') return event.tags.map((tag) => idOf(tag, event.orderId));
    if (event.type === 'OrderTagged' || event.type === 'OrderUntagged')
      return [idOf(event.tag, event.orderId)];
    return [];
  },
  apply: {
    OrderPlaced: (_, { orderId }, { meta }, key) => ({ orderId, tag: tagOf(key), taggedAt: meta.occurredAt }),
    OrderTagged: (_, { orderId, tag }, { meta }) => ({ orderId, tag, taggedAt: meta.occurredAt }),
    OrderUntagged: () => undefined,
  },
});

/** No tag contains `/`. */
function idOf(tag: string, orderId: string): string {
  return `${tag}/${orderId}`;
}

function tagOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}
