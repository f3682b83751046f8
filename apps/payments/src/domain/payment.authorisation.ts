import { ensure, ensureKnown, type DecisionContext, type Decide, type Money } from '@waybill/kernel';
import { CompleteAction, ReconcilePayment, RetryPayment } from './payment.commands.js';
import {
  AskAgain,
  CreatePayment,
  ExpireAction,
  RecordAuthorisation,
  RequestAuthorisation,
} from './payment.saga-commands.js';
import type { Asked, PaymentEvent } from './payment.events.js';
import { followUp, requestAgain, requestVoid } from './payment.operations.js';
import { askedOf, evolve, type OpenPayment, type PaymentState } from './payment.state.js';
import { ACTION_MS, ANSWER_MS, ASK_AGAIN_MS, ATTEMPTS_MAX, later } from './payment.times.js';

export const authorisationCommands = {
  CreatePayment,
  RequestAuthorisation,
  RecordAuthorisation,
  RetryPayment,
  CompleteAction,
  ExpireAction,
  AskAgain,
  ReconcilePayment,
};

/** From the creation of a payment until the provider has authorised or declined it. */
export const authorisation: Decide<PaymentState, PaymentEvent, typeof authorisationCommands> = {
  CreatePayment({ orderId, customerId, amount, method }, payment, context) {
    if (payment.status !== 'none' && payment.status !== 'awaited') return [];
    const { id: paymentId } = context;
    const created = { type: 'PaymentCreated', paymentId, orderId, customerId, amount, method } as const;
    if (payment.status === 'none') return [created];
    return [created, requestFirst({ amount: payment.amount ?? amount, method }, context)];
  },

  RequestAuthorisation({ amount }, payment, context) {
    if (payment.status === 'none') {
      return [
        { type: 'AuthorisationAwaited', paymentId: context.id, ...(amount !== undefined && { amount }) },
      ];
    }
    if (payment.status !== 'created') return [];
    return [requestFirst({ ...payment, amount: amount ?? payment.amount }, context)];
  },

  RecordAuthorisation({ key, outcome }, payment, context) {
    if (!isAwaiting(payment) || payment.key !== key) return [];
    const { id: paymentId, now } = context;
    const { amount, method, attempt } = payment;
    const cancelling = 'cancelling' in payment ? payment.cancelling : undefined;
    switch (outcome.result) {
      case 'authorised': {
        const granted = { paymentId, key, amount, method };
        if (cancelling === undefined) return [{ type: 'PaymentAuthorised', ...granted }];
        const late = { type: 'AuthorisationArrivedLate', ...granted, reason: cancelling } as const;
        return [late, ...followUp(evolve.AuthorisationArrivedLate(payment, late), context)];
      }
      case 'declined': {
        if (cancelling !== undefined) return [{ type: 'PaymentCancelled', paymentId, reason: cancelling }];
        const { reason, retryable } = outcome;
        const again = retryable && attempt < ATTEMPTS_MAX;
        return [{ type: 'PaymentDeclined', paymentId, key, reason, retryable: again, attempt }];
      }
      case 'action-required': {
        if (payment.status === 'action-required') return [];
        if (cancelling !== undefined) return withdraw(payment, cancelling, context);
        const expiresAt = later(now, ACTION_MS);
        return [{ type: 'PaymentActionRequired', paymentId, key, url: outcome.url, expiresAt }];
      }
      case 'unknown': {
        const asked = payment.status === 'authorising' || (payment.status === 'unknown' && payment.asking);
        return asked ? [countUnanswered(payment, context)] : [];
      }
    }
  },

  RetryPayment({ method }, payment, context) {
    ensureKnown(isKnown(payment), 'payment-unknown');
    ensure(
      payment.status !== 'authorising' && payment.status !== 'unknown',
      'payment-unanswered',
      'The provider has not answered the last attempt yet.',
    );
    ensure(
      payment.status === 'declined' && payment.retryable,
      'payment-not-retryable',
      'Only a payment that was declined and is retryable can be tried again.',
    );
    const { amount, attempt } = payment;
    return [requestAuthorisation({ amount, method, attempt: attempt + 1, key: context.newId() }, context)];
  },

  CompleteAction(_, payment, { id: paymentId, now }) {
    ensureKnown(isKnown(payment), 'payment-unknown');
    ensure(
      payment.status === 'action-required',
      'no-action-required',
      'The payment does not require an action of the customer.',
    );
    ensure(now < payment.dueAt, 'action-expired', 'The time for the action has expired.');
    const answerBy = later(now, ANSWER_MS);
    return [{ type: 'ActionCompleted', paymentId, ...askedOf(payment), answerBy }];
  },

  ExpireAction(_, payment, context) {
    if (payment.status !== 'action-required' || context.now < payment.dueAt) return [];
    return withdraw(payment, 'action-expired', context);
  },

  AskAgain(_, payment, context) {
    if (payment.status !== 'authorising' && payment.status !== 'unknown') return [];
    if (payment.dueAt === undefined || context.now < payment.dueAt) return [];
    if (payment.status === 'unknown' && !payment.asking) return [reconcile(payment, context)];
    return [countUnanswered(payment, context)];
  },

  ReconcilePayment(_, payment, context) {
    ensureKnown(isKnown(payment), 'payment-unknown');
    if (payment.status === 'unknown') return payment.asking ? [] : [reconcile(payment, context)];
    const ledger = 'ledger' in payment ? payment.ledger : undefined;
    const unresolved = ledger?.operations.filter(({ status }) => status === 'unresolved') ?? [];
    ensure(
      ledger && unresolved.length > 0,
      'outcome-known',
      'The outcome of every operation of this payment is known.',
    );
    return unresolved.map((operation) => requestAgain(ledger, operation, context));
  },
};

