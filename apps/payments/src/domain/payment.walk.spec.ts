import { beforeAll, describe, expect, it } from '@jest/globals';
import { idFrom, money, Refusal, type Command, type DomainEvent, type Due } from '@waybill/kernel';
import { envelopeOf } from '@waybill/testing';
import { Payments } from '../payments.context.js';
import {
  CompleteAction,
  CreatePayment,
  ReconcilePayment,
  RedirectRefund,
  RequestRefund,
  RetryCapture,
  RetryPayment,
  RetryRefund,
  SettleRefundManually,
  VoidPayment,
} from './payment.commands.js';
import { isOpen, renewableOf, type MovementStatus, type Operation } from './payment.ledger.js';
import {
  AbandonPayment,
  AskAgain,
  CancelPayment,
  ClosePayment,
  DropParcel,
  ExpireAction,
  ExpirePayment,
  RecordAuthorisation,
  RecordOperation,
  RecordRedirectionRefused,
  RecordRenewal,
  RenewAuthorisation,
  RequestAuthorisation,
  RequestCapture,
  RetryOperation,
  WithdrawCapture,
} from './payment.saga-commands.js';
import { paymentSamples } from './payment.samples.js';
import { Payment } from './payment.js';
import type { PaymentState } from './payment.state.js';
import { RETRY_MS } from './payment.times.js';

const { paymentId, orderId, units, key: captureId, shipmentId } = paymentSamples.PaymentCaptured;
const { provider, reference, capabilities } = paymentSamples.PaymentAuthorised;
const eur = (amount: number) => money(amount, 'EUR');
const refundId = idFrom('refund', 'by hand');
const START = Date.parse('2026-11-22T10:00:00.000Z');
/** More than two operations have been walked, too; that takes a minute and finds nothing else. */
const OPERATIONS_MAX = 2;
const WEEK = 7 * 24 * 3_600_000;

/** A state that was reached, what is due in it, and when. */
interface Place {
  readonly state: PaymentState;
  readonly dues: ReadonlyMap<string, Due>;
  readonly now: number;
  readonly depth: number;
}

/** Everything that can happen to a payment with one parcel and one refund by hand. */
function commandsFor(state: PaymentState, now: number): readonly Command[] {
  const expiresAt = new Date(now + WEEK).toISOString();
  const grants = [
    capabilities,
    { ...capabilities, captures: 'one', renewal: false, voidAfterCapture: false },
  ] as const;
  const granted = grants.map((can) => ({
    result: 'authorised' as const,
    provider,
    reference,
    expiresAt,
    capabilities: can,
  }));
  const refused = { result: 'failed', reason: 'no', retryable: false } as const;
  const busy = { result: 'failed', reason: 'busy', retryable: true } as const;
  const unknown = { result: 'unknown' } as const;
  const key = 'key' in state ? state.key : undefined;
  return [
    new CreatePayment({ paymentId, method: 'tok' }),
    new RequestAuthorisation({ paymentId, orderId, amount: eur(5000), replaces: false }),
    ...(key === undefined
      ? []
      : [
          ...granted,
          { result: 'declined', reason: 'no', retryable: true } as const,
          { result: 'declined', reason: 'no', retryable: false } as const,
          { result: 'action_required', url: '/' } as const,
          unknown,
        ].map((outcome) => new RecordAuthorisation({ paymentId, key, outcome }))),
    new RetryPayment({ paymentId, method: 'tok' }),
    new CompleteAction({ paymentId }),
    new ExpireAction({ paymentId }),
    new AskAgain({ paymentId }),
    new ExpirePayment({ paymentId }),
    new ReconcilePayment({ paymentId }),
    new RenewAuthorisation({ paymentId }),
    new RequestCapture({ paymentId, orderId, captureId, shipmentId, units, amount: eur(3070) }),
    new RetryCapture({ paymentId, captureId }),
    new WithdrawCapture({ paymentId, orderId, captureId, shipmentId, units, amount: eur(3070) }),
    new DropParcel({ paymentId, orderId, shipmentId, units, reason: 'order_cancelled' }),
    new RequestRefund({ paymentId, refundId, amount: 3070, currency: 'EUR', reason: 'goodwill' }),
    new RetryRefund({ paymentId, refundId }),
    new RedirectRefund({ paymentId, refundId, toPaymentId: idFrom('other') }),
    new RecordRedirectionRefused({ paymentId, refundId, reason: 'no' }),
    new SettleRefundManually({ paymentId, refundId, evidence: 'bank' }),
    new VoidPayment({ paymentId }),
    new CancelPayment({ paymentId, orderId, reason: 'customer' }),
    new AbandonPayment({ paymentId, orderId }),
    new ClosePayment({ paymentId, orderId }),
    ...state.operations.flatMap((operation) => [
      new RetryOperation({ paymentId, key: operation.key }),
      ...(operation.kind === 'renewal'
        ? [...granted, refused, busy, unknown].map(
            (outcome) => new RecordRenewal({ paymentId, key: operation.key, outcome }),
          )
        : [
            { result: 'done', reference } as const,
            { result: 'captured', reference } as const,
            refused,
            busy,
            unknown,
          ].map((outcome) => new RecordOperation({ paymentId, key: operation.key, outcome }))),
    ]),
  ];
}

