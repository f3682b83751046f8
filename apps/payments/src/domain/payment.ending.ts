import type { Decide } from '@waybill/kernel';
import { withdraw } from './payment.authorisation.js';
import { AbandonPayment, CancelCapture, CancelPayment, ClosePayment } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { openOf, pendingOf } from './payment.ledger.js';
import { followUp } from './payment.operations.js';
import { evolve, type PaymentState } from './payment.state.js';

export const endingCommands = { CancelPayment, AbandonPayment, ClosePayment, CancelCapture };

/** What happens to the money when the order or one of its shipments ends. */
export const ending: Decide<PaymentState, PaymentEvent, typeof endingCommands> = {
  CancelPayment({ reason }, payment, context) {
    const { id: paymentId } = context;
    const cancelled = [{ type: 'PaymentCancelled', paymentId, reason }] as const;
    const requested = { type: 'PaymentCancellationRequested', paymentId, reason } as const;
    switch (payment.status) {
      case 'none':
      case 'awaited':
      case 'created':
        return cancelled;
      case 'declined':
        return payment.retryable ? cancelled : [];
      case 'action-required':
        return withdraw(payment, reason, context);
      case 'authorising':
      case 'unknown':
        return payment.cancelling === undefined ? [requested] : [];
      case 'authorised': {
        if (payment.cancelling !== undefined) return [];
        if (payment.ledger.authorised.amount === 0) return cancelled;
        const standing = evolve.PaymentCancellationRequested(payment, requested);
        return [requested, ...followUp(standing, context)];
      }
      case 'cancelled':
        return [];
    }
  },

  AbandonPayment(_, payment, { id: paymentId }) {
    const { status } = payment;
    const idle = status === 'none' || status === 'awaited' || status === 'created';
    if (!idle && !(status === 'declined' && payment.retryable)) return [];
    return [{ type: 'PaymentCancelled', paymentId, reason: 'expired' }];
  },

  ClosePayment(_, payment, context) {
    if (payment.status !== 'authorised' || payment.closed || payment.cancelling !== undefined) return [];
    if (openOf(payment.ledger) === 0 && pendingOf(payment.ledger, 'capture') === 0) return [];
    const closed = { type: 'PaymentClosed', paymentId: context.id } as const;
    return [closed, ...followUp(evolve.PaymentClosed(payment, closed), context)];
  },

  CancelCapture({ shipmentId, reason }, payment, context) {
    if (payment.status !== 'authorised') return [];
    if (payment.ledger.cancelledShipments.includes(shipmentId)) return [];
    const { id: paymentId } = context;
    const cancelled = { type: 'CaptureCancelled', paymentId, shipmentId, reason } as const;
    return [cancelled, ...followUp(evolve.CaptureCancelled(payment, cancelled), context)];
  },
};
