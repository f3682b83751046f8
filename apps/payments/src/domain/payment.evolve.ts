import { unitsWithout, type Evolve, type Money, type Units } from '@waybill/kernel';
import {
  OUTCOME_UNKNOWN,
  type Grant,
  type Next,
  type OfOrder,
  type PaymentEvent,
  type WorkItemKind,
} from './payment.events.js';
import type { Capture, MovementStatus } from './payment.ledger.js';
import {
  askedOf,
  become,
  change,
  initial,
  isGranted,
  operationOf,
  put,
  type Due,
  type OpenPayment,
  type PaymentState,
} from './payment.state.js';

export const evolve: Evolve<PaymentState, PaymentEvent> = {
  PaymentCreated: (payment, { method, keptUntil: dueAt }) => ({
    ...become(payment, { status: 'created', dueAt }),
    createdWith: method,
  }),
  PaymentMethodDiscarded: () => initial,
  PaymentExpected: (payment, event) => ({
    ...become(payment, { status: 'expected', amount: event.amount, dueAt: event.keptUntil }),
    ...memoryOf(event),
  }),
  AuthorisationRequested: (payment, event) => ({
    ...become(payment, { ...askedOf(event), status: 'authorising', dueAt: event.answerBy }),
    ...memoryOf(event),
  }),
  AuthorisationRefused: (payment) => payment,
  PaymentAuthorised: (payment, granted) => grant(payment, granted),
  AuthorisationArrivedLate: (payment, granted) => grant(payment, granted),
  PaymentDeclined: (payment, { keptUntil }) =>
    whileOpen(payment, (asked) =>
      become(asked, {
        ...askedOf(asked),
        status: 'declined',
        ...(keptUntil !== undefined && { dueAt: keptUntil }),
      }),
    ),
  PaymentActionRequired: (payment, { expiresAt }) =>
    whileOpen(payment, (asked) =>
      become(asked, { ...askedOf(asked), status: 'action_required', dueAt: expiresAt }),
    ),
  ActionCompleted: (payment, event) =>
    become(payment, { ...askedOf(event), status: 'authorising', dueAt: event.answerBy }),
  PaymentOutcomeUnknown: (payment, { tries, askAgainAt: dueAt }) =>
    becomeUnknown(payment, { tries, isAsking: false, isUnresolved: false, dueAt }),
  PaymentOutcomeUnresolved: (payment, { tries, askAgainAt: dueAt }) =>
    becomeUnknown(payment, { tries, isAsking: false, isUnresolved: true, dueAt }),
  ReconciliationRequested: (payment, { tries, answerBy: dueAt }) => {
    const isUnresolved = payment.status === 'unknown' && payment.isUnresolved;
    return becomeUnknown(payment, { tries, isAsking: true, isUnresolved, dueAt });
  },
  RenewalRequested: (payment, event) => put(payment, { kind: 'renewal', ...movementOf(payment, event) }),
  AuthorisationRenewed: (payment, granted) => {
    if (!isGranted(payment)) return payment;
    const authorisation = { ...authorisationOf(granted), method: payment.authorisation.method };
    const phase = { status: 'authorised', authorisation, granted: payment.granted } as const;
    return end(become(payment, phase), granted.key, 'done');
  },
  RenewalFailed: (payment, event) => fail(payment, event, 'outcome_unresolved'),
  AuthorisationExpired: (payment) => (isGranted(payment) ? { ...payment, status: 'expired' } : payment),
  PaymentCancellationRequested: (payment, { reason, units }) => ({
    ...payment,
    cancelling: { reason, ...(units && { units }) },
  }),
  PaymentCancelled: (payment, { orderId }) => ({ ...become(payment, { status: 'cancelled' }), orderId }),
  PaymentClosed: (payment) => ({ ...payment, isClosed: true }),

  CaptureQueued: (payment, event) => {
    const { authorisation: _authorisation, ...capture } = captureOf(payment, event);
    return put(payment, { ...capture, attempt: event.attempt, status: 'queued' });
  },
  CaptureRequested: (payment, event) => {
    return put(payment, { ...captureOf(payment, event), ...movementOf(payment, event) });
  },
  PaymentCaptured: (payment, event) => put(payment, { ...captureOf(payment, event), status: 'done' }),
  CaptureFailed: (payment, event) => {
    const { endsAt, orderId } = event;
    return put(
      { ...payment, orderId },
      {
        ...captureOf(payment, event),
        ...afterFailure(event, 'capture_failed'),
        ...(endsAt !== undefined && { endsAt, dueAt: endsAt }),
      },
    );
  },
  CaptureCancelled: (payment, event) => put(payment, { ...captureOf(payment, event), status: 'ended' }),
  ParcelDropped: (payment, { shipmentId, reason }) => ({
    ...payment,
    dropped: [...payment.dropped, { shipmentId, reason }],
  }),
  CaptureWithdrawalRequested: (payment, { key }) =>
    change(payment, key, (operation) =>
      operation.kind === 'capture' ? { ...operation, isRecalled: true } : operation,
    ),
  CaptureWithdrawn: (payment, { key }) => end(payment, key, 'ended'),

  VoidRequested: (payment, event) => put(payment, { kind: 'void', ...movementOf(payment, event) }),
  PaymentVoided: (payment, { key }) => end(payment, key, 'done'),
  VoidFailed: (payment, event) => fail(payment, event, 'void_failed'),
  CaptureDiscovered: (payment, { key, amount, authorisation }) =>
    put(payment, { kind: 'capture', key, amount, authorisation, units: [], attempt: 1, status: 'done' }),
  UnitsDueBack: (payment, { refundId, units, reason }) => ({
    ...payment,
    dues: [...payment.dues, { refundId, units, reason }],
  }),
  RefundRequested: (payment, event) => {
    const { refundId, units, reason: cause, shipmentId, insteadOfVoid } = event;
    return put(
      { ...payment, dues: payment.dues.flatMap((due) => without(due, units)) },
      {
        kind: 'refund',
        ...movementOf(payment, event),
        refundId,
        units,
        cause,
        ...(shipmentId !== undefined && { shipmentId }),
        ...(insteadOfVoid !== undefined && { insteadOfVoid }),
      },
    );
  },
  RefundSucceeded: (payment, { key }) => end(payment, key, 'done'),
  RefundFailed: (payment, event) => fail(payment, event, 'refund_failed'),
  RefundDropped: (payment, { key }) => end(payment, key, 'ended'),
  RefundRedirected: (payment, { key }) => end(payment, key, 'redirected'),
  RedirectionRefused: (payment) => payment,
  RefundSettledManually: (payment, { key }) => end(payment, key, 'done'),
  WorkItemOpened: (payment, { workItemId }) => ({
    ...payment,
    workItems: [...payment.workItems, workItemId],
  }),
  WorkItemClosed: (payment, { workItemId }) => ({
    ...payment,
    workItems: payment.workItems.filter((id) => id !== workItemId),
  }),
};

