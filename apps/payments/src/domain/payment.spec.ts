import { describe, expect, it } from '@jest/globals';
import { idFrom, Refusal, type Command, type DomainEvent } from '@waybill/kernel';
import fc from 'fast-check';
import {
  CompleteAction,
  ReconcilePayment,
  RequestRefund,
  RetryPayment,
  VoidPayment,
} from './payment.commands.js';
import {
  type AuthorisationOutcome,
  type OperationOutcome,
  AbandonPayment,
  AskAgain,
  CancelCapture,
  CancelPayment,
  ClosePayment,
  CreatePayment,
  ExpireAction,
  RecordAuthorisation,
  RecordOperation,
  RequestAuthorisation,
  RequestCapture,
  RetryOperation,
} from './payment.saga-commands.js';
import { doneOf, openOf, pendingOf } from './payment.ledger.js';
import { paymentSamples } from './payment.samples.js';
import { Payment } from './payment.js';
import type { PaymentState } from './payment.state.js';

const paymentId = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';
const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('A stored event of a payment', () => {
  const samples = Object.values(paymentSamples);

  it('has a sample for every type', () => {
    expect(Object.keys(paymentSamples).toSorted()).toEqual(Payment.events.toSorted());
  });
  it.each(samples)('$type is the same after it was written and read as JSON', (sample) => {
    expect(JSON.parse(JSON.stringify(sample))).toStrictEqual(sample);
    expect(Payment.upcast(sample.type, Payment.versionOf(sample.type), sample)).toEqual(sample);
  });
  it.each(samples)('$type can be applied in every state', (sample) => {
    const { PaymentCreated, AuthorisationRequested, PaymentAuthorised, PaymentCancelled } = paymentSamples;
    const pasts = [
      [],
      [PaymentCreated],
      [PaymentCreated, AuthorisationRequested],
      [PaymentAuthorised],
      [PaymentCancelled],
    ];
    for (const past of pasts) expect(() => fold([...past, sample])).not.toThrow();
  });
  it('leads to a state that is the same after it was written and read as JSON', () => {
    const state = fold(samples);
    expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
  });
});

describe('For any commands and answers, in any order and repeatedly,', () => {
  it('refunded + pending ≤ captured ≤ authorised, each key is authorised once, and nothing is captured too late', () => {
    fc.assert(
      fc.property(start, fc.array(step, { maxLength: 40 }), (first, rest) => {
        const history: DomainEvent[] = [];
        let state = Payment.initial;
        let now = Date.parse('2026-11-22T10:00:00.000Z');
        for (const [index, { make, wait }] of [...first, ...rest].entries()) {
          now += wait * 1_000;
          for (const event of decide(make(keysIn(history)), state, index, now)) {
            expect(event).toStrictEqual(JSON.parse(JSON.stringify(event)));
            state = Payment.evolve(state, event);
            expect(state).toStrictEqual(JSON.parse(JSON.stringify(state)));
            history.push(event);
            holds(state);
          }
        }
        const keys = history.filter(isGrant).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

type Make = (keys: readonly string[]) => Command;

const outcome: fc.Arbitrary<AuthorisationOutcome> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ result: 'authorised' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      result: fc.constant('declined' as const),
      reason: fc.constant('no'),
      retryable: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ result: 'action-required', url: '/' } as const) },
  { weight: 2, arbitrary: fc.constant({ result: 'unknown' } as const) },
);
const operationOutcome: fc.Arbitrary<OperationOutcome> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ result: 'done' } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      result: fc.constant('failed' as const),
      reason: fc.constant('no'),
      retryable: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ result: 'unknown' } as const) },
);
const nth = fc.nat(5);
const shipmentId = fc.constantFrom('a', 'b', 'c');
const cents = fc.integer({ min: 0, max: 1200 });
const pick = (keys: readonly string[], index: number) => keys[keys.length - 1 - index] ?? 'none';
const always = (command: Command) => fc.constant<Make>(() => command);

