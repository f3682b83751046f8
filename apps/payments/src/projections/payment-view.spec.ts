import { describe, expect, it } from '@jest/globals';
import { whenProjected } from '@waybill/testing';
import type { PaymentEvent } from '../domain/payment.events.js';
import { paymentSamples as facts } from '../domain/payment.samples.js';
import { PaymentView, type PaymentDocument } from './payment-view.projection.js';

const but = <E extends PaymentEvent>(fact: E, more: Partial<E>): E => ({ ...fact, ...more });
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const { PaymentCreated: created, AuthorisationRequested: asked, PaymentAuthorised: authorised } = facts;
const { CaptureRequested: capturing, PaymentCaptured: captured } = facts;
const { VoidRequested: voiding, PaymentVoided: voided } = facts;
const { RefundRequested: refunding, RefundSucceeded: refunded } = facts;
const { paymentId, amount } = created;
const granted = [created, asked, authorised];
const taken = [...granted, capturing, captured];
const part = but(captured, { amount: eur(1000) });

function view(...events: readonly PaymentEvent[]): PaymentDocument | undefined {
  return whenProjected(PaymentView, ...events).documents.get(paymentId);
}

describe('The view of a payment', () => {
  it('tells what a reader wants to know', () => {
    whenProjected(PaymentView, ...taken, refunding).then({
      [paymentId]: {
        paymentId,
        orderId: paymentId,
        customerId: 'ada',
        status: 'captured',
        amount,
        authorised: amount,
        captured: amount,
        refunded: eur(0),
        voided: eur(0),
        attempt: 1,
        captures: [{ key: captured.key, shipmentId: captured.shipmentId, amount, status: 'succeeded' }],
        voids: [],
        refunds: [
          { key: refunding.key, refundId: refunding.refundId, amount, reason: 'goodwill', status: 'pending' },
        ],
        createdAt: '2026-11-22T10:00:00.000Z',
        revision: 5,
      },
    });
  });

  it.each<readonly [string, readonly PaymentEvent[]]>([
    ['created', [created]],
    ['authorising', [created, asked]],
    ['action_required', [created, asked, facts.PaymentActionRequired]],
    ['authorising', [created, asked, facts.PaymentActionRequired, facts.ActionCompleted]],
    ['declined', [created, asked, facts.PaymentDeclined]],
    ['authorising', [created, asked, facts.PaymentDeclined, but(asked, { attempt: 2 })]],
    ['unknown', [created, asked, facts.PaymentOutcomeUnknown]],
    ['unknown', [created, asked, facts.PaymentOutcomeUnknown, facts.ReconciliationRequested]],
    ['unknown', [created, asked, facts.PaymentOutcomeUnresolved]],
    ['cancelled', [created, facts.PaymentCancelled]],
    ['cancelled', [created, asked, facts.PaymentActionRequired, facts.PaymentCancelled, voiding, voided]],
    ['authorised', granted],
    ['authorised', [...granted, capturing]],
    ['authorised', [...granted, capturing, but(facts.CaptureFailed, { retryable: false })]],
    ['partially_captured', [...granted, capturing, part]],
    ['captured', taken],
    [
      'captured',
      [...granted, capturing, part, facts.PaymentClosed, voiding, but(voided, { amount: eur(2070) })],
    ],
    ['voiding', [...granted, voiding]],
    ['voiding', [...granted, voiding, facts.VoidFailed]],
    ['authorised', [...granted, voiding, but(facts.VoidFailed, { retryable: false })]],
    ['voided', [...granted, voiding, voided]],
    ['voided', [created, asked, facts.AuthorisationArrivedLate, voiding, voided]],
    ['partially_refunded', [...taken, but(refunding, { amount: eur(70) }), refunded]],
    ['refunded', [...taken, refunding, refunded]],
    ['captured', [...taken, refunding, facts.RefundFailed]],
  ])('is %s', (status, events) => {
    expect(view(...events)?.status).toBe(status);
  });

  it('says why, and whether the customer may try again', () => {
    expect(view(created, asked, facts.PaymentDeclined)).toMatchObject({
      reason: 'insufficient-funds',
      retryable: true,
    });
    expect(view(created, facts.PaymentCancelled)).toMatchObject({ reason: 'expired' });
  });
  it('says where the customer is to go, for as long as they are', () => {
    const { url, expiresAt } = facts.PaymentActionRequired;
    expect(view(created, asked, facts.PaymentActionRequired)?.action).toEqual({ url, expiresAt });
    expect(view(created, asked, facts.PaymentActionRequired, authorised)?.action).toBeUndefined();
  });
  it('says what failed', () => {
    expect(view(...granted, capturing, facts.CaptureAbandoned)?.captures).toMatchObject([
      { status: 'failed', failure: 'shipment-cancelled' },
    ]);
    expect(view(...taken, refunding, facts.RefundFailed)?.refunds).toMatchObject([
      { status: 'failed', failure: 'provider-busy', reason: 'goodwill' },
    ]);
  });
  it('is at the revision of every fact', () => {
    const events = Object.values(facts);
    expect(view(...events)?.revision).toBe(events.length - 1);
  });
  it('shows nothing of a payment that was never created', () =>
    whenProjected(PaymentView, facts.AuthorisationAwaited, facts.PaymentCancelled).then({}));
});
