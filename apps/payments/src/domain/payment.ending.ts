import type { Decide } from '@waybill/kernel';
import { withdraw } from './payment.reconciliation.js';
import { AbandonPayment, CancelPayment, ClosePayment } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { capturesOf, isOpen, openOf } from './payment.ledger.js';
import { isGranted, type PaymentState } from './payment.state.js';

export const endingCommands = { CancelPayment, AbandonPayment, ClosePayment };

/** What happens to the money when the order ends. */
export const ending: Decide<PaymentState, PaymentEvent, typeof endingCommands> = {
  CancelPayment({ orderId, reason, units }, payment, context) {
    if (!isOf(payment, orderId)) return [];
    const ids = { paymentId: context.id, orderId };
    const cancelled = [{ type: 'PaymentCancelled', ...ids, reason }] as const;
    const requested = [
      { type: 'PaymentCancellationRequested', ...ids, reason, ...(units && { units }) },
    ] as const;
    switch (payment.status) {
      case 'none':
      case 'expected':
      case 'created':
        return cancelled;
      case 'declined':
        return payment.dueAt === undefined ? [] : cancelled;
      case 'action_required':
      case 'unknown':
        return withdraw(payment, reason, context);
      case 'authorising':
        return payment.cancelling ? [] : requested;
      case 'authorised':
      case 'expired':
        if (payment.cancelling) return [];
        return payment.granted.amount === 0 ? cancelled : requested;
      case 'cancelled':
        return [];
    }
  },

  AbandonPayment({ orderId }, payment, { id: paymentId }) {
    if (!isOf(payment, orderId)) return [];
    const { status } = payment;
    const isIdle = status === 'none' || status === 'expected' || status === 'created';
    if (!isIdle && !(status === 'declined' && payment.dueAt !== undefined)) return [];
    return [{ type: 'PaymentCancelled', paymentId, orderId, reason: 'expired' }];
  },

  ClosePayment({ orderId }, payment, context) {
    const { id: paymentId } = context;
    const isOver = payment.isClosed || payment.cancelling !== undefined;
    if (!isOf(payment, orderId) || isOver) return [];
    if (isGranted(payment)) {
      const { authorisation, operations, status } = payment;
      const isWaited = capturesOf(operations).some(isOpen);
      const isUsedUp = status === 'expired' || openOf(authorisation, operations) === 0;
      return isUsedUp && !isWaited ? [] : [{ type: 'PaymentClosed', paymentId, orderId }];
    }
    if (payment.status === 'cancelled' || payment.status === 'none') return [];
    return ending.CancelPayment({ paymentId, orderId, reason: 'completed' }, payment, context);
  },
};

/** A payment of another order is none of this order's business. */
function isOf(payment: PaymentState, orderId: string): boolean {
  return payment.orderId === undefined || payment.orderId === orderId;
}
