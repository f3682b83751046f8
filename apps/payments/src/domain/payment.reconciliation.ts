import { ensure, ensureKnown, type Decide, type DecisionContext } from '@waybill/kernel';
import { ReconcilePayment } from './payment.commands.js';
import { AskAgain } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { idsOf, requestVoid } from './payment.operations.js';
import { requestAgain } from './payment.retrying.js';
import { askedOf, isCreated, type OpenPayment, type PaymentState } from './payment.state.js';
import { ANSWER_MS, ASK_AGAIN_MS, later, UNRESOLVED_MS } from './payment.times.js';

export const reconciliationCommands = { AskAgain, ReconcilePayment };

/** Finds out what became of a request that the provider has not answered. */
export const reconciliation: Decide<PaymentState, PaymentEvent, typeof reconciliationCommands> = {
  AskAgain(_, payment, context) {
    if (payment.status !== 'authorising' && payment.status !== 'unknown') return [];
    if (context.now < payment.dueAt) return [];
    if (payment.status === 'unknown' && !payment.isAsking) return [reconcile(payment, context)];
    return countUnanswered(payment, context);
  },

  ReconcilePayment(_, payment, context) {
    ensureKnown(isCreated(payment), 'payment-unknown');
    if (payment.status === 'unknown') return payment.isAsking ? [] : [reconcile(payment, context)];
    const unresolved = payment.operations.filter(({ status }) => status === 'unresolved');
    ensure(
      unresolved.length > 0,
      'outcome-known',
      'The outcome of every operation of this payment is known.',
      { status: payment.status },
    );
    return unresolved.flatMap((operation) => requestAgain(payment, operation, context) ?? []);
  },
};

/** Cancels a payment, and voids by its key an authorisation that the provider may have granted or may still grant. */
export function withdraw(
  payment: OpenPayment,
  reason: string,
  context: DecisionContext,
): readonly PaymentEvent[] {
  const { amount, key: authorisation } = payment;
  return [
    { type: 'PaymentCancelled', ...idsOf(payment, context), reason },
    requestVoid(payment, { amount, authorisation }, context),
  ];
}

/** Counts an unknown answer. After the last one the outcome is listed for a person, and asked daily. */
export function countUnanswered(payment: OpenPayment, context: DecisionContext): readonly PaymentEvent[] {
  if (payment.cancelling) return withdraw(payment, payment.cancelling.reason, context);
  const { key } = payment;
  const tries = (payment.status === 'unknown' ? payment.tries : 0) + 1;
  const wait = ASK_AGAIN_MS[tries - 1];
  const event = { ...idsOf(payment, context), key, tries };
  if (wait !== undefined) {
    return [{ type: 'PaymentOutcomeUnknown', ...event, askAgainAt: later(context.now, wait) }];
  }
  return [{ type: 'PaymentOutcomeUnresolved', ...event, askAgainAt: later(context.now, UNRESOLVED_MS) }];
}

function reconcile(
  payment: Extract<PaymentState, { readonly status: 'unknown' }>,
  context: DecisionContext,
): PaymentEvent {
  const { tries } = payment;
  const answerBy = later(context.now, ANSWER_MS);
  return {
    type: 'ReconciliationRequested',
    ...idsOf(payment, context),
    ...askedOf(payment),
    tries,
    answerBy,
  };
}
