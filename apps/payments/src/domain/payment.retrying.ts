import type { DecisionContext } from '@waybill/kernel';
import { OUTCOME_UNKNOWN, type Next, type PaymentEvent } from './payment.events.js';
import { isInFlight, type Capture, type Operation } from './payment.ledger.js';
import { aboutRefund, idsOf, parcelOf, request, requestRenewal } from './payment.operations.js';
import { place } from './payment.placing.js';
import type { PaymentState } from './payment.state.js';
import { CAPTURE_WAIT_MS, later, RETRY_MS, UNRESOLVED_MS } from './payment.times.js';

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
    case 'refund':
      return { type: 'RefundRequested', ...request(payment, again, context), ...aboutRefund(again) };
  }
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

function waitOf(
  { endsAt }: Capture,
  { next, reason }: ReturnType<typeof failureOf>,
  { now }: DecisionContext,
): { readonly endsAt?: string } {
  if (next !== 'waiting' || reason === OUTCOME_UNKNOWN) return {};
  return { endsAt: endsAt ?? later(now, CAPTURE_WAIT_MS) };
}
