import {
  ensure,
  ensureKnown,
  ensureValid,
  evolveWith,
  money,
  type DecisionContext,
  type Decide,
} from '@waybill/kernel';
import { isKnown } from './payment.authorisation.js';
import { RequestRefund, VoidPayment } from './payment.commands.js';
import { RecordOperation, RequestCapture, RetryOperation } from './payment.saga-commands.js';
import type { CaptureRefusal, PaymentEvent } from './payment.events.js';
import { capturesOf, isPending, openOf, refundableOf, refundsOf, type Operation } from './payment.ledger.js';
import {
  abandon,
  followUp,
  fail,
  failureOf,
  FINAL,
  request,
  requestAgain,
  succeed,
  unwantedFor,
  requestVoid,
} from './payment.operations.js';
import { evolve, type PaymentState } from './payment.state.js';

export const settlementCommands = {
  RequestCapture,
  VoidPayment,
  RequestRefund,
  RecordOperation,
  RetryOperation,
};

/** Captures, voids and refunds of an authorisation. */
export const settlement: Decide<PaymentState, PaymentEvent, typeof settlementCommands> = {
  RequestCapture({ shipmentId, amount }, payment, context) {
    const key = context.newId();
    const capture = { kind: 'capture', key, shipmentId, amount, attempt: 1, status: 'asked' } as const;
    const no = (reason: CaptureRefusal) => [fail(capture, { reason, ...FINAL }, context)];
    if (payment.status === 'cancelled') return [abandon(capture, 'cancelled', context)];
    if (payment.status !== 'authorised') return no('not-authorised');
    const { ledger } = payment;
    if (capturesOf(ledger).some((known) => known.shipmentId === shipmentId)) return [];
    const unwanted = unwantedFor(payment, capture);
    if (unwanted !== undefined) return [abandon(capture, unwanted, context)];
    if (amount.currency !== ledger.authorised.currency) return no('other-currency');
    if (amount.amount > openOf(ledger)) return no('exceeds-authorisation');
    if (amount.amount === 0) return [succeed(capture, context)];
    return [request(ledger, capture, context)];
  },

  VoidPayment(_, payment, context) {
    ensureKnown(isKnown(payment), 'payment-unknown');
    ensure(payment.status === 'authorised', 'payment-not-authorised', 'There is no authorisation to void.');
    const { ledger } = payment;
    ensure(
      !capturesOf(ledger).some((capture) => capture.status === 'done' || isPending(capture)),
      'payment-captured',
      'The payment is captured. It can be refunded, not voided.',
    );
    const amount = money(openOf(ledger), ledger.authorised.currency);
    return amount.amount === 0 ? [] : [requestVoid({ ...ledger, amount }, context)];
  },

  RequestRefund(command, payment, context) {
    ensureKnown(isKnown(payment), 'payment-unknown');
    ensure(payment.status === 'authorised', 'payment-not-captured', 'Nothing has been captured.');
    const { ledger } = payment;
    const { currency } = ledger.authorised;
    ensureValid(command.currency === currency, 'other-currency', `The payment is in ${currency}.`);
    const { refundId = context.newId(), reason } = command;
    const known = refundsOf(ledger).find((refund) => refund.refundId === refundId);
    if (known) {
      ensure(known.amount.amount === command.amount, 'refund-exists', 'Another refund has this id.');
      return [];
    }
    const refundable = refundableOf(ledger);
    ensure(
      command.amount <= refundable,
      'refund-exceeds-captured',
      `At most ${refundable} can still be refunded.`,
      { refundable: money(refundable, currency) },
    );
    const key = context.newId();
    const amount = money(command.amount, currency);
    const refund = { kind: 'refund', key, refundId, reason, amount, attempt: 1, status: 'asked' } as const;
    return [request(ledger, refund, context)];
  },

  RecordOperation({ key, outcome }, payment, context) {
    const operation = operationOf(payment, key);
    if (!operation || !isPending(operation)) return [];
    if (outcome.result === 'done') return end(payment, operation, succeed(operation, context), context);
    if (operation.status !== 'asked') return [];
    const failure = failureOf(operation, outcome, context.now);
    const event = fail(operation, failure, context);
    if (operation.kind !== 'capture' || outcome.result === 'unknown') return [event];
    const unwanted = unwantedFor(payment, operation);
    if (unwanted === undefined && failure.retryable) return [event];
    const last = unwanted === undefined ? event : abandon(operation, unwanted, context);
    return end(payment, operation, last, context);
  },

  RetryOperation({ key }, payment, context) {
    const operation = operationOf(payment, key);
    if (!operation || !('ledger' in payment) || !payment.ledger) return [];
    const { dueAt, status } = operation;
    if (!isPending(operation) || dueAt === undefined || context.now < dueAt) return [];
    if (status !== 'asked') return [requestAgain(payment.ledger, operation, context)];
    return [fail(operation, failureOf(operation, { result: 'unknown' }, context.now), context)];
  },
};

function operationOf(payment: PaymentState, key: string): Operation | undefined {
  const ledger = 'ledger' in payment ? payment.ledger : undefined;
  return ledger?.operations.find((operation) => operation.key === key);
}

/** The event, and what follows when a capture has ended. */
function end(
  payment: PaymentState,
  { kind }: Operation,
  event: PaymentEvent,
  context: DecisionContext,
): readonly PaymentEvent[] {
  if (kind !== 'capture') return [event];
  return [event, ...followUp(evolveWith(evolve, payment, event), context)];
}
