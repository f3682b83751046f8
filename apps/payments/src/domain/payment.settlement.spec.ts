import { describe, it } from '@jest/globals';
import { idFrom, type Named } from '@waybill/kernel';
import { sentencesOf } from '@waybill/testing';
import { ReconcilePayment, RequestRefund, VoidPayment } from './payment.commands.js';
import { RecordOperation, RequestCapture, RetryOperation } from './payment.saga-commands.js';
import type { PaymentEvent } from './payment.events.js';
import { paymentSamples as events } from './payment.samples.js';
import { Payment } from './payment.js';

const given = sentencesOf(Payment);
const but = <E extends PaymentEvent>(event: E, more: Partial<E>): E => ({ ...event, ...more });
const at = (time: string) => sentencesOf(Payment, `2026-11-22T${time}.000Z`);

const { PaymentCreated: created, AuthorisationRequested: asked, PaymentAuthorised: authorised } = events;
const { CaptureRequested: capturing, PaymentCaptured: captured } = events;
const { VoidRequested: voiding, PaymentVoided: voided } = events;
const { RefundSucceeded: refunded, RefundFailed: refundFailed } = events;
const { shipmentId: _shipmentId, ...refunding } = events.RefundRequested;
const granted = [created, asked, authorised];
const taken = [...granted, capturing, captured];
const { paymentId, amount } = created;
const { shipmentId } = capturing;
const keys = { capture: capturing.key, void: voiding.key, refund: events.RefundRequested.key };
const refundId = refunding.refundId;
const made = (index: number) => idFrom('sentence', index);
const eur = (cents: number) => ({ amount: cents, currency: 'EUR' });

const captureOf = (value = amount) => new RequestCapture({ paymentId, shipmentId, amount: value });
type Kind = keyof typeof keys;
const answered = (outcome: RecordOperation['outcome']) => (kind: Kind) =>
  new RecordOperation({ paymentId, key: keys[kind], outcome });
const done = answered({ result: 'done' });
const silence = answered({ result: 'unknown' });
const busy = answered({ result: 'failed', reason: 'provider-busy', retryable: true });
const broken = answered({ result: 'failed', reason: 'provider-busy', retryable: false });
const retry = (kind: Kind) => new RetryOperation({ paymentId, key: keys[kind] });
const refundOf = (fields: Partial<RequestRefund> = {}) =>
  new RequestRefund({ paymentId, refundId, amount: 3070, currency: 'EUR', reason: 'goodwill', ...fields });
const refundWithoutId = new RequestRefund({ paymentId, amount: 3070, currency: 'EUR', reason: 'goodwill' });
const captureFailed = (more: Partial<Named<PaymentEvent, 'CaptureFailed'>> = {}) =>
  but(events.CaptureFailed, more);
const { retryAt: _retryAt, ...finalFailure } = events.CaptureFailed;
const lost = (reason: string) => ({ ...finalFailure, key: made(0), reason, retryable: false });

