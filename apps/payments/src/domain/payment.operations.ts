import type { DecisionContext, Money, Units } from '@waybill/kernel';
import { OUTCOME_UNKNOWN, type Next, type PaymentEvent } from './payment.events.js';
import { isInFlight, openOf, type Capture, type Operation, type Refund } from './payment.ledger.js';
import { isGranted, type GrantedPayment, type PaymentState } from './payment.state.js';
import { ANSWER_MS, CAPTURE_WAIT_MS, later, RETRY_MS, UNRESOLVED_MS } from './payment.times.js';

/** The ids in every event. Only a payment of an order has operations. */
export function idsOf({ orderId }: PaymentState, { id: paymentId }: DecisionContext) {
  return { paymentId, orderId: orderId ?? paymentId };
}

interface Requested {
  readonly key: string;
  readonly amount: Money;
  readonly attempt: number;
  /** Default: the one that the payment has now. */
  readonly authorisation?: string;
  readonly reference?: string;
}

function request(payment: PaymentState, operation: Requested, context: DecisionContext) {
  const current = isGranted(payment) ? payment.authorisation : undefined;
  const { key, amount, attempt, authorisation = current?.key ?? key } = operation;
  const reference = authorisation === current?.key ? current.reference : operation.reference;
  const answerBy = later(context.now, ANSWER_MS);
  const ids = idsOf(payment, context);
  return { ...ids, key, amount, authorisation, ...(reference && { reference }), attempt, answerBy };
}

export interface NewCapture {
  readonly key: string;
  readonly shipmentId: string;
  readonly units: readonly Units[];
  readonly amount: Money;
  readonly attempt: number;
}

/** Requests the capture if the authorisation has room for it, and otherwise says what must happen first. */
export function place(
  payment: PaymentState,
  capture: NewCapture,
  context: DecisionContext,
): PaymentEvent | undefined {
  const { key, shipmentId, units, amount, attempt } = capture;
  const parcel = { shipmentId, units };
  if (!isGranted(payment)) return refuse(payment, capture, 'not_authorised', context);
  const { authorisation, granted, operations } = payment;
  if (amount.currency !== granted.currency) return refuse(payment, capture, 'other_currency', context);
  const others = operations.filter((operation) => operation.key !== key);
  if (amount.amount > granted.amount - spokenFor(others)) {
    return refuse(payment, capture, 'exceeds_authorisation', context);
  }
  if (amount.amount === 0) {
    return { type: 'PaymentCaptured', ...idsOf(payment, context), key, amount, ...parcel, reference: 'none' };
  }
  const { partialCaptures, renewal } = authorisation.capabilities;
  const isWhole = amount.amount === authorisation.amount.amount;
  const isFitting = amount.amount <= openOf(authorisation, others) && (partialCaptures || isWhole);
  if (payment.status === 'authorised' && isFitting) {
    return {
      type: 'CaptureRequested',
      ...request(payment, { key, amount, attempt, authorisation: authorisation.key }, context),
      ...parcel,
    };
  }
  const isQueued = operations.some((operation) => operation.key === key && operation.status === 'queued');
  if (isBusy(payment, others) || (renewal && !isQueued)) {
    const queued = { ...idsOf(payment, context), key, amount, attempt, ...parcel };
    return isQueued ? undefined : { type: 'CaptureQueued', ...queued };
  }
  if (!renewal) return refuse(payment, capture, 'not_authorised', context);
  return requestRenewal(payment, { key: context.newId(), amount, attempt: 1 }, context);
}

/** What captures have taken, or wait to take. */
function spokenFor(operations: readonly Operation[]): number {
  return operations
    .filter(({ kind, status }) => kind === 'capture' && status !== 'ended')
    .reduce((total, { amount }) => total + amount.amount, 0);
}

/** Whether something is under way that uses the authorisation or replaces it. */
function isBusy(
  { authorisation: { key }, status }: GrantedPayment,
  operations: readonly Operation[],
): boolean {
  return operations.some((operation) => {
    if (operation.authorisation !== key) return false;
    const isToCome = operation.status === 'failed' || operation.status === 'waiting';
    return isInFlight(operation) || (status === 'authorised' && operation.kind === 'capture' && isToCome);
  });
}

export function requestRenewal(
  payment: PaymentState,
  renewal: Requested,
  context: DecisionContext,
): PaymentEvent {
  const method = isGranted(payment) ? payment.authorisation.method : '';
  return { type: 'RenewalRequested', ...request(payment, renewal, context), method };
}

/** Voids what the authorisation still holds; by its key alone when nobody knows whether it was granted. */
export function requestVoid(
  payment: PaymentState,
  { amount, authorisation }: { readonly amount: Money; readonly authorisation: string },
  context: DecisionContext,
): PaymentEvent {
  const operation = { key: context.newId(), amount, authorisation, attempt: 1 };
  return { type: 'VoidRequested', ...request(payment, operation, context) };
}

