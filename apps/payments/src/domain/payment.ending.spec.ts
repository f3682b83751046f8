import { describe, it } from '@jest/globals';
import { idFrom } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import {
  AbandonPayment,
  CancelCapture,
  CancelPayment,
  ClosePayment,
  CreatePayment,
  RecordAuthorisation,
  RecordOperation,
  RequestCapture,
} from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { paymentSamples as events } from './payment.samples.js';
import { Payment } from './payment.js';

const given = sentencesOf(Payment);
const but = <E extends PaymentEvent>(event: E, more: Partial<E>): E => ({ ...event, ...more });
const made = (index: number) => idFrom('sentence', index);
const eur = (amount: number) => ({ amount, currency: 'EUR' });

const { PaymentCreated: created, AuthorisationRequested: asked, PaymentAuthorised: authorised } = events;
const { PaymentDeclined: declined, PaymentActionRequired: actionRequired } = events;
const { PaymentOutcomeUnknown: unknown, ReconciliationRequested: reconciling } = events;
const { CaptureRequested: capturing, PaymentCaptured: captured, CaptureFailed: failed } = events;
const { retryAt: _retryAt, ...failedForGood } = failed;
const { CaptureAbandoned: abandoned, CaptureCancelled: shipmentCancelled } = events;
const { VoidRequested: voiding, PaymentVoided: voided, PaymentClosed: closed } = events;
const { paymentId, orderId, customerId, amount, method } = created;
const { key } = asked;
const { shipmentId } = capturing;
const granted = [created, asked, authorised];

const cancelled = but(events.PaymentCancelled, { reason: 'customer' });
const cancelling = events.PaymentCancellationRequested;
const cancel = new CancelPayment({ paymentId, reason: 'customer' });
const abandon = new AbandonPayment({ paymentId });
const close = new ClosePayment({ paymentId });
const cancelShipment = new CancelCapture({ paymentId, shipmentId, reason: 'customer' });
const capture = new RequestCapture({ paymentId, shipmentId, amount });
const answer = (outcome: RecordAuthorisation['outcome']) =>
  new RecordAuthorisation({ paymentId, key, outcome });
const yes = answer({ result: 'authorised' });
const no = answer({ result: 'declined', reason: 'card-declined', retryable: true });
const action = answer({ result: 'action-required', url: actionRequired.url });
const captureAnswered = (outcome: RecordOperation['outcome']) =>
  new RecordOperation({ paymentId, key: capturing.key, outcome });
const done = captureAnswered({ result: 'done' });
const busy = captureAnswered({ result: 'failed', reason: 'provider-busy', retryable: true });
const voidOf = (cents: number, nth = 0) => but(voiding, { key: made(nth), amount: eur(cents) });
const giveBack = (cents: number, reason: string) =>
  but(events.RefundRequested, { refundId: made(0), key: made(1), amount: eur(cents), reason });

describe('A payment whose order is cancelled', () => {
  it('C1: is never created when the cancellation came first', () => {
    given().when(cancel).then(cancelled);
    given(cancelled).when(new CreatePayment({ orderId, customerId, amount, method })).thenNothing();
  });
  it('C1: is cancelled before anything was asked', () => {
    given(created).when(cancel).then(cancelled);
    given(events.AuthorisationAwaited).when(cancel).then(cancelled);
  });
  it('is cancelled when it was declined for now, and is over anyway when for good', () => {
    given(created, asked, declined).when(cancel).then(cancelled);
    given(created, asked, but(declined, { retryable: false }))
      .when(cancel)
      .thenNothing();
  });
  it('is cancelled once', () => {
    given(cancelled).when(cancel).thenNothing();
    given(created, asked, cancelling).when(cancel).thenNothing();
    given(...granted, cancelling, voiding)
      .when(cancel)
      .thenNothing();
  });
  it('is called back from the bank that waits for the customer', () =>
    given(created, asked, actionRequired)
      .when(cancel)
      .then(cancelled, but(voidOf(3070), { authorisation: key })));

  it('C2: waits for the outcome while the authorisation is running', () => {
    given(created, asked).when(cancel).then(cancelling);
    given(created, asked, unknown).when(cancel).then(cancelling);
  });
  it('C2, P7: is voided when the authorisation arrives late, and never counts as authorised', () => {
    const late = events.AuthorisationArrivedLate;
    given(created, asked, cancelling).when(yes).then(late, voidOf(3070));
    given(created, asked, cancelling, unknown, reconciling).when(yes).then(late, voidOf(3070));
    given(created, asked, unknown, cancelling).when(yes).then(late, voidOf(3070));
  });
  it('C2: is cancelled when the late answer is no', () =>
    given(created, asked, cancelling).when(no).then(cancelled));
  it('C2: is called back when the late answer asks for the customer', () =>
    given(created, asked, cancelling).when(action).then(cancelled, voidOf(3070)));

  it('C3: is voided when it was authorised', () =>
    given(...granted)
      .when(cancel)
      .then(cancelling, voidOf(3070)));
  it('C3: is cancelled without the provider when it costs nothing', () =>
    given(created, but(authorised, { amount: eur(0) }))
      .when(cancel)
      .then(cancelled));
  it('C3: refunds what was captured, and voids the rest', () => {
    const part = but(captured, { amount: eur(1000) });
    given(...granted, capturing, part)
      .when(cancel)
      .then(cancelling, giveBack(1000, 'customer'), voidOf(2070, 2));
  });
  it('refunds only what has not been refunded yet', () => {
    const { shipmentId: _shipmentId, ...byHand } = events.RefundRequested;
    const refund = { ...byHand, amount: eur(1000) };
    given(...granted, capturing, captured, refund)
      .when(cancel)
      .then(cancelling, giveBack(2070, 'customer'));
  });
  it('C6: waits for a capture that is running, and gives it back', () => {
    given(...granted, capturing)
      .when(cancel)
      .then(cancelling);
    given(...granted, capturing, cancelling)
      .when(done)
      .then(captured, giveBack(3070, 'customer'));
  });
  it('C6: does not try a capture again that has failed', () => {
    const givenUp = but(abandoned, { reason: 'customer' });
    given(...granted, capturing, failed)
      .when(cancel)
      .then(cancelling, givenUp, voidOf(3070));
    given(...granted, capturing, cancelling)
      .when(busy)
      .then(givenUp, voidOf(3070));
  });
  it('C6: keeps asking about a capture whose outcome is unknown', () => {
    const unsure = but(failed, { reason: 'outcome-unknown' });
    given(...granted, capturing, unsure)
      .when(cancel)
      .then(cancelling);
    given(...granted, capturing, cancelling)
      .when(captureAnswered({ result: 'unknown' }))
      .then(unsure);
  });
  it('is not captured any more', () => {
    const late = but(abandoned, { key: made(0), reason: 'customer' });
    given(...granted, cancelling, voiding, voided)
      .when(capture)
      .then(late);
    given(cancelled)
      .when(capture)
      .then(but(late, { reason: 'cancelled' }));
  });
});

