import type { Evolve } from '@waybill/kernel';
import type { PaymentEvent } from './payment.events.js';
import { askedOf, become, change, initial, isGranted, put, type PaymentState } from './payment.state.js';
import {
  afterFailure,
  authorisationOf,
  becomeUnknown,
  captureOf,
  end,
  fail,
  grant,
  memoryOf,
  movementOf,
  whileOpen,
} from './payment.transitions.js';

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
  UnitsDueBack: (payment, { captureId, refundId, units, reason }) => ({
    ...payment,
    dues: [...payment.dues, { captureId, refundId, units, reason }],
  }),
  RefundRequested: (payment, event) => {
    const { refundId, units, reason: cause, shipmentId, insteadOfVoid, fromPaymentId } = event;
    return put(
      { ...payment, dues: payment.dues.filter((due) => due.refundId !== refundId) },
      {
        kind: 'refund',
        ...movementOf(payment, event),
        refundId,
        units,
        cause,
        ...(shipmentId !== undefined && { shipmentId }),
        ...(insteadOfVoid !== undefined && { insteadOfVoid }),
        ...(fromPaymentId !== undefined && { fromPaymentId }),
      },
    );
  },
  RefundShort: (payment, { key, amount, refundId, units, reason: cause, shipmentId }) =>
    put(payment, {
      kind: 'refund',
      key,
      amount,
      refundId,
      units,
      cause,
      shipmentId,
      attempt: 0,
      status: 'waiting',
      reason: 'exceeds_captured',
      workItem: 'refund_failed',
      isShort: true,
    }),
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
