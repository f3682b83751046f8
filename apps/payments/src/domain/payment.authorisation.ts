import { ensure, ensureKnown, type DecisionContext, type Decide, type Money } from '@waybill/kernel';
import { CompleteAction, CreatePayment, RetryPayment } from './payment.commands.js';
import {
  ExpireAction,
  ExpirePayment,
  RecordAuthorisation,
  RequestAuthorisation,
} from './payment.saga-commands.js';
import type { Asked, OfOrder, PaymentEvent } from './payment.events.js';
import { idsOf } from './payment.operations.js';
import { countUnanswered, withdraw } from './payment.reconciliation.js';
import { askedOf, isCreated, type OpenPayment, type PaymentState } from './payment.state.js';
import { ACTION_MS, ANSWER_MS, ATTEMPTS_MAX, later, NEVER, renewalTime, UNUSED_MS } from './payment.times.js';

export const authorisationCommands = {
  CreatePayment,
  RequestAuthorisation,
  RecordAuthorisation,
  RetryPayment,
  CompleteAction,
  ExpireAction,
  ExpirePayment,
};

/** From the creation of a payment until the provider has authorised or declined it. */
export const authorisation: Decide<PaymentState, PaymentEvent, typeof authorisationCommands> = {
  CreatePayment({ method }, payment, context) {
    const { createdWith, status } = payment;
    if (createdWith !== undefined) {
      ensure(createdWith === method, 'payment-exists', 'Another payment has this id.');
      return [];
    }
    ensure(status !== 'cancelled', 'payment-cancelled', 'The order of this payment has ended.', { status });
    const { id: paymentId, now } = context;
    const keptUntil = later(now, UNUSED_MS);
    const created = { type: 'PaymentCreated', paymentId, method, keptUntil } as const;
    if (payment.status !== 'expected') return status === 'none' ? [created] : [];
    return [created, requestFirst({ ...memoryOf(payment), amount: payment.amount, method }, context)];
  },

  RequestAuthorisation(command, payment, context) {
    const { orderId, customerId, amount, replaces } = command;
    const of = { orderId, replaces, ...(customerId !== undefined && { customerId }) };
    const { id: paymentId, now } = context;
    if (payment.orderId !== undefined && payment.orderId !== orderId) {
      return [{ type: 'AuthorisationRefused', paymentId, orderId, reason: 'payment_of_another_order' }];
    }
    if (payment.status === 'created') {
      return [requestFirst({ ...of, amount, method: payment.createdWith ?? '' }, context)];
    }
    if (payment.status !== 'none' && payment.status !== 'expected') return [];
    if (amount.amount === 0) return [authoriseNothing({ ...of, amount }, context)];
    if (payment.status === 'expected' && payment.amount.amount === amount.amount) return [];
    return [{ type: 'PaymentExpected', paymentId, ...of, amount, keptUntil: later(now, UNUSED_MS) }];
  },

  RecordAuthorisation({ key, outcome }, payment, context) {
    if (!isAwaiting(payment) || payment.key !== key) return [];
    const ids = idsOf(payment, context);
    const { amount, attempt, cancelling } = payment;
    switch (outcome.result) {
      case 'authorised': {
        const { result: _result, ...grant } = outcome;
        const renewAt = renewalTime(context.now, grant);
        const granted = { ...ids, key, amount, ...grant, renewAt };
        if (cancelling) return [{ type: 'AuthorisationArrivedLate', ...granted, reason: cancelling.reason }];
        return [{ type: 'PaymentAuthorised', ...granted, replaces: payment.order?.replaces ?? false }];
      }
      case 'declined': {
        if (cancelling) return [{ type: 'PaymentCancelled', ...ids, reason: cancelling.reason }];
        const { reason } = outcome;
        const retryable = outcome.retryable && attempt < ATTEMPTS_MAX;
        const kept = retryable ? { keptUntil: later(context.now, UNUSED_MS) } : {};
        return [{ type: 'PaymentDeclined', ...ids, key, reason, retryable, attempt, ...kept }];
      }
      case 'action_required': {
        if (payment.status === 'action_required') return [];
        if (cancelling) return withdraw(payment, cancelling.reason, context);
        const expiresAt = later(context.now, ACTION_MS);
        return [{ type: 'PaymentActionRequired', ...ids, key, url: outcome.url, expiresAt }];
      }
      case 'unknown': {
        const isAsked =
          payment.status === 'authorising' || (payment.status === 'unknown' && payment.isAsking);
        return isAsked ? countUnanswered(payment, context) : [];
      }
    }
  },

  RetryPayment({ method }, payment, context) {
    ensureKnown(isCreated(payment), 'payment-unknown');
    ensure(
      payment.status !== 'authorising' && payment.status !== 'unknown',
      'payment-unanswered',
      'The provider has not answered the last attempt yet.',
      { status: payment.status },
    );
    ensure(
      payment.status === 'declined' && payment.dueAt !== undefined,
      'payment-not-retryable',
      'Only a payment that was declined and is retryable can be tried again.',
      { status: payment.status },
    );
    const { amount, attempt } = payment;
    const asked = { amount, method, attempt: attempt + 1, key: context.newId() };
    return [requestAuthorisation({ ...memoryOf(payment), ...asked }, context)];
  },

  CompleteAction(_, payment, context) {
    ensureKnown(isCreated(payment), 'payment-unknown');
    ensure(
      payment.status === 'action_required',
      'no-action-required',
      'The payment does not require an action of the customer.',
      { status: payment.status },
    );
    ensure(context.now < payment.dueAt, 'action-expired', 'The time for the action has expired.');
    const answerBy = later(context.now, ANSWER_MS);
    return [{ type: 'ActionCompleted', ...idsOf(payment, context), ...askedOf(payment), answerBy }];
  },

  ExpireAction(_, payment, context) {
    if (payment.status !== 'action_required' || context.now < payment.dueAt) return [];
    return withdraw(payment, 'action_expired', context);
  },

  ExpirePayment(_, payment, context) {
    const { status } = payment;
    if (status !== 'created' && status !== 'expected' && status !== 'declined') return [];
    if (payment.dueAt === undefined || context.now < payment.dueAt) return [];
    if (status === 'created') return [{ type: 'PaymentMethodDiscarded', paymentId: context.id }];
    return [{ type: 'PaymentCancelled', ...idsOf(payment, context), reason: 'expired' }];
  },
};

