import { deadline, type Due, type Envelope } from '@waybill/kernel';
import { EscalateCancellation, ExpireOrder } from '../domain/order.saga-commands.js';
import type { OrderEvent } from '../domain/order.events.js';

const HOUR = 3_600_000;

/** An order that is neither confirmed nor refused within a day expires, whatever it waits for. */
export const UnconfirmedOrder = deadline<OrderEvent>()({
  name: 'unconfirmed-order',
  set: { OrderPlaced: ({ orderId }, envelope) => after(24 * HOUR, orderId, envelope) },
  clear: {
    OrderConfirmed: ({ orderId }) => orderId,
    OrderRejected: ({ orderId }) => orderId,
    OrderExpired: ({ orderId }) => orderId,
    OrderCancelled: ({ orderId }) => orderId,
  },
  fire: ({ id }) => new ExpireOrder({ orderId: id }),
});

/** A warehouse that does not say within four hours whether a shipment can be stopped is called. */
export const UnansweredCancellation = deadline<OrderEvent>()({
  name: 'unanswered-cancellation',
  set: { OrderCancellationRequested: ({ orderId }, envelope) => after(4 * HOUR, orderId, envelope) },
  clear: {
    OrderCancelled: ({ orderId }) => orderId,
    OrderCancellationRejected: ({ orderId }) => orderId,
  },
  fire: ({ id }) => new EscalateCancellation({ orderId: id }),
});

function after(milliseconds: number, id: string, { meta }: Envelope): Due {
  return { id, at: new Date(Date.parse(meta.occurredAt) + milliseconds).toISOString() };
}
