import { describe, expect, it } from '@jest/globals';
import { whenProjected } from '@waybill/testing';
import type { PaymentEvent } from '../domain/payment.events.js';
import { paymentSamples as events } from '../domain/payment.samples.js';
import type { PaymentDocument } from './payment-document.js';
import { PaymentView } from './payment-view.projection.js';

const but = <E extends PaymentEvent>(event: E, more: Partial<E>): E => ({ ...event, ...more });
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const { PaymentCreated: created, AuthorisationRequested: asked, PaymentAuthorised: authorised } = events;
const { CaptureRequested: capturing, PaymentCaptured: captured } = events;
const { VoidRequested: voiding, PaymentVoided: voided } = events;
const { RefundRequested: refunding, RefundSucceeded: refunded } = events;
const { paymentId, amount } = created;
const granted = [created, asked, authorised];
const taken = [...granted, capturing, captured];
const part = but(captured, { amount: eur(1000) });

function view(...events: readonly PaymentEvent[]): PaymentDocument | undefined {
  return whenProjected(PaymentView, ...events).documents.get(paymentId);
}

describe('The view of a payment', () => {
  it('shows amounts, captures, voids and refunds', () => {
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
    ['action_required', [created, asked, events.PaymentActionRequired]],
    ['authorising', [created, asked, events.PaymentActionRequired, events.ActionCompleted]],
    ['declined', [created, asked, events.PaymentDeclined]],
    ['authorising', [created, asked, events.PaymentDeclined, but(asked, { attempt: 2 })]],
    ['unknown', [created, asked, events.PaymentOutcomeUnknown]],
    ['unknown', [created, asked, events.PaymentOutcomeUnknown, events.ReconciliationRequested]],
    ['unknown', [created, asked, events.PaymentOutcomeUnresolved]],
    ['cancelled', [created, events.PaymentCancelled]],
    ['cancelled', [created, asked, events.PaymentActionRequired, events.PaymentCancelled, voiding, voided]],
    ['authorised', granted],
    ['authorised', [...granted, capturing]],
    ['authorised', [...granted, capturing, but(events.CaptureFailed, { retryable: false })]],
    ['partially_captured', [...granted, capturing, part]],
    ['captured', taken],
    [
      'captured',
      [...granted, capturing, part, events.PaymentClosed, voiding, but(voided, { amount: eur(2070) })],
    ],
    ['voiding', [...granted, voiding]],
    ['voiding', [...granted, voiding, events.VoidFailed]],
    ['authorised', [...granted, voiding, but(events.VoidFailed, { retryable: false })]],
    ['voided', [...granted, voiding, voided]],
    ['voided', [created, asked, events.AuthorisationArrivedLate, voiding, voided]],
    ['partially_refunded', [...taken, but(refunding, { amount: eur(70) }), refunded]],
    ['refunded', [...taken, refunding, refunded]],
    ['captured', [...taken, refunding, events.RefundFailed]],
  ])('is %s', (status, events) => {
    expect(view(...events)?.status).toBe(status);
  });

  it('shows why, and whether the customer may try again', () => {
    expect(view(created, asked, events.PaymentDeclined)).toMatchObject({
      reason: 'insufficient-funds',
      retryable: true,
    });
    expect(view(created, events.PaymentCancelled)).toMatchObject({ reason: 'expired' });
  });
  it('shows where the customer must go, while an action is required', () => {
    const { url, expiresAt } = events.PaymentActionRequired;
    expect(view(created, asked, events.PaymentActionRequired)?.action).toEqual({ url, expiresAt });
    expect(view(created, asked, events.PaymentActionRequired, authorised)?.action).toBeUndefined();
  });
  it('shows what failed', () => {
    expect(view(...granted, capturing, events.CaptureAbandoned)?.captures).toMatchObject([
      { status: 'failed', failure: 'shipment-cancelled' },
    ]);
    expect(view(...taken, refunding, events.RefundFailed)?.refunds).toMatchObject([
      { status: 'failed', failure: 'provider-busy', reason: 'goodwill' },
    ]);
  });
  it('is at the revision of every event', () => {
    const all = Object.values(events);
    expect(view(...all)?.revision).toBe(all.length - 1);
  });
  it('shows nothing of a payment that was never created', () =>
    whenProjected(PaymentView, events.AuthorisationAwaited, events.PaymentCancelled).then({}));
});
