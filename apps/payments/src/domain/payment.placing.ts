import type { DecisionContext, Money, Units } from '@waybill/kernel';
import type { PaymentEvent } from './payment.events.js';
import { isInFlight, openOf, type Operation } from './payment.ledger.js';
import { idsOf, request, requestRenewal } from './payment.operations.js';
import { isGranted, type GrantedPayment, type PaymentState } from './payment.state.js';
import { CAPTURE_WAIT_MS, later } from './payment.times.js';

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
  if (!renewal) {
    const reason = payment.status === 'authorised' ? 'exceeds_authorisation' : 'not_authorised';
    return refuse(payment, capture, reason, context);
  }
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