describe('A capture', () => {
  it('H9: is requested when the label is bought', () =>
    given(...granted)
      .when(captureOf())
      .then(but(capturing, { key: made(0) })));
  it('is requested once for each shipment', () => {
    given(...granted, capturing)
      .when(captureOf())
      .thenNothing();
    given(...taken)
      .when(captureOf())
      .thenNothing();
    given(...granted, captureFailed({ retryable: false }))
      .when(captureOf())
      .thenNothing();
  });
  it('never exceeds the authorisation, including what is captured and pending', () => {
    const other = but(capturing, { key: 'other', shipmentId: 'other', amount: eur(2000) });
    given(...granted)
      .when(captureOf(eur(3071)))
      .then(but(lost('exceeds-authorisation'), { amount: eur(3071) }));
    given(...granted, other)
      .when(captureOf(eur(1071)))
      .then(but(lost('exceeds-authorisation'), { amount: eur(1071) }));
    given(...granted, other)
      .when(captureOf(eur(1070)))
      .then(but(capturing, { key: made(0), amount: eur(1070) }));
  });
  it('fails with an event, not a refusal, because a saga requests it', () => {
    given(created).when(captureOf()).then(lost('not-authorised'));
    const usd = { amount: 1, currency: 'USD' };
    given(...granted)
      .when(captureOf(usd))
      .then(but(lost('other-currency'), { amount: usd }));
  });
  it('of nothing needs no provider', () =>
    given(...granted)
      .when(captureOf(eur(0)))
      .then(but(captured, { key: made(0), amount: eur(0) })));

  it('H9: succeeds', () =>
    given(...granted, capturing)
      .when(done('capture'))
      .then(captured));
  it('P12: succeeds once', () => {
    given(...taken)
      .when(done('capture'))
      .thenNothing();
    given(...granted)
      .when(done('capture'))
      .thenNothing();
  });
  it('P8: that fails is retried after 10 s, 1 min and 5 min, and given up then', () => {
    const failed = (attempt: number, retryAt: string) => captureFailed({ attempt, retryAt });
    const nth = (attempt: number) => but(capturing, { attempt });
    given(...granted, nth(1))
      .when(busy('capture'))
      .then(failed(1, '2026-11-22T10:00:10.000Z'));
    given(...granted, nth(2))
      .when(busy('capture'))
      .then(failed(2, '2026-11-22T10:01:00.000Z'));
    given(...granted, nth(3))
      .when(busy('capture'))
      .then(failed(3, '2026-11-22T10:05:00.000Z'));
    given(...granted, nth(4))
      .when(busy('capture'))
      .then(but(lost('provider-busy'), { key: keys.capture, attempt: 4 }));
  });
  it('P8: that fails for good is not retried', () =>
    given(...granted, capturing)
      .when(broken('capture'))
      .then(but(lost('provider-busy'), { key: keys.capture })));
  it('P8: is asked for again by the same key when its time has come', () => {
    const again = but(capturing, { attempt: 2, answerBy: '2026-11-22T10:00:40.000Z' });
    at('10:00:10')(...granted, capturing, captureFailed())
      .when(retry('capture'))
      .then(again);
    at('10:00:09')(...granted, capturing, captureFailed())
      .when(retry('capture'))
      .thenNothing();
    at('10:00:10')(...taken)
      .when(retry('capture'))
      .thenNothing();
    at('10:00:10')(...granted)
      .when(retry('capture'))
      .thenNothing();
    at('10:00:10')().when(retry('capture')).thenNothing();
  });
  it('P8: whose outcome is unknown is asked about in the same way', () => {
    const unsure = captureFailed({ reason: 'outcome-unknown' });
    given(...granted, capturing)
      .when(silence('capture'))
      .then(unsure);
    at('10:00:10')(...granted, capturing, unsure)
      .when(retry('capture'))
      .then(but(capturing, { attempt: 2, answerBy: '2026-11-22T10:00:40.000Z' }));
  });
  it('counts as unknown when no answer has come within thirty seconds', () =>
    at('10:00:30')(...granted, capturing)
      .when(retry('capture'))
      .then(captureFailed({ reason: 'outcome-unknown', retryAt: '2026-11-22T10:00:40.000Z' })));
  it('may have succeeded although it seemed not to', () => {
    given(...granted, capturing, captureFailed())
      .when(done('capture'))
      .then(captured);
    given(...granted, capturing, captureFailed({ reason: 'outcome-unknown', retryable: false }))
      .when(done('capture'))
      .then(captured);
  });
  it('that failed counts one failure for each answer', () =>
    given(...granted, capturing, captureFailed())
      .when(busy('capture'))
      .thenNothing());
  it('that was never resolved keeps its amount, and is requested once more when a person commands it', () => {
    const gone = captureFailed({ reason: 'outcome-unknown', attempt: 4, retryable: false });
    given(...granted, capturing, gone)
      .when(new RequestCapture({ paymentId, shipmentId: 'other', amount: eur(1) }))
      .then(but(lost('exceeds-authorisation'), { shipmentId: 'other', amount: eur(1) }));
    given(...granted, capturing, gone)
      .when(new ReconcilePayment({ paymentId }))
      .then(but(capturing, { attempt: 5 }));
  });
});

