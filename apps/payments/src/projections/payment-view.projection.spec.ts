import { describe, expect, it } from '@jest/globals';
import { whenProjected } from '@waybill/testing';
import type { PaymentEvent } from '../domain/payment.events.js';
import { paymentSamples as events } from '../domain/payment.samples.js';
import type { PaymentDocument } from './payment-document.js';
import { PaymentView } from './payment-view.projection.js';

const but = <E extends PaymentEvent>(event: E, more: Partial<E>): E => ({ ...event, ...more });
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const { PaymentCreated: created, AuthorisationRequested: asked, PaymentAuthorised: authorised } = events;
const { CaptureRequested: capturing, PaymentCaptured: captured, CaptureFailed: failed } = events;
const { VoidRequested: voiding, PaymentVoided: voided, VoidFailed: voidFailed } = events;
const { RefundRequested: refunding, RefundSucceeded: refunded, RefundFailed: refundFailed } = events;
const { paymentId } = created;
const { orderId, amount, units } = captured;
const granted = [created, asked, authorised];
const taken = [...granted, capturing, captured];
const half = but(capturing, { amount: eur(1000) });
const part = but(captured, { amount: eur(1000) });

function view(...events: readonly PaymentEvent[]): PaymentDocument | undefined {
  return whenProjected(PaymentView, ...events).documents.get(paymentId);
}

