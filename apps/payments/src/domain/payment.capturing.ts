import { ensure, ensureKnown, type Decide } from '@waybill/kernel';
import { RetryCapture } from './payment.commands.js';
import { DropParcel, RequestCapture, WithdrawCapture } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { unwantedFor } from './payment.consequences.js';
import { place } from './payment.placing.js';
import { requestAgain } from './payment.retrying.js';
import { isCreated, operationOf, type PaymentState } from './payment.state.js';

export const capturingCommands = { RequestCapture, RetryCapture, WithdrawCapture, DropParcel };

/** What parcels cost is taken when they are ready, each parcel once. */
export const capturing: Decide<PaymentState, PaymentEvent, typeof capturingCommands> = {
  RequestCapture({ orderId, captureId: key, shipmentId, units, amount }, payment, context) {
    if (operationOf(payment, key)) return [];
    const capture = { key, shipmentId, units, amount, attempt: 1 };
    const reason = unwantedFor(payment, capture);
    if (reason !== undefined) {
      const { attempt: _attempt, ...parcel } = capture;
      return [{ type: 'CaptureCancelled', paymentId: context.id, orderId, ...parcel, reason }];
    }
    return [place({ ...payment, orderId }, capture, context)].filter((event) => event !== undefined);
  },

  RetryCapture({ captureId }, payment, context) {
    ensureKnown(isCreated(payment), 'payment-unknown');
    const capture = operationOf(payment, captureId);
    ensureKnown(capture?.kind === 'capture', 'capture-unknown');
    const { status } = capture;
    if (status === 'done' || status === 'asked' || status === 'queued') return [];
    ensure(
      status !== 'ended',
      'capture-ended',
      'The capture has ended: it is not needed, or came too late.',
      {
        status,
      },
    );
    return [requestAgain(payment, capture, context)].filter((event) => event !== undefined);
  },

  WithdrawCapture({ orderId, captureId: key, shipmentId, units, amount }, payment, context) {
    const ids = { paymentId: context.id, orderId };
    const withdrawn = { type: 'CaptureWithdrawn', ...ids, key, shipmentId } as const;
    const capture = operationOf(payment, key);
    if (capture?.kind !== 'capture') {
      const cancelled = { key, shipmentId, units, amount, reason: 'another_payment' };
      return [{ type: 'CaptureCancelled', ...ids, ...cancelled }, withdrawn];
    }
    if (capture.status === 'done' || capture.isRecalled || unwantedFor(payment, capture)) return [];
    const requested = { type: 'CaptureWithdrawalRequested', ...ids, key } as const;
    return capture.status === 'ended' ? [requested, withdrawn] : [requested];
  },

  DropParcel({ orderId, shipmentId, units, reason }, payment, context) {
    if (payment.dropped.some((parcel) => parcel.shipmentId === shipmentId)) return [];
    return [{ type: 'ParcelDropped', paymentId: context.id, orderId, shipmentId, units, reason }];
  },
};
