import { money, type Decide, type DecisionContext } from '@waybill/kernel';
import { RecordRenewal, RenewAuthorisation } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { capturesOf, isInFlight, isOpen, renewableOf, type Renewal } from './payment.ledger.js';
import { idsOf, parcelOf, requestRenewal, requestVoid } from './payment.operations.js';
import { refuse } from './payment.placing.js';
import { failureOf, type Unsuccessful } from './payment.retrying.js';
import { isGranted, operationOf, type GrantedPayment, type PaymentState } from './payment.state.js';
import { renewalTime } from './payment.times.js';

export const renewalCommands = { RenewAuthorisation, RecordRenewal };

/** Keeps an authorisation alive until everything is captured. */
export const renewal: Decide<PaymentState, PaymentEvent, typeof renewalCommands> = {
  RenewAuthorisation(_, payment, context) {
    if (payment.status !== 'authorised' || payment.cancelling || payment.isClosed) return [];
    const { authorisation, operations } = payment;
    const { amount, expiresAt, renewAt, capabilities } = authorisation;
    const left = renewableOf(authorisation, operations);
    if (left === 0) return [];
    if (context.now >= expiresAt) {
      const last = operations.findLast(({ kind }) => kind === 'renewal');
      const reason = last?.reason ?? 'not_renewable';
      return [{ type: 'AuthorisationExpired', ...idsOf(payment, context), reason }];
    }
    const isRenewing = operations.some((operation) => operation.kind === 'renewal' && isOpen(operation));
    if (isRenewing || !capabilities.renewal || context.now < renewAt) return [];
    const key = context.newId();
    return [requestRenewal(payment, { key, amount: money(left, amount.currency), attempt: 1 }, context)];
  },

  RecordRenewal({ key, outcome }, payment, context) {
    const operation = operationOf(payment, key);
    if (operation?.kind !== 'renewal' || !isGranted(payment) || !isInFlight(operation)) return [];
    if (outcome.result === 'authorised') {
      const { result: _result, ...grant } = outcome;
      const { amount } = operation;
      const ids = idsOf(payment, context);
      const renewAt = renewalTime(context.now, grant);
      return [{ type: 'AuthorisationRenewed', ...ids, key, amount, ...grant, renewAt }];
    }
    return operation.status === 'asked' ? failRenewal(payment, operation, outcome, context) : [];
  },
};

/** A renewal is retried while that makes sense; the captures that need it fail with it in the end. */
export function failRenewal(
  payment: GrantedPayment,
  renewal: Renewal,
  outcome: Unsuccessful,
  context: DecisionContext,
): readonly PaymentEvent[] {
  const { key, amount } = renewal;
  const { expiresAt } = payment.authorisation;
  const { next, reason, attempt, retryAt } = failureOf(renewal, outcome, context.now);
  const event = {
    type: 'RenewalFailed',
    ...idsOf(payment, context),
    key,
    amount,
    reason,
    attempt,
    expiresAt,
  } as const;
  const queued = capturesOf(payment.operations).filter(({ status }) => status === 'queued');
  const isInTime = queued.length > 0 || (retryAt !== undefined && retryAt < expiresAt);
  if (next === 'retrying' && isInTime && !payment.cancelling && !payment.isClosed) {
    return [{ ...event, next, ...(retryAt !== undefined && { retryAt }) }];
  }
  return [
    { ...event, next: 'ended' },
    ...(outcome.result === 'unknown' ? [requestVoid(payment, { amount, authorisation: key }, context)] : []),
    ...queued.map((capture) => refuse(payment, { ...capture, ...parcelOf(capture) }, reason, context)),
  ];
}