function step(place: Place, command: Command): Place | undefined {
  const { state, dues, depth } = place;
  const now = Math.max(place.now, ...[...dues.values()].map(({ at }) => Date.parse(at)));
  let made = 0;
  const newId = () => idFrom('walk', depth, made++);
  const actor = { kind: 'system', id: 'walk' } as const;
  try {
    const context = { id: paymentId, now: new Date(now).toISOString(), actor, newId };
    const events = Payment.decide(command, state, context);
    return events.length === 0 ? undefined : after({ ...place, now }, events);
  } catch (refused) {
    if (refused instanceof Refusal) return undefined;
    throw refused;
  }
}

function after({ state, dues, now, depth }: Place, events: readonly DomainEvent[]): Place {
  const due = new Map(dues);
  let next = state;
  for (const event of events) {
    next = Payment.evolve(next, event);
    for (const deadline of Payments.deadlines.filter((one) => one.events.includes(event.type))) {
      const follows = deadline.after(event, envelopeOf(event));
      if (follows && 'at' in follows) due.set(`${deadline.name} ${follows.id}`, follows);
      else if (follows) due.delete(`${deadline.name} ${follows.cleared}`);
    }
  }
  return { state: next, dues: due, now, depth: depth + 1 };
}

/** The same operation as if it had been tried for 31 hours: the walk need not try it that often. */
function exhausted(state: PaymentState): PaymentState {
  const attempt = RETRY_MS.length + 1;
  return { ...state, operations: state.operations.map((operation) => ({ ...operation, attempt })) };
}

/** What tells states apart. */
function nameOf({ state, dues }: Place): string {
  const { status, cancelling, isClosed, operations, dropped, workItems } = state;
  const moved = operations
    .map((operation) => {
      const { kind, status, attempt, workItem } = operation;
      return isOpen(operation)
        ? `${kind} ${status} ${attempt > RETRY_MS.length} ${workItem}`
        : `${kind} ${status}`;
    })
    .toSorted();
  const due = [...dues.keys()].map((id) => id.split(' ')[0]).toSorted();
  const tries = 'tries' in state ? state.tries : 'attempt' in state ? state.attempt : 0;
  const can = 'authorisation' in state ? state.authorisation.capabilities.captures : '';
  return JSON.stringify([
    status,
    Math.min(tries, 7),
    can,
    cancelling !== undefined,
    isClosed,
    dropped.length,
    [...new Set(moved)],
    [...new Set(due)],
    workItems.length > 0,
  ]);
}

/** What waits in a state without a deadline and without a work item. */
function forgotten({ state, dues }: Place): readonly string[] {
  const due = [...dues.keys()];
  const has = (name: string) => due.includes(`${name} ${paymentId}`);
  const isOver = state.cancelling !== undefined || state.isClosed;
  const phases: Readonly<Record<PaymentState['status'], boolean>> = {
    none: true,
    cancelled: true,
    expired: true,
    expected: has('payment-use'),
    created: has('payment-use'),
    declined: !('dueAt' in state) || has('payment-use'),
    authorising: has('authorisation'),
    unknown: has('authorisation'),
    action_required: has('action'),
    authorised:
      state.status !== 'authorised' ||
      isOver ||
      renewableOf(state.authorisation, state.operations) === 0 ||
      has('authorisation-renewal') ||
      state.operations.some(({ kind, status }) => kind === 'renewal' && status !== 'done'),
  };
  const isAttended = ({ key, status, workItem }: Operation) =>
    status === 'queued'
      ? due.some((id) => id.startsWith('operation'))
      : due.includes(`operation ${paymentId}/${key}`) || workItem !== undefined;
  return [
    ...(phases[state.status] ? [] : [state.status]),
    ...state.operations
      .filter((operation) => isOpen(operation) && !isAttended(operation))
      .map(({ kind, status }) => `${kind} ${status}`),
  ];
}

describe('Every state of a payment', () => {
  const places = new Map<string, Place>();

  beforeAll(() => {
    const queue: Place[] = [{ state: Payment.initial, dues: new Map(), now: START, depth: 0 }];
    for (let place = queue.shift(); place; place = queue.shift()) {
      for (const variant of [place, { ...place, state: exhausted(place.state) }]) {
        for (const command of commandsFor(variant.state, variant.now)) {
          const next = step(variant, command);
          if (!next || next.state.operations.length > OPERATIONS_MAX || places.has(nameOf(next))) continue;
          places.set(nameOf(next), next);
          queue.push(next);
        }
      }
    }
  }, 60_000);

  it('has a deadline or a work item, or is an end', () => {
    expect(
      [...places].flatMap(([name, place]) => forgotten(place).map((what) => `${what} in ${name}`)),
    ).toEqual([]);
  });
  it('is reached by the walk', () => {
    const reached = [...places.values()].map(({ state }) => state);
    const statuses: readonly PaymentState['status'][] = [
      'none',
      'expected',
      'created',
      'authorising',
      'unknown',
      'action_required',
      'declined',
      'authorised',
      'expired',
      'cancelled',
    ];
    const movements: readonly MovementStatus[] = [
      'asked',
      'failed',
      'unknown',
      'waiting',
      'unresolved',
      'done',
      'redirected',
      'ended',
    ];
    expect([...new Set(reached.map(({ status }) => status))].toSorted()).toEqual(statuses.toSorted());
    const moved = reached.flatMap(({ operations }) => operations.map(({ status }) => status));
    expect([...new Set(moved)]).toEqual(expect.arrayContaining([...movements]));
  });
  it('lists for a person exactly what waits for one', () => {
    for (const { state } of places.values()) {
      const listed = state.operations.filter((operation) => isOpen(operation) && operation.workItem);
      const isUnresolved = state.status === 'unknown' && state.isUnresolved;
      expect(state.workItems).toHaveLength(listed.length + (isUnresolved ? 1 : 0));
    }
  });
});
