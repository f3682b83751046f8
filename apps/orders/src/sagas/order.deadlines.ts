import { deadline, type Due, type Envelope } from '@waybill/kernel';
import {
  EscalateCancellation,
  EscalateHold,
  ExpireOrder,
  FailReshipment,
} from '../domain/order.saga-commands.js';
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

/** A cancellation that a warehouse has not answered within four hours becomes a work item. */
export const UnansweredCancellation = deadline<OrderEvent>()({
  name: 'unanswered-cancellation',
  set: { OrderCancellationRequested: ({ orderId }, envelope) => after(4 * HOUR_MS, orderId, envelope) },
  clear: {
    OrderCancelled: ({ orderId }) => orderId,
    OrderCancellationRejected: ({ orderId }) => orderId,
  },
  fire: ({ id }) => new EscalateCancellation({ orderId: id }),
});

/** A hold that is not released in time becomes a work item, or cancels the order. */
export const OverdueHold = deadline<OrderEvent>()({
  name: 'overdue-hold',
  set: { OrderHeld: ({ orderId, holdId, until }) => ({ id: `${orderId}/${holdId}`, at: until }) },
  clear: { OrderHoldReleased: ({ orderId, holdId }) => `${orderId}/${holdId}` },
  fire: ({ id }) => {
    const [orderId = '', holdId = ''] = id.split('/');
    return new EscalateHold({ orderId, holdId });
  },
});

/** A reshipment for which no stock is allocated within a day counts as failed. */
export const UnansweredReshipment = deadline<OrderEvent>()({
  name: 'unanswered-reshipment',
  set: {
    ReshipmentRequested: ({ orderId, reservationId }, envelope) =>
      after(24 * HOUR_MS, `${orderId}/${reservationId}`, envelope),
  },
  clear: {
    FulfilmentPlanned: ({ orderId, reservationId }) => `${orderId}/${reservationId}`,
    ReshipmentFailed: ({ orderId, reservationId }) => `${orderId}/${reservationId}`,
  },
  fire: ({ id }) => {
    const [orderId = '', reservationId = ''] = id.split('/');
    return new FailReshipment({ orderId, reservationId });
  },
});

function after(delayMs: number, id: string, { meta }: Envelope): Due {
  return { id, at: new Date(Date.parse(meta.occurredAt) + delayMs).toISOString() };
}