describe('A void', () => {
  const callOff = new VoidPayment({ paymentId });
  const { VoidFailed: voidFailed } = events;

  it('is requested for what is authorised', () =>
    given(...granted)
      .when(callOff)
      .then(but(voiding, { key: made(0) })));
  it('is requested once', () => {
    given(...granted, voiding)
      .when(callOff)
      .thenNothing();
    given(...granted, voiding, voided)
      .when(callOff)
      .thenNothing();
  });
  it('is refused when something is captured or may be', () => {
    given(...taken)
      .when(callOff)
      .thenRefused('payment-captured');
    given(...granted, capturing)
      .when(callOff)
      .thenRefused('payment-captured');
  });
  it('is refused where nothing is authorised', () => {
    given().when(callOff).thenRefused('payment-unknown');
    given(created).when(callOff).thenRefused('payment-not-authorised');
    given(events.PaymentCancelled).when(callOff).thenRefused('payment-not-authorised');
  });
  it('succeeds once', () => {
    given(...granted, voiding)
      .when(done('void'))
      .then(voided);
    given(...granted, voiding, voided)
      .when(done('void'))
      .thenNothing();
  });
  it('that fails is retried by the same key', () => {
    given(...granted, voiding)
      .when(busy('void'))
      .then(voidFailed);
    at('10:00:10')(...granted, voiding, voidFailed)
      .when(retry('void'))
      .then(but(voiding, { attempt: 2, answerBy: '2026-11-22T10:00:40.000Z' }));
  });
  it('that has failed for good can be requested again', () =>
    given(...granted, voiding, but(voidFailed, { retryable: false }))
      .when(callOff)
      .then(but(voiding, { key: made(0) })));
});

describe('A refund', () => {
  it('is requested for what was captured', () =>
    given(...taken)
      .when(refundOf())
      .then(but(refunding, { key: made(0) })));
  it('can be a part of it', () =>
    given(...taken)
      .when(refundOf({ amount: 70 }))
      .then(but(refunding, { key: made(0), amount: eur(70) })));
  it('gets an id when the client gives none', () =>
    given(...taken)
      .when(refundWithoutId)
      .then(but(refunding, { refundId: made(0), key: made(1) })));
  it('is requested once for each id', () =>
    given(...taken, refunding)
      .when(refundOf())
      .thenNothing());
  it('is refused when another has its id', () =>
    given(...taken, refunding)
      .when(refundOf({ amount: 1 }))
      .thenRefused('refund-exists'));
  it('is refused beyond what was captured, less refunds that are pending or done', () => {
    const second = refundOf({ refundId: '01930f70-0000-7000-8000-000000000002', amount: 1 });
    given(...taken)
      .when(refundOf({ amount: 3071 }))
      .thenRefused('refund-exceeds-captured');
    given(...taken, refunding)
      .when(second)
      .thenRefused('refund-exceeds-captured');
    given(...taken, refunding, refunded)
      .when(second)
      .thenRefused('refund-exceeds-captured');
    given(...granted, capturing)
      .when(second)
      .thenRefused('refund-exceeds-captured');
  });
  it('is refused in another currency', () =>
    given(...taken)
      .when(refundOf({ currency: 'USD' }))
      .thenRefused('other-currency'));
  it('is refused where nothing was captured', () => {
    given().when(refundOf()).thenRefused('payment-unknown');
    given(created).when(refundOf()).thenRefused('payment-not-captured');
  });
  it('succeeds once', () => {
    given(...taken, refunding)
      .when(done('refund'))
      .then(refunded);
    given(...taken, refunding, refunded)
      .when(done('refund'))
      .thenNothing();
  });
  it('that fails is retried by the same key, and its amount stays reserved', () => {
    const failed = but(refundFailed, { attempt: 1, retryable: true, retryAt: '2026-11-22T10:00:10.000Z' });
    given(...taken, refunding)
      .when(busy('refund'))
      .then(failed);
    given(...taken, refunding, failed)
      .when(refundWithoutId)
      .thenRefused('refund-exceeds-captured');
    at('10:00:10')(...taken, refunding, failed)
      .when(retry('refund'))
      .then(but(refunding, { attempt: 2, answerBy: '2026-11-22T10:00:40.000Z' }));
    given(...taken, but(refunding, { attempt: 4 }))
      .when(busy('refund'))
      .then(refundFailed);
  });
  it('that has failed for good frees its amount', () =>
    given(...taken, refunding, refundFailed)
      .when(refundWithoutId)
      .then(but(refunding, { refundId: made(0), key: made(1) })));
  it('with an unknown outcome keeps its amount', () =>
    given(...taken, refunding, but(refundFailed, { reason: 'outcome-unknown' }))
      .when(refundWithoutId)
      .thenRefused('refund-exceeds-captured'));
});
