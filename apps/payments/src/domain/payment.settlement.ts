import { ensure, ensureKnown, type Decide, type DecisionContext } from '@waybill/kernel';
import { VoidPayment } from './payment.commands.js';
import { RecordOperation, RetryOperation } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { isInFlight, voidsOf, type Operation, type Void } from './payment.ledger.js';
import { idsOf, parcelOf, requestRefund } from './payment.operations.js';
import { failRenewal } from './payment.renewal.js';
import { fail, requestAgain } from './payment.retrying.js';
import { isCreated, isGranted, operationOf, type PaymentState } from './payment.state.js';

export const settlementCommands = { VoidPayment, RecordOperation, RetryOperation };

/** The provider's answers to captures, voids and refunds, and what is tried again. */
export const settlement: Decide<PaymentState, PaymentEvent, typeof settlementCommands> = {
  VoidPayment(_, payment, context) {
    ensureKnown(isCreated(payment), 'payment-unknown');
    const { status, cancelling, isClosed } = payment;
    const isOver = cancelling !== undefined || isClosed || status === 'cancelled';
    ensure(
      isOver,
      'payment-in-use',
      'An order needs this payment, or may use it. Cancel the order instead.',
      {
        status,
      },
    );
    const failed = voidsOf(payment.operations).filter((operation) => operation.status === 'waiting');
    return failed.flatMap((operation) => requestAgain(payment, operation, context) ?? []);
  },

  RecordOperation({ key, outcome }, payment, context) {
    const operation = operationOf(payment, key);
    if (!operation || operation.kind === 'renewal') return [];
    if (outcome.result === 'done') {
      return isMovable(operation) ? [succeed(payment, operation, outcome.reference, context)] : [];
    }
    if (outcome.result === 'captured') {
      return operation.kind === 'void' && isMovable(operation)
        ? refundInstead(payment, operation, outcome.reference, context)
        : [];
    }
    return operation.status === 'asked' ? [fail(payment, operation, outcome, context)] : [];
  },

  RetryOperation({ key }, payment, context) {
    const operation = operationOf(payment, key);
    if (operation?.dueAt === undefined || context.now < operation.dueAt) return [];
    const unknown = { result: 'unknown' } as const;
    if (operation.kind === 'renewal') {
      if (!isGranted(payment)) return [];
      const isNeeded = !payment.cancelling && !payment.isClosed;
      if (operation.status === 'asked' || !isNeeded) return failRenewal(payment, operation, unknown, context);
    } else {
      if (operation.status === 'asked') return [fail(payment, operation, unknown, context)];
      if (operation.kind === 'capture' && operation.status === 'waiting') {
        const { amount, attempt, reason = 'not_captured' } = operation;
        const ended = { key, amount, attempt, reason, next: 'ended', ...parcelOf(operation) } as const;
        return [{ type: 'CaptureFailed', ...idsOf(payment, context), ...ended }];
      }
    }
    return [requestAgain(payment, operation, context)].filter((event) => event !== undefined);
  },
};

/** Whether an answer may still say that the money has moved, however late. */
function isMovable(operation: Operation): boolean {
  return isInFlight(operation) || operation.status === 'failed' || operation.status === 'waiting';
}

function succeed(
  payment: PaymentState,
  operation: Exclude<Operation, { readonly kind: 'renewal' }>,
  reference: string,
  context: DecisionContext,
): PaymentEvent {
  const { key, amount } = operation;
  const event = { ...idsOf(payment, context), key, amount };
  switch (operation.kind) {
    case 'capture':
      return { type: 'PaymentCaptured', ...event, ...parcelOf(operation), reference };
    case 'void':
      return { type: 'PaymentVoided', ...event };
    case 'refund': {
      const { refundId, units, insteadOfVoid } = operation;
      const instead = insteadOfVoid === undefined ? {} : { insteadOfVoid };
      return { type: 'RefundSucceeded', ...event, refundId, units, reference, ...instead };
    }
  }
}

/** What was to be voided turned out to be captured: it goes back as a refund. */
function refundInstead(
  payment: PaymentState,
  { key, amount, authorisation = key, attempt }: Void,
  reference: string,
  context: DecisionContext,
): readonly PaymentEvent[] {
  const ids = idsOf(payment, context);
  const failed = { key, amount, attempt, reason: 'captured', next: 'ended' } as const;
  const refund = { refundId: context.newId(), units: [], cause: 'void_failed', amount, insteadOfVoid: key };
  return [
    { type: 'VoidFailed', ...ids, ...failed },
    { type: 'CaptureDiscovered', ...ids, key: context.newId(), amount, authorisation, reference },
    requestRefund(payment, refund, context),
  ];
}
