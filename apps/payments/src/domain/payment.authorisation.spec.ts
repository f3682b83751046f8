import { describe, it } from '@jest/globals';
import { idFrom, type Named } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { CompleteAction, ReconcilePayment, RetryPayment } from './payment.commands.js';
import {
  AskAgain,
  CreatePayment,
  ExpireAction,
  RecordAuthorisation,
  RequestAuthorisation,
} from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { paymentSamples as events } from './payment.samples.js';
import { Payment } from './payment.js';

const given = sentencesOf(Payment);
const but = <E extends PaymentEvent>(event: E, more: Partial<E>): E => ({ ...event, ...more });
const at = (time: string) => sentencesOf(Payment, `2026-11-22T${time}.000Z`);

const { PaymentCreated: created, AuthorisationRequested: requested, PaymentDeclined: declined } = events;
const { PaymentActionRequired: actionRequired, PaymentOutcomeUnknown: unknown } = events;
const { PaymentAuthorised: authorised, ReconciliationRequested: reconciling } = events;
const { PaymentOutcomeUnresolved: unresolved, PaymentCancelled: cancelled } = events;
const { AuthorisationAwaited: awaited } = events;
const { amount: _reduced, ...awaitedInFull } = awaited;
const { paymentId, orderId, customerId, amount, method } = created;
const { key } = requested;
const made = (index: number) => idFrom('sentence', index);
const less = { amount: 1820, currency: 'EUR' };

const create = new CreatePayment({ orderId, customerId, amount, method });
const ask = new RequestAuthorisation({ paymentId });
const answer = (outcome: RecordAuthorisation['outcome'], of = key) =>
  new RecordAuthorisation({ paymentId, key: of, outcome });
const yes = answer({ result: 'authorised' });
const no = answer({ result: 'declined', reason: 'insufficient-funds', retryable: true });
const silence = answer({ result: 'unknown' });
const action = answer({ result: 'action-required', url: actionRequired.url });
const asked = (attempt: number, more: Partial<Named<PaymentEvent, 'AuthorisationRequested'>> = {}) =>
  but(requested, { key: made(0), attempt, ...more });
const attempt = (nth: number) => but(requested, { attempt: nth });

describe('A payment, before it is authorised,', () => {
  it('is created without asking the provider', () => given().when(create).then(created));
  it('is created once', () => given(created).when(create).thenNothing());
  it('is not created for an order that was cancelled before', () =>
    given(cancelled).when(create).thenNothing());

  it('H2: is authorised in full when the stock is held', () => given(created).when(ask).then(asked(1)));
  it('S2: is authorised for the reduced total when lines were cancelled', () =>
    given(created)
      .when(new RequestAuthorisation({ paymentId, amount: less }))
      .then(asked(1, { amount: less })));
  it('H2: is asked for once, however often the stock is held', () => {
    given(created, requested).when(ask).thenNothing();
    given(created, requested, authorised).when(ask).thenNothing();
    given(created, requested, declined).when(ask).thenNothing();
    given(cancelled).when(ask).thenNothing();
  });
  it('H2: remembers that the stock was held before the payment was created', () => {
    given().when(ask).then(awaitedInFull);
    given(awaitedInFull).when(ask).thenNothing();
    given(awaitedInFull).when(create).then(created, asked(1));
  });
  it('S2: remembers the reduced total as well', () =>
    given(but(awaited, { amount: less }))
      .when(create)
      .then(created, asked(1, { amount: less })));
  it('is authorised without the provider when there is nothing to pay', () => {
    const nothing = { amount: 0, currency: 'EUR' };
    given(but(created, { amount: nothing }))
      .when(ask)
      .then(but(authorised, { key: made(0), amount: nothing }));
  });
});

describe('The answer to an authorisation', () => {
  const waiting = given(created, requested);

  it('H3: authorises the payment', () => waiting.when(yes).then(authorised));
  it('P1: declines it, and it may be tried again', () => waiting.when(no).then(declined));
  it('P2: declines it for good', () =>
    waiting
      .when(answer({ result: 'declined', reason: 'card-declined', retryable: false }))
      .then(but(declined, { reason: 'card-declined', retryable: false })));
  it('P1: the third decline is final', () => {
    given(created, attempt(2))
      .when(no)
      .then(but(declined, { attempt: 2 }));
    given(created, attempt(3))
      .when(no)
      .then(but(declined, { attempt: 3, retryable: false }));
  });
  it('P3: sends the customer to the bank for half an hour', () => waiting.when(action).then(actionRequired));
  it('P4: is unknown, and asked for again ten seconds later', () => waiting.when(silence).then(unknown));
  it('P12: counts once', () => {
    given(created, requested, authorised).when(yes).thenNothing();
    given(created, requested, declined).when(no).thenNothing();
    given(created, requested, actionRequired).when(action).thenNothing();
    given(created, requested, unknown).when(silence).thenNothing();
  });
  it('P12: counts only for the attempt that was asked', () => {
    waiting.when(answer({ result: 'authorised' }, 'another')).thenNothing();
    given().when(yes).thenNothing();
    given(created).when(yes).thenNothing();
  });
  it('P12: does not revive a declined attempt', () =>
    given(created, requested, declined).when(yes).thenNothing());
  it('counts although it comes before the customer has reported back', () =>
    given(created, requested, actionRequired).when(yes).then(authorised));
});