function memoryOf({ orderId, customerId, replaces }: OfOrder & { readonly orderId: string }) {
  return { orderId, order: { replaces, ...(customerId !== undefined && { customerId }) } };
}

interface Granted extends Grant {
  readonly orderId: string;
  readonly key: string;
  readonly amount: Money;
  readonly renewAt: string;
}

function authorisationOf(granted: Granted) {
  const { key, amount, provider, reference, expiresAt, renewAt, card, capabilities } = granted;
  return { key, amount, provider, reference, expiresAt, renewAt, ...(card && { card }), capabilities };
}

function grant(payment: PaymentState, granted: Granted): PaymentState {
  const method = 'method' in payment ? payment.method : '';
  const authorisation = { ...authorisationOf(granted), method };
  const phase = { status: 'authorised', authorisation, granted: granted.amount } as const;
  return { ...become(payment, phase), orderId: granted.orderId };
}

function whileOpen(payment: PaymentState, next: (asked: OpenPayment) => PaymentState): PaymentState {
  return 'attempt' in payment ? next(payment) : payment;
}

function becomeUnknown(
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
function captureOf(payment: PaymentState, { key, amount, shipmentId, units }: OfCapture): Capture {
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
function movementOf(payment: PaymentState, request: Requested) {
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

function end(payment: PaymentState, key: string, status: MovementStatus): PaymentState {
  return change(payment, key, ({ dueAt: _dueAt, ...operation }) => ({ ...operation, status }));
}

interface Failed {
  readonly reason: string;
  readonly attempt: number;
  readonly next: Next;
  readonly retryAt?: string;
}

/** Where an operation stands after a failure. */
function afterFailure({ reason, attempt, next, retryAt }: Failed, workItem: WorkItemKind) {
  const outcome = { reason, attempt, ...(retryAt !== undefined && { dueAt: retryAt }) };
  const isUnknown = reason === OUTCOME_UNKNOWN;
  if (next === 'retrying') return { ...outcome, status: isUnknown ? 'unknown' : 'failed' } as const;
  if (next === 'ended') return { ...outcome, status: 'ended' } as const;
  if (isUnknown) return { ...outcome, status: 'unresolved', workItem: 'outcome_unresolved' } as const;
  return { ...outcome, status: 'waiting', workItem } as const;
}

function fail(
  payment: PaymentState,
  event: Failed & { readonly key: string },
  workItem: WorkItemKind,
): PaymentState {
  return change(payment, event.key, ({ dueAt: _dueAt, ...operation }) => ({
    ...operation,
    ...afterFailure(event, workItem),
  }));
}

function without(due: Due, paid: readonly Units[]): readonly Due[] {
  const units = unitsWithout(due.units, paid);
  return units.length === 0 ? [] : [{ ...due, units }];
}
