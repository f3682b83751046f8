import type { Evolve, Money } from '@waybill/kernel';
import { OUTCOME_UNKNOWN, type Asked, type PaymentEvent } from './payment.events.js';
import { ledgerOf, withOperation, withOutcome, type Ledger } from './payment.ledger.js';

export type PaymentState =
  | { readonly status: 'none' }
  /** Its authorisation was requested before the payment was created. */
  | { readonly status: 'awaited'; readonly amount?: Money }
  | { readonly status: 'created'; readonly amount: Money; readonly method: string }
  | (Asked & {
      readonly status: 'authorising';
      readonly dueAt: string;
      /** Why it is to be voided once the outcome is known. */
      readonly cancelling?: string;
    })
  | (Asked & {
      readonly status: 'unknown';
      readonly tries: number;
      /** Whether an answer of the provider is awaited. */
      readonly asking: boolean;
      /** Absent when the outcome is unresolved and a person must ask. */
      readonly dueAt?: string;
      readonly cancelling?: string;
    })
  | (Asked & { readonly status: 'action-required'; readonly dueAt: string })
  | (Asked & { readonly status: 'declined'; readonly retryable: boolean })
  | {
      readonly status: 'authorised';
      readonly ledger: Ledger;
      /** Why everything is to be voided or refunded. */
      readonly cancelling?: string;
      /** Whether nothing more will be captured. */
      readonly closed: boolean;
    }
  | { readonly status: 'cancelled'; readonly ledger?: Ledger };

/** A payment whose authorisation was requested and is neither granted nor cancelled. */
export type OpenPayment = Extract<PaymentState, Asked>;

export const initial: PaymentState = { status: 'none' };

export const evolve: Evolve<PaymentState, PaymentEvent> = {
  PaymentCreated: (_, { amount, method }) => ({ status: 'created', amount, method }),
  AuthorisationAwaited: (_, { amount }) => ({ status: 'awaited', ...(amount !== undefined && { amount }) }),
  AuthorisationRequested: (_, event) => ({
    ...askedOf(event),
    status: 'authorising',
    dueAt: event.answerBy,
  }),
  PaymentAuthorised: (_, granted) => ({ status: 'authorised', ledger: ledgerOf(granted), closed: false }),
  AuthorisationArrivedLate: (_, granted) => ({
    status: 'authorised',
    ledger: ledgerOf(granted),
    cancelling: granted.reason,
    closed: false,
  }),
  PaymentDeclined: (payment, { retryable }) =>
    whileOpen(payment, (asked) => ({ ...askedOf(asked), status: 'declined', retryable })),
  PaymentActionRequired: (payment, { expiresAt }) =>
    whileOpen(payment, (asked) => ({ ...askedOf(asked), status: 'action-required', dueAt: expiresAt })),
  ActionCompleted: (_, event) => ({ ...askedOf(event), status: 'authorising', dueAt: event.answerBy }),
  PaymentOutcomeUnknown: (payment, { tries, askAgainAt }) =>
    becomeUnknown(payment, { tries, asking: false, dueAt: askAgainAt }),
  ReconciliationRequested: (payment, { tries, answerBy }) =>
    becomeUnknown(payment, { tries, asking: true, dueAt: answerBy }),
  PaymentOutcomeUnresolved: (payment, { tries }) => becomeUnknown(payment, { tries, asking: false }),
  PaymentCancellationRequested: (payment, { reason }) =>
    payment.status === 'authorising' || payment.status === 'unknown' || payment.status === 'authorised'
      ? { ...payment, cancelling: reason }
      : payment,
  PaymentCancelled: (payment) => {
    const ledger = ledgerOrNone(payment);
    return { status: 'cancelled', ...(ledger && { ledger }) };
  },
  PaymentClosed: (payment) => (payment.status === 'authorised' ? { ...payment, closed: true } : payment),
  CaptureRequested: (payment, { key, amount, attempt, answerBy, shipmentId }) =>
    updateLedger(payment, (ledger) =>
      withOperation(ledger, {
        kind: 'capture',
        key,
        amount,
        attempt,
        shipmentId,
        status: 'asked',
        dueAt: answerBy,
      }),
    ),
  PaymentCaptured: (payment, { key, amount, shipmentId }) =>
    updateLedger(payment, (ledger) =>
      withOperation(ledger, { kind: 'capture', key, amount, attempt: 1, shipmentId, status: 'done' }),
    ),
  CaptureFailed: (payment, event) =>
    updateLedger(payment, (ledger) => {
      const { key, amount, shipmentId } = event;
      return withOperation(ledger, { kind: 'capture', key, amount, shipmentId, ...afterFailure(event) });
    }),
  CaptureAbandoned: (payment, { key, amount, shipmentId }) =>
    updateLedger(payment, (ledger) =>
      withOperation(ledger, { kind: 'capture', key, amount, attempt: 1, shipmentId, status: 'given-up' }),
    ),
  CaptureCancelled: (payment, { shipmentId }) =>
    updateLedger(payment, (ledger) => ({
      ...ledger,
      cancelledShipments: [...ledger.cancelledShipments, shipmentId],
    })),
  VoidRequested: (payment, { key, amount, attempt, answerBy }) =>
    updateLedger(payment, (ledger) =>
      withOperation(ledger, { kind: 'void', key, amount, attempt, status: 'asked', dueAt: answerBy }),
    ),
  PaymentVoided: (payment, { key }) =>
    updateLedger(payment, (ledger) => withOutcome(ledger, key, { status: 'done' })),
  VoidFailed: (payment, event) =>
    updateLedger(payment, (ledger) => withOutcome(ledger, event.key, afterFailure(event))),
  RefundRequested: (payment, { key, amount, attempt, answerBy, refundId, reason, shipmentId }) =>
    updateLedger(payment, (ledger) =>
      withOperation(ledger, {
        kind: 'refund',
        key,
        amount,
        attempt,
        refundId,
        reason,
        ...(shipmentId !== undefined && { shipmentId }),
        status: 'asked',
        dueAt: answerBy,
      }),
    ),
  RefundSucceeded: (payment, { key }) =>
    updateLedger(payment, (ledger) => withOutcome(ledger, key, { status: 'done' })),
  RefundFailed: (payment, event) =>
    updateLedger(payment, (ledger) => withOutcome(ledger, event.key, afterFailure(event))),
};

