import type { Money, Units } from '@waybill/kernel';
import { OUTCOME_UNKNOWN, type Grant, type Next, type OfOrder, type WorkItemKind } from './payment.events.js';
import type { Capture, MovementStatus } from './payment.ledger.js';
import {
  askedOf,
  become,
  change,
  operationOf,
  type OpenPayment,
  type PaymentState,
} from './payment.state.js';

export function memoryOf({ orderId, customerId, replaces }: OfOrder & { readonly orderId: string }) {
  return { orderId, order: { replaces, ...(customerId !== undefined && { customerId }) } };
}

interface Granted extends Grant {
  readonly orderId: string;
  readonly key: string;
  readonly amount: Money;
  readonly renewAt: string;
}

export function authorisationOf(granted: Granted) {
  const { key, amount, provider, reference, expiresAt, renewAt, card, capabilities } = granted;
  return { key, amount, provider, reference, expiresAt, renewAt, ...(card && { card }), capabilities };
}

export function grant(payment: PaymentState, granted: Granted): PaymentState {
  const method = 'method' in payment ? payment.method : '';
  const authorisation = { ...authorisationOf(granted), method };
  const phase = { status: 'authorised', authorisation, granted: granted.amount } as const;
  return { ...become(payment, phase), orderId: granted.orderId };
}

export function whileOpen(payment: PaymentState, next: (asked: OpenPayment) => PaymentState): PaymentState {
  return 'attempt' in payment ? next(payment) : payment;
}

export function becomeUnknown(
  payment: PaymentState,
  next: {
    readonly tries: number;
    readonly isAsking: boolean;
    readonly isUnresolved: boolean;
    readonly dueAt: string;
  },
): PaymentState {
  return whileOpen(payment, (asked) => become(asked, { ...askedOf(asked), ...next, status: 'unknown' }));
}

interface OfCapture {
  readonly key: string;
  readonly amount: Money;
  readonly shipmentId: string;
  readonly units: readonly Units[];
}

/** The capture that is known by this key, without its time, or a new one. */
export function captureOf(payment: PaymentState, { key, amount, shipmentId, units }: OfCapture): Capture {
  const known = operationOf(payment, key);
  if (known?.kind !== 'capture') {
    return { kind: 'capture', key, amount, shipmentId, units, attempt: 1, status: 'queued' };
  }
  const { dueAt: _dueAt, ...capture } = known;
  return capture;
}

interface Requested {
  readonly key: string;
  readonly amount: Money;
  readonly authorisation: string;
  readonly reference?: string;
  readonly attempt: number;
  readonly answerBy: string;
}

/** A movement that the provider is asked for. It stays listed for a person if it is. */
export function movementOf(payment: PaymentState, request: Requested) {
  const { key, amount, authorisation, reference, attempt, answerBy: dueAt } = request;
  const workItem = operationOf(payment, key)?.workItem;
  return {
    key,
    amount,
    authorisation,
    ...(reference !== undefined && { reference }),
    attempt,
    status: 'asked',
    dueAt,
    ...(workItem && { workItem }),
  } as const;
}

export function end(payment: PaymentState, key: string, status: MovementStatus): PaymentState {
  return change(payment, key, ({ dueAt: _dueAt, ...operation }) => ({ ...operation, status }));
}

interface Failed {
  readonly reason: string;
  readonly attempt: number;
  readonly next: Next;
  readonly retryAt?: string;
}

/** Where an operation stands after a failure. */
export function afterFailure({ reason, attempt, next, retryAt }: Failed, workItem: WorkItemKind) {
  const outcome = { reason, attempt, ...(retryAt !== undefined && { dueAt: retryAt }) };
  const isUnknown = reason === OUTCOME_UNKNOWN;
  if (next === 'retrying') return { ...outcome, status: isUnknown ? 'unknown' : 'failed' } as const;
  if (next === 'ended') return { ...outcome, status: 'ended' } as const;
  if (isUnknown) return { ...outcome, status: 'unresolved', workItem: 'outcome_unresolved' } as const;
  return { ...outcome, status: 'waiting', workItem } as const;
}

export function fail(
  payment: PaymentState,
  event: Failed & { readonly key: string },
  workItem: WorkItemKind,
): PaymentState {
  return change(payment, event.key, ({ dueAt: _dueAt, ...operation }) => ({
    ...operation,
    ...afterFailure(event, workItem),
  }));
}