describe('The view of a payment', () => {
  it('shows amounts, the authorisation, captures, voids and refunds', () => {
    whenProjected(PaymentView, ...taken, refunding).then({
      [paymentId]: {
        paymentId,
        orderId,
        customerId: 'ada',
        status: 'captured',
        amount,
        authorised: amount,
        captured: amount,
        refunded: eur(0),
        voided: eur(0),
        provider: 'sandbox',
        reference: 'sb_approve_8a6f2c1e',
        expiresAt: authorised.expiresAt,
        card: { brand: 'visa', last4: '4242' },
        attempt: 1,
        captures: [
          {
            key: captured.key,
            captureId: captured.key,
            shipmentId: captured.shipmentId,
            units,
            amount,
            attempt: 1,
            status: 'succeeded',
          },
        ],
        voids: [],
        refunds: [
          {
            key: refunding.key,
            refundId: refunding.refundId,
            shipmentId: captured.shipmentId,
            units,
            amount,
            reason: 'shipment_cancelled',
            attempt: 1,
            status: 'pending',
          },
        ],
        createdAt: '2026-11-22T10:00:00.000Z',
        revision: 5,
      },
    });
  });
  it('never shows the token', () => {
    expect(JSON.stringify(view(...Object.values(events)))).not.toContain(created.method);
  });

  const final = { next: 'waiting' as const };
  const unsure = { reason: 'outcome_unknown', next: 'waiting' as const };
  it.each<readonly [string, readonly PaymentEvent[]]>([
    ['expected', [events.PaymentExpected]],
    ['created', [created]],
    ['authorising', [created, asked]],
    ['action_required', [created, asked, events.PaymentActionRequired]],
    ['authorising', [created, asked, events.PaymentActionRequired, events.ActionCompleted]],
    ['declined', [created, asked, events.PaymentDeclined]],
    ['authorising', [created, asked, events.PaymentDeclined, but(asked, { attempt: 2 })]],
    ['unknown', [created, asked, events.PaymentOutcomeUnknown]],
    ['unknown', [created, asked, events.PaymentOutcomeUnknown, events.ReconciliationRequested]],
    ['unresolved', [created, asked, events.PaymentOutcomeUnresolved]],
    ['cancelled', [created, events.PaymentCancelled]],
    ['cancelled', [created, asked, events.PaymentActionRequired, events.PaymentCancelled, voiding, voided]],
    ['unresolved', [created, asked, events.PaymentCancelled, voiding, but(voidFailed, unsure)]],
    ['cancelled', [created, asked, events.PaymentCancelled, voiding, but(voidFailed, unsure), voided]],
    ['authorised', granted],
    ['authorised', [...granted, capturing]],
    ['authorised', [...granted, capturing, but(failed, final)]],
    ['unresolved', [...granted, capturing, but(failed, unsure)]],
    ['captured', [...granted, capturing, but(failed, unsure), captured]],
    ['expired', [...granted, events.AuthorisationExpired]],
    ['authorised', [...granted, events.AuthorisationExpired, events.AuthorisationRenewed]],
    ['partially_captured', [...granted, half, part]],
    ['partially_captured', [...granted, half, part, events.AuthorisationExpired]],
    ['captured', taken],
    ['captured', [...granted, half, part, events.PaymentClosed, voiding, but(voided, { amount: eur(2070) })]],
    ['voiding', [...granted, voiding]],
    ['voiding', [...granted, voiding, voidFailed]],
    ['authorised', [...granted, voiding, but(voidFailed, final)]],
    ['voided', [...granted, voiding, voided]],
    ['voided', [created, asked, events.AuthorisationArrivedLate, voiding, voided]],
    ['partially_refunded', [...taken, but(refunding, { amount: eur(70) }), refunded]],
    ['refunded', [...taken, refunding, refunded]],
    ['refunded', [...taken, refunding, refundFailed, events.RefundSettledManually]],
    ['captured', [...taken, refunding, refundFailed]],
  ])('is %s', (status, events) => {
    expect(view(...events)?.status).toBe(status);
  });

  it('shows why, and whether the customer may try again', () => {
    expect(view(created, asked, events.PaymentDeclined)).toMatchObject({
      reason: 'insufficient_funds',
      retryable: true,
    });
    expect(view(created, events.PaymentCancelled)).toMatchObject({ reason: 'expired' });
  });
  it('shows where the customer must go, while an action is required', () => {
    const { url, expiresAt } = events.PaymentActionRequired;
    expect(view(created, asked, events.PaymentActionRequired)?.action).toEqual({ url, expiresAt });
    expect(view(created, asked, events.PaymentActionRequired, authorised)?.action).toBeUndefined();
  });
  it('shows what failed, how often, and what comes next', () => {
    expect(view(...granted, capturing, failed)?.captures).toMatchObject([
      { status: 'pending', failure: 'provider_busy', attempt: 1, nextAt: failed.retryAt },
    ]);
    expect(view(...granted, capturing, but(failed, final))?.captures).toMatchObject([{ status: 'waiting' }]);
    const again = [failed, but(capturing, { attempt: 2 })];
    const [capture] = view(...granted, capturing, ...again)?.captures ?? [];
    expect(capture).toMatchObject({ status: 'pending', attempt: 2 });
    expect(capture).not.toHaveProperty('failure');
    expect(view(...taken, refunding, refundFailed)?.refunds).toMatchObject([
      { status: 'waiting', failure: 'refused' },
    ]);
  });
  it('shows what became of a capture or refund that another payment has taken over', () => {
    expect(view(...granted, capturing, failed, events.CaptureWithdrawn)?.captures).toMatchObject([
      { status: 'cancelled', failure: 'another_payment' },
    ]);
    expect(view(...taken, refunding, refundFailed, events.RefundRedirected)?.refunds).toMatchObject([
      { status: 'redirected', toPaymentId: events.RefundRedirected.toPaymentId },
    ]);
    expect(view(...taken, refunding, refundFailed, events.RefundSettledManually)?.refunds).toMatchObject([
      { status: 'succeeded', evidence: 'bank transfer 2026-11-23/17' },
    ]);
  });
  it('is at the revision of every event', () => {
    const { PaymentMethodDiscarded: _discarded, ...kept } = events;
    const all = Object.values(kept);
    expect(view(...all)?.revision).toBe(all.length - 1);
  });
  it('shows nothing of a payment that was never created, or whose token was forgotten', () => {
    whenProjected(PaymentView, events.PaymentCancelled).then({});
    whenProjected(PaymentView, created, events.PaymentMethodDiscarded).then({});
  });
});
