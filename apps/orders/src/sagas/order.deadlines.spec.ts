import { describe, expect, it } from '@jest/globals';
import { envelopeOf } from '@waybill/testing';
import { orderSamples } from '../domain/order.samples.js';
import {
  EscalateCancellation,
  EscalateHold,
  ExpireOrder,
  FailReshipment,
} from '../domain/order.saga-commands.js';
import {
  OverdueHold,
  UnansweredCancellation,
  UnansweredReshipment,
  UnconfirmedOrder,
} from './order.deadlines.js';

const { orderId } = orderSamples.OrderPlaced;
const { holdId, until } = orderSamples.OrderHeld;
const { reservationId } = orderSamples.ReshipmentRequested;

describe('A deadline of an order', () => {
  it.each([
    [UnconfirmedOrder, orderSamples.OrderPlaced, '2026-11-23T10:00:00.000Z', new ExpireOrder({ orderId })],
    [
      UnansweredCancellation,
      orderSamples.OrderCancellationRequested,
      '2026-11-22T14:00:00.000Z',
      new EscalateCancellation({ orderId }),
    ],
    [OverdueHold, orderSamples.OrderHeld, until, new EscalateHold({ orderId, holdId })],
    [
      UnansweredReshipment,
      orderSamples.ReshipmentRequested,
      '2026-11-23T10:00:00.000Z',
      new FailReshipment({ orderId, reservationId }),
    ],
  ])('$name is set, and fires its command', (deadline, event, at, command) => {
    const due = deadline.after(event, envelopeOf(event));
    expect(due).toMatchObject({ at });
    expect(due && 'at' in due && deadline.fire(due)).toEqual(command);
  });

  it.each([
    [UnconfirmedOrder, orderSamples.OrderConfirmed, orderId],
    [UnconfirmedOrder, orderSamples.OrderRejected, orderId],
    [UnconfirmedOrder, orderSamples.OrderCancelled, orderId],
    [UnansweredCancellation, orderSamples.OrderCancelled, orderId],
    [UnansweredCancellation, orderSamples.OrderCancellationRejected, orderId],
    [OverdueHold, orderSamples.OrderHoldReleased, `${orderId}/${holdId}`],
    [UnansweredReshipment, orderSamples.ReshipmentFailed, `${orderId}/${reservationId}`],
  ])('$name is cleared by $1.type', (deadline, event, cleared) => {
    expect(deadline.after(event, envelopeOf(event))).toEqual({ cleared });
  });
});