function isAwaiting(payment: PaymentState): payment is Exclude<OpenPayment, { readonly status: 'declined' }> {
  const { status } = payment;
  return status === 'authorising' || status === 'unknown' || status === 'action_required';
}

interface OfItsOrder extends OfOrder {
  readonly orderId: string;
}

function memoryOf({ orderId = '', order = { replaces: false } }: PaymentState): OfItsOrder {
  return { orderId, ...order };
}

type First = OfItsOrder & { readonly amount: Money; readonly method: string };

function requestFirst({ method, ...first }: First, context: DecisionContext): PaymentEvent {
  if (first.amount.amount === 0) return authoriseNothing(first, context);
  return requestAuthorisation({ ...first, method, attempt: 1, key: context.newId() }, context);
}

function requestAuthorisation(
  asked: OfItsOrder & Asked,
  { id: paymentId, now }: DecisionContext,
): PaymentEvent {
  return { type: 'AuthorisationRequested', paymentId, ...asked, answerBy: later(now, ANSWER_MS) };
}

/** A payment of nothing is authorised without a provider. */
function authoriseNothing(
  { orderId, replaces, amount }: OfItsOrder & { readonly amount: Money },
  context: DecisionContext,
): PaymentEvent {
  const grant = { provider: 'none', reference: 'none', expiresAt: NEVER, renewAt: NEVER };
  const capabilities = {
    captures: 'many',
    partialCaptures: true,
    voidAfterCapture: true,
    renewal: false,
  } as const;
  const { id: paymentId } = context;
  const key = context.newId();
  return { type: 'PaymentAuthorised', paymentId, orderId, key, amount, ...grant, capabilities, replaces };
}
