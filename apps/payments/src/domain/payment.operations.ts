import { money, type DecisionContext } from '@waybill/kernel';
import type { OperationOutcome } from './payment.saga-commands.js';
import { OUTCOME_UNKNOWN, type PaymentEvent } from './payment.events.js';
import {
  amountOf,
  capturesOf,
  openOf,
  refundableOf,
  refundsOf,
  type Capture,
  type Ledger,
  type Operation,
} from './payment.ledger.js';
import type { PaymentState } from './payment.state.js';
import { ANSWER_MS, later, RETRY_MS } from './payment.times.js';

type Authorisation = Pick<Ledger, 'key' | 'method'>;

/** The event that records the request before the provider is called. */
export function request(
  { key: authorisation, method }: Authorisation,
  operation: Operation,
  { id: paymentId, now }: DecisionContext,
): PaymentEvent {
  const { key, amount, attempt } = operation;
  const answerBy = later(now, ANSWER_MS);
  const request = { paymentId, key, amount, attempt, authorisation, method, answerBy };
  switch (operation.kind) {
    case 'capture':
      return { type: 'CaptureRequested', ...request, shipmentId: operation.shipmentId };
    case 'void':
      return { type: 'VoidRequested', ...request };
    case 'refund': {
      const { refundId, reason, shipmentId } = operation;
      return {
        type: 'RefundRequested',
        ...request,
        refundId,
        reason,
        ...(shipmentId !== undefined && { shipmentId }),
      };
    }
  }
}

/** The same request again, with the same key. */
export function requestAgain(
  authorisation: Authorisation,
  operation: Operation,
  context: DecisionContext,
): PaymentEvent {
  return request(authorisation, { ...operation, attempt: operation.attempt + 1 }, context);
}

export function requestVoid(
  authorisation: Authorisation & Pick<Operation, 'amount'>,
  context: DecisionContext,
): PaymentEvent {
  const { amount } = authorisation;
  const operation = {
    kind: 'void',
    key: context.newId(),
    amount,
    attempt: 1,
    status: 'asked',
  } as const;
  return request(authorisation, operation, context);
}

export function succeed(operation: Operation, { id: paymentId }: DecisionContext): PaymentEvent {
  const { key, amount } = operation;
  switch (operation.kind) {
    case 'capture':
      return { type: 'PaymentCaptured', paymentId, key, amount, shipmentId: operation.shipmentId };
    case 'void':
      return { type: 'PaymentVoided', paymentId, key, amount };
    case 'refund':
      return { type: 'RefundSucceeded', paymentId, key, amount, refundId: operation.refundId };
  }
}

export function fail(
  operation: Operation,
  failure: Failure,
  { id: paymentId }: DecisionContext,
): PaymentEvent {
  const { key, amount, attempt } = operation;
  const event = { paymentId, key, amount, attempt, ...failure };
  switch (operation.kind) {
    case 'capture':
      return { type: 'CaptureFailed', ...event, shipmentId: operation.shipmentId };
    case 'void':
      return { type: 'VoidFailed', ...event };
    case 'refund':
      return { type: 'RefundFailed', ...event, refundId: operation.refundId };
  }
}

/** A capture that was not made and is not wanted any more. */
export function abandon(
  { key, amount, shipmentId }: Capture,
  reason: string,
  { id: paymentId }: DecisionContext,
): PaymentEvent {
  return { type: 'CaptureAbandoned', paymentId, key, amount, shipmentId, reason };
}

export interface Failure {
  readonly reason: string;
  readonly retryable: boolean;
  readonly retryAt?: string;
}

export const FINAL = { retryable: false };

/** Whether and when an operation is requested again. An unknown outcome is retried while attempts are left. */
export function failureOf(
  { attempt }: Operation,
  outcome: Exclude<OperationOutcome, { readonly result: 'done' }>,
  now: string,
): Failure {
  const { reason, retryable } =
    outcome.result === 'unknown' ? { reason: OUTCOME_UNKNOWN, retryable: true } : outcome;
  const wait = RETRY_MS[attempt - 1];
  if (!retryable || wait === undefined) return { reason, ...FINAL };
  return { reason, retryable, retryAt: later(now, wait) };
}

/** Why a capture is not wanted any more: its shipment or the whole order is cancelled. */
export function unwantedFor(payment: PaymentState, { shipmentId }: Capture): string | undefined {
  if (payment.status !== 'authorised') return undefined;
  const cancelled = payment.ledger.cancelledShipments.includes(shipmentId);
  return payment.cancelling ?? (cancelled ? 'shipment-cancelled' : undefined);
}

/** What follows from a payment's state: unwanted captures are abandoned or refunded, the rest of the authorisation is voided. */
export function followUp(payment: PaymentState, context: DecisionContext): readonly PaymentEvent[] {
  if (payment.status !== 'authorised') return [];
  const { ledger, cancelling, closed } = payment;
  const unwanted = capturesOf(ledger).filter((capture) => unwantedFor(payment, capture) !== undefined);
  const reason = cancelling ?? 'shipment-cancelled';
  const givenUp = unwanted.filter(({ status }) => status === 'failed');
  const left = openOf(ledger) + amountOf(givenUp);
  const amount = money(left, ledger.authorised.currency);
  return [
    ...givenUp.map((capture) => abandon(capture, reason, context)),
    ...giveBack(ledger, unwanted, reason, context),
    ...((cancelling !== undefined || closed) && left > 0
      ? [requestVoid({ ...ledger, amount }, context)]
      : []),
  ];
}

/** Refunds each capture once, up to what has not been refunded yet. */
function giveBack(
  ledger: Ledger,
  unwanted: readonly Capture[],
  reason: string,
  context: DecisionContext,
): readonly PaymentEvent[] {
  const going = new Set(refundsOf(ledger).map(({ shipmentId }) => shipmentId));
  let refundable = refundableOf(ledger);
  return unwanted.flatMap(({ status, shipmentId, amount: { amount, currency } }) => {
    const back = Math.min(amount, refundable);
    if (status !== 'done' || going.has(shipmentId) || back === 0) return [];
    refundable -= back;
    const ids = { refundId: context.newId(), key: context.newId() };
    const refund = { kind: 'refund', ...ids, reason, shipmentId, attempt: 1, status: 'asked' } as const;
    return [request(ledger, { ...refund, amount: money(back, currency) }, context)];
  });
}