export function askedOf({ key, amount, method, attempt }: Asked): Asked {
  return { key, amount, method, attempt };
}

function whileOpen(payment: PaymentState, next: (asked: OpenPayment) => PaymentState): PaymentState {
  return 'attempt' in payment ? next(payment) : payment;
}

function becomeUnknown(
  payment: PaymentState,
  next: { readonly tries: number; readonly asking: boolean; readonly dueAt?: string },
): PaymentState {
  return whileOpen(payment, (asked) => ({
    ...askedOf(asked),
    ...next,
    status: 'unknown',
    ...('cancelling' in asked && { cancelling: asked.cancelling }),
  }));
}

function ledgerOrNone(payment: PaymentState): Ledger | undefined {
  if ('ledger' in payment) return payment.ledger;
  return 'attempt' in payment ? ledgerOf(payment) : undefined;
}

function updateLedger(payment: PaymentState, next: (ledger: Ledger) => Ledger): PaymentState {
  if (payment.status === 'authorised') return { ...payment, ledger: next(payment.ledger) };
  if (payment.status === 'cancelled' && payment.ledger) return { ...payment, ledger: next(payment.ledger) };
  return payment;
}

interface Failed {
  readonly reason: string;
  readonly attempt: number;
  readonly retryable: boolean;
  readonly retryAt?: string;
}

function afterFailure({ reason, attempt, retryable, retryAt }: Failed) {
  const unsure = reason === OUTCOME_UNKNOWN;
  const due = retryAt === undefined ? {} : { dueAt: retryAt };
  if (retryable) return { attempt, status: unsure ? 'unknown' : 'failed', ...due } as const;
  return { attempt, status: unsure ? 'unresolved' : 'given-up' } as const;
}