export interface NewRefund extends Pick<Refund, 'refundId' | 'units' | 'cause' | 'amount'> {
  readonly shipmentId?: string;
  readonly insteadOfVoid?: string;
}

export function requestRefund(
  payment: PaymentState,
  { refundId, units, cause: reason, amount, shipmentId, insteadOfVoid }: NewRefund,
  context: DecisionContext,
): PaymentEvent {
  const operation = { key: context.newId(), amount, attempt: 1 };
  return {
    type: 'RefundRequested',
    ...request(payment, operation, context),
    refundId,
    units,
    reason,
    ...(shipmentId !== undefined && { shipmentId }),
    ...(insteadOfVoid !== undefined && { insteadOfVoid }),
  };
}

/** The same request again, with the same key. A capture may need another authorisation by now. */
export function requestAgain(
  payment: PaymentState,
  operation: Operation,
  context: DecisionContext,
): PaymentEvent | undefined {
  const again = { ...operation, attempt: operation.attempt + 1 };
  switch (again.kind) {
    case 'capture': {
      const { shipmentId } = again;
      if (shipmentId === undefined) return undefined;
      if (!isInFlight(operation)) return place(payment, { ...again, shipmentId }, context);
      const { units } = again;
      return { type: 'CaptureRequested', ...request(payment, again, context), shipmentId, units };
    }
    case 'renewal':
      return requestRenewal(payment, again, context);
    case 'void':
      return { type: 'VoidRequested', ...request(payment, again, context) };
    case 'refund': {
      const { refundId, units, cause: reason, shipmentId, insteadOfVoid } = again;
      return {
        type: 'RefundRequested',
        ...request(payment, again, context),
        refundId,
        units,
        reason,
        ...(shipmentId !== undefined && { shipmentId }),
        ...(insteadOfVoid !== undefined && { insteadOfVoid }),
      };
    }
  }
}

/** A capture that is not requested: it waits for another payment, or for a person. */
export function refuse(
  payment: PaymentState,
  { key, shipmentId, units, amount, attempt }: NewCapture,
  reason: string,
  context: DecisionContext,
): PaymentEvent {
  const ids = idsOf(payment, context);
  const known = payment.operations.find((operation) => operation.key === key);
  const endsAt = (known?.kind === 'capture' && known.endsAt) || later(context.now, CAPTURE_WAIT_MS);
  const failure = { reason, attempt, next: 'waiting', endsAt } as const;
  return { type: 'CaptureFailed', ...ids, key, shipmentId, units, amount, ...failure };
}

export type Unsuccessful =
  | { readonly result: 'failed'; readonly reason: string; readonly retryable: boolean }
  | { readonly result: 'unknown' };

/** What comes after a failure: the next try, a person, or, for an unknown outcome, both. */
export function failureOf(
  { attempt }: Pick<Operation, 'attempt'>,
  outcome: Unsuccessful,
  now: string,
): { readonly reason: string; readonly attempt: number; readonly next: Next; readonly retryAt?: string } {
  const isUnknown = outcome.result === 'unknown';
  const reason = isUnknown ? OUTCOME_UNKNOWN : outcome.reason;
  const wait = RETRY_MS[attempt - 1];
  if (wait !== undefined && (isUnknown || outcome.retryable)) {
    return { reason, attempt, next: 'retrying', retryAt: later(now, wait) };
  }
  return { reason, attempt, next: 'waiting', ...(isUnknown && { retryAt: later(now, UNRESOLVED_MS) }) };
}

/** The event for an operation that did not succeed. */
export function fail(
  payment: PaymentState,
  operation: Exclude<Operation, { readonly kind: 'renewal' }>,
  outcome: Unsuccessful,
  context: DecisionContext,
): PaymentEvent {
  const { key, amount } = operation;
  const failure = failureOf(operation, outcome, context.now);
  const event = { ...idsOf(payment, context), key, amount, ...failure };
  switch (operation.kind) {
    case 'capture':
      return {
        type: 'CaptureFailed',
        ...event,
        ...parcelOf(operation),
        ...waitOf(operation, failure, context),
      };
    case 'void':
      return { type: 'VoidFailed', ...event };
    case 'refund': {
      const { refundId, units, insteadOfVoid } = operation;
      const instead = insteadOfVoid === undefined ? {} : { insteadOfVoid };
      return { type: 'RefundFailed', ...event, refundId, units, ...instead };
    }
  }
}

export function parcelOf({ shipmentId, units }: Capture) {
  return { shipmentId: shipmentId ?? '', units };
}

function waitOf(
  { endsAt }: Capture,
  { next, reason }: ReturnType<typeof failureOf>,
  { now }: DecisionContext,
): { readonly endsAt?: string } {
  if (next !== 'waiting' || reason === OUTCOME_UNKNOWN) return {};
  return { endsAt: endsAt ?? later(now, CAPTURE_WAIT_MS) };
}