const make: fc.Arbitrary<Make> = fc.oneof(
  always(new CreatePayment({ orderId: paymentId, customerId: 'ada', amount: eur(1000), method: 'tok' })),
  always(new RequestAuthorisation({ paymentId })),
  cents.map(
    (amount): Make =>
      () =>
        new RequestAuthorisation({ paymentId, amount: eur(amount) }),
  ),
  {
    weight: 5,
    arbitrary: fc.tuple(nth, outcome).map(
      ([index, answer]): Make =>
        (keys) =>
          new RecordAuthorisation({ paymentId, key: pick(keys, index), outcome: answer }),
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(nth, operationOutcome).map(
      ([index, answer]): Make =>
        (keys) =>
          new RecordOperation({ paymentId, key: pick(keys, index), outcome: answer }),
    ),
  },
  nth.map(
    (index): Make =>
      (keys) =>
        new RetryOperation({ paymentId, key: pick(keys, index) }),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(shipmentId, cents).map(
      ([id, amount]): Make =>
        () =>
          new RequestCapture({ paymentId, shipmentId: id, amount: eur(amount) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('1', '2', '3'), fc.integer({ min: 1, max: 1000 })).map(
      ([refundId, amount]): Make =>
        () =>
          new RequestRefund({ paymentId, refundId, amount, currency: 'EUR', reason: 'goodwill' }),
    ),
  },
  shipmentId.map(
    (id): Make =>
      () =>
        new CancelCapture({ paymentId, shipmentId: id, reason: 'customer' }),
  ),
  always(new RetryPayment({ paymentId, method: 'other' })),
  always(new CompleteAction({ paymentId })),
  always(new ExpireAction({ paymentId })),
  always(new AskAgain({ paymentId })),
  always(new ReconcilePayment({ paymentId })),
  always(new CancelPayment({ paymentId, reason: 'customer' })),
  always(new AbandonPayment({ paymentId })),
  always(new ClosePayment({ paymentId })),
  always(new VoidPayment({ paymentId })),
);
/** Most histories begin as most payments do, so that what follows is reached. */
const paid = [
  new CreatePayment({ orderId: paymentId, customerId: 'ada', amount: eur(1000), method: 'tok' }),
  new RequestAuthorisation({ paymentId }),
].map((command) => ({ make: () => command, wait: 0 }));
const granted = {
  make: (keys: readonly string[]) =>
    new RecordAuthorisation({ paymentId, key: pick(keys, 0), outcome: { result: 'authorised' } }),
  wait: 0,
};
const taken = {
  make: (keys: readonly string[]) =>
    new RecordOperation({ paymentId, key: pick(keys, 0), outcome: { result: 'done' } }),
  wait: 0,
};
const capture = {
  make: () => new RequestCapture({ paymentId, shipmentId: 'a', amount: eur(600) }),
  wait: 0,
};
const start = fc.constantFrom([], paid, [...paid, granted], [...paid, granted, capture, taken]);
const step = fc.record({ make, wait: fc.constantFrom(0, 0, 10, 30, 60, 300, 3_600) });

function decide(command: Command, state: PaymentState, index: number, now: number): readonly DomainEvent[] {
  let made = 0;
  const newId = () => idFrom('property', index, made++);
  const actor = { kind: 'system', id: 'property' } as const;
  try {
    return Payment.decide(command, state, { id: paymentId, now: new Date(now).toISOString(), actor, newId });
  } catch (refused) {
    if (refused instanceof Refusal) return [];
    throw refused;
  }
}

function holds(state: PaymentState): void {
  if (state.status !== 'authorised') return;
  const { ledger } = state;
  const captured = doneOf(ledger, 'capture');
  const refunds = doneOf(ledger, 'refund') + pendingOf(ledger, 'refund');
  expect(refunds).toBeLessThanOrEqual(captured);
  expect(captured + pendingOf(ledger, 'capture')).toBeLessThanOrEqual(ledger.authorised.amount);
  expect(openOf(ledger)).toBeGreaterThanOrEqual(0);
}

function fold(events: readonly DomainEvent[]): unknown {
  return events.reduce((state, event) => Payment.evolve(state, event), Payment.initial);
}

function keysIn(history: readonly DomainEvent[]): readonly string[] {
  return [
    ...new Set(
      history.flatMap((event) => ('key' in event && typeof event.key === 'string' ? [event.key] : [])),
    ),
  ];
}

function isGrant(event: DomainEvent): event is DomainEvent & { readonly key: string } {
  return event.type === 'PaymentAuthorised' || event.type === 'AuthorisationArrivedLate';
}