describe('P1: A customer whose payment was declined', () => {
  const retry = new RetryPayment({ paymentId, method: 'tok_other' });

  it('may try another method', () =>
    given(created, requested, declined)
      .when(retry)
      .then(asked(2, { method: 'tok_other' })));
  it('may not after a final decline', () =>
    given(created, requested, but(declined, { retryable: false }))
      .when(retry)
      .thenRefused('payment-not-retryable'));
  it('may not while the last attempt is unanswered', () => {
    given(created, requested).when(retry).thenRefused('payment-unanswered');
    given(created, requested, unknown).when(retry).thenRefused('payment-unanswered');
  });
  it('may not when it is authorised, cancelled or unknown', () => {
    given(created, requested, authorised).when(retry).thenRefused('payment-not-retryable');
    given(cancelled).when(retry).thenRefused('payment-not-retryable');
    given().when(retry).thenRefused('payment-unknown');
  });
});

describe('P3: An action that the bank requires of the customer', () => {
  const required = [created, requested, actionRequired];
  const complete = new CompleteAction({ paymentId });
  const expire = new ExpireAction({ paymentId });
  const voided = but(events.VoidRequested, {
    key: made(0),
    authorisation: key,
    answerBy: '2026-11-22T10:30:30.000Z',
  });

  it('is completed, and the provider asked to confirm', () =>
    given(...required)
      .when(complete)
      .then(events.ActionCompleted));
  it('leads to an authorisation', () =>
    given(...required, events.ActionCompleted)
      .when(yes)
      .then(authorised));
  it('cannot be completed where none is required', () => {
    given().when(complete).thenRefused('payment-unknown');
    given(created, requested).when(complete).thenRefused('no-action-required');
    given(...required, events.ActionCompleted)
      .when(complete)
      .thenRefused('no-action-required');
  });
  it('cannot be completed too late', () =>
    at('10:30:00')(...required)
      .when(complete)
      .thenRefused('action-expired'));
  it('cancels the payment when it was not completed in time', () =>
    at('10:30:00')(...required)
      .when(expire)
      .then(but(cancelled, { reason: 'action-expired' }), voided));
  it('does not expire early, or after it was completed', () => {
    at('10:29:59')(...required)
      .when(expire)
      .thenNothing();
    at('10:30:00')(...required, events.ActionCompleted)
      .when(expire)
      .thenNothing();
    at('10:30:00')(...required, authorised)
      .when(expire)
      .thenNothing();
  });
});

describe('P4: An unknown outcome', () => {
  const again = new AskAgain({ paymentId });
  const reconcile = new ReconcilePayment({ paymentId });

  it('is asked for when its time has come, never charged again', () =>
    at('10:00:10')(created, requested, unknown)
      .when(again)
      .then(but(reconciling, { answerBy: '2026-11-22T10:00:40.000Z' })));
  it('is not asked for early, or once it is known', () => {
    at('10:00:09')(created, requested, unknown).when(again).thenNothing();
    at('10:00:10')(created, requested, authorised).when(again).thenNothing();
    at('10:00:10')(created, requested, unresolved).when(again).thenNothing();
    given().when(again).thenNothing();
  });
  it('is recorded after thirty seconds without an answer', () => {
    at('10:00:29')(created, requested).when(again).thenNothing();
    at('10:00:30')(created, requested)
      .when(again)
      .then(but(unknown, { askAgainAt: '2026-11-22T10:00:40.000Z' }));
  });
  it('stays unknown when the provider does not answer that question either', () =>
    at('10:00:30')(created, requested, unknown, reconciling)
      .when(again)
      .then(but(unknown, { tries: 2, askAgainAt: '2026-11-22T10:01:30.000Z' })));
  it.each([
    [2, '10:01:00'],
    [3, '10:05:00'],
    [4, '10:15:00'],
    [5, '11:00:00'],
  ])('waits longer after unknown answer %i', (tries, next) =>
    given(created, requested, but(unknown, { tries: tries - 1 }), but(reconciling, { tries: tries - 1 }))
      .when(silence)
      .then(but(unknown, { tries, askAgainAt: `2026-11-22T${next}.000Z` })),
  );
  it('is left to a person after the fifth time', () =>
    given(created, requested, but(unknown, { tries: 5 }), but(reconciling, { tries: 5 }))
      .when(silence)
      .then(unresolved));
  it('is asked for once more when a person commands it', () => {
    given(created, requested, unresolved)
      .when(reconcile)
      .then(but(reconciling, { tries: 6 }));
    given(created, requested, unresolved, reconciling).when(reconcile).thenNothing();
    given(created, requested, unresolved, but(reconciling, { tries: 6 }))
      .when(silence)
      .then(but(unresolved, { tries: 7 }));
  });
  it('is not asked for when it is known', () => {
    given().when(reconcile).thenRefused('payment-unknown');
    given(created).when(reconcile).thenRefused('outcome-known');
    given(created, requested, authorised).when(reconcile).thenRefused('outcome-known');
  });
  it('may turn out well', () => {
    given(created, requested, unknown, reconciling).when(yes).then(authorised);
    given(created, requested, unresolved).when(yes).then(authorised);
  });
  it('may turn out badly', () => given(created, requested, unknown, reconciling).when(no).then(declined));
  it('may turn out to need the customer', () =>
    given(created, requested, unknown, reconciling).when(action).then(actionRequired));
});