describe('A payment whose reservation has expired', () => {
  it('S7: is cancelled where no money was asked for, or was refused for now', () => {
    const expired = events.PaymentCancelled;
    given().when(abandon).then(expired);
    given(events.AuthorisationAwaited).when(abandon).then(expired);
    given(created).when(abandon).then(expired);
    given(created, asked, declined).when(abandon).then(expired);
  });
  it('S8: waits for its outcome where an authorisation is running, unknown or granted', () => {
    given(created, asked).when(abandon).thenNothing();
    given(created, asked, unknown).when(abandon).thenNothing();
    given(created, asked, actionRequired).when(abandon).thenNothing();
    given(...granted)
      .when(abandon)
      .thenNothing();
    given(created, asked, but(declined, { retryable: false }))
      .when(abandon)
      .thenNothing();
    given(cancelled).when(abandon).thenNothing();
  });
});

describe('A payment whose shipment is cancelled', () => {
  it('refunds what was captured for it', () =>
    given(...granted, capturing, captured)
      .when(cancelShipment)
      .then(shipmentCancelled, giveBack(3070, 'shipment-cancelled')));
  it('gives it back once, though the order is cancelled, too', () =>
    given(...granted, capturing, captured, shipmentCancelled, events.RefundRequested)
      .when(cancel)
      .then(cancelling));
  it('gives it back as soon as it is captured', () =>
    given(...granted, capturing, shipmentCancelled)
      .when(done)
      .then(captured, giveBack(3070, 'shipment-cancelled')));
  it('does not try to capture it again', () =>
    given(...granted, capturing, failed)
      .when(cancelShipment)
      .then(shipmentCancelled, abandoned));
  it('does not capture it when the label arrives later', () =>
    given(...granted, shipmentCancelled)
      .when(capture)
      .then(but(abandoned, { key: made(0) })));
  it('has nothing to do a second time, or where nothing is authorised', () => {
    given(...granted, shipmentCancelled)
      .when(cancelShipment)
      .thenNothing();
    given(created).when(cancelShipment).thenNothing();
  });
});

describe('A payment whose order is completed', () => {
  it('is voided as far as it was not captured', () =>
    given(...granted, capturing, but(captured, { amount: eur(1000) }))
      .when(close)
      .then(closed, voidOf(2070)));
  it('has nothing to do when all is captured', () =>
    given(...granted, capturing, captured)
      .when(close)
      .thenNothing());
  it('waits for a capture that is running', () => {
    given(...granted, capturing)
      .when(close)
      .then(closed);
    given(...granted, capturing, closed)
      .when(captureAnswered({ result: 'failed', reason: 'no', retryable: false }))
      .then({ ...failedForGood, reason: 'no', retryable: false }, voidOf(3070));
  });
  it('is closed once', () => {
    given(...granted, closed, voiding)
      .when(close)
      .thenNothing();
    given(...granted, cancelling, voiding)
      .when(close)
      .thenNothing();
    given().when(close).thenNothing();
  });
});
