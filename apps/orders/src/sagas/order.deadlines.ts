import { deadline, type Due, type Envelope } from '@waybill/kernel';
import { EscalateCancellation, ExpireOrder } from '../domain/order.saga-commands.js';
import type { OrderEvent } from '../domain/order.events.js';

const HOUR_MS = 3_600_000;

/** An order that is neither confirmed nor rejected within a day expires. */
export const UnconfirmedOrder = deadline<OrderEvent>()({
  name: 'unconfirmed-order',
  set: { OrderPlaced: ({ orderId }, envelope) => after(24 * HOUR_MS, orderId, envelope) },
  clear: {
    OrderConfirmed: ({ orderId }) => orderId,
    OrderRejected: ({ orderId }) => orderId,
    OrderExpired: ({ orderId }) => orderId,
    OrderCancelled: ({ orderId }) => orderId,
  },
  fire: ({ id }) => new ExpireOrder({ orderId: id }),
});

/** A cancellation that a warehouse has not answered within four hours is escalated. */
export const UnansweredCancellation = deadline<OrderEvent>()({
  name: 'unanswered-cancellation',
  set: { OrderCancellationRequested: ({ orderId }, envelope) => after(4 * HOUR_MS, orderId, envelope) },
  clear: {
    OrderCancelled: ({ orderId }) => orderId,
    OrderCancellationRejected: ({ orderId }) => orderId,
  },
  fire: ({ id }) => new EscalateCancellation({ orderId: id }),
});

function after(delayMs: number, id: string, { meta }: Envelope): Due {
  return { id, at: new Date(Date.parse(meta.occurredAt) + delayMs).toISOString() };
}