export function isKnown(
  payment: PaymentState,
): payment is Exclude<PaymentState, { readonly status: 'none' | 'awaited' }> {
  return payment.status !== 'none' && payment.status !== 'awaited';
}

/** Cancels a payment and voids its authorisation, which the provider may still grant. */
export function withdraw(asked: Asked, reason: string, context: DecisionContext): readonly PaymentEvent[] {
  return [{ type: 'PaymentCancelled', paymentId: context.id, reason }, requestVoid(asked, context)];
}

function isAwaiting(payment: PaymentState): payment is Exclude<OpenPayment, { readonly status: 'declined' }> {
  const { status } = payment;
  return status === 'authorising' || status === 'unknown' || status === 'action-required';
}

/** A payment of nothing is authorised without the provider. */
function requestFirst(
  { amount, method }: { readonly amount: Money; readonly method: string },
  context: DecisionContext,
): PaymentEvent {
  const { id: paymentId } = context;
  const key = context.newId();
  if (amount.amount === 0) return { type: 'PaymentAuthorised', paymentId, key, amount, method };
  return requestAuthorisation({ key, amount, method, attempt: 1 }, context);
}

function requestAuthorisation(asked: Asked, { id: paymentId, now }: DecisionContext): PaymentEvent {
  return { type: 'AuthorisationRequested', paymentId, ...asked, answerBy: later(now, ANSWER_MS) };
}

/** Counts an unknown answer. After the last one the outcome is unresolved, and a person must find out. */
function countUnanswered(payment: OpenPayment, { id: paymentId, now }: DecisionContext): PaymentEvent {
  const { key } = payment;
  const tries = (payment.status === 'unknown' ? payment.tries : 0) + 1;
  const wait = ASK_AGAIN_MS[tries - 1];
  if (wait === undefined) return { type: 'PaymentOutcomeUnresolved', paymentId, key, tries };
  return { type: 'PaymentOutcomeUnknown', paymentId, key, tries, askAgainAt: later(now, wait) };
}

function reconcile(
  payment: Extract<PaymentState, { readonly status: 'unknown' }>,
  { id: paymentId, now }: DecisionContext,
): PaymentEvent {
  const { tries } = payment;
  const answerBy = later(now, ANSWER_MS);
  return { type: 'ReconciliationRequested', paymentId, ...askedOf(payment), tries, answerBy };
}
