import { describe, expect, it } from '@jest/globals';
import { paymentsSamples } from '@waybill/contracts';
import type { DomainEvent } from '@waybill/kernel';
import { envelopeOf } from '@waybill/testing';
import { paymentSamples as events } from './domain/payment.samples.js';
import { PaymentsPublications } from './payments.publications.js';

const publish = (event: DomainEvent) => PaymentsPublications.publish(event, envelopeOf(event));
const { VoidFailed: voidFailed, RefundRequested: requested, RefundSucceeded: succeeded } = events;
const published = [...Object.values(events), { ...voidFailed, next: 'waiting' }].flatMap(
  (event) => publish(event) ?? [],
);

describe('The published events of payments', () => {
  it('are those of the contract', () => {
    const names = new Set(published.map(({ type }) => type));
    expect([...names].toSorted()).toEqual(Object.keys(paymentsSamples).toSorted());
  });
  it.each(published)('$type have the fields of the contract', (event) => {
    const sample = Object.values(paymentsSamples).find(({ type }) => type === event.type);
    const optional = new Set(['amount']);
    const fields = Object.keys(event).filter((field) => field in (sample ?? {}) || !optional.has(field));
    expect(fields.toSorted()).toEqual(Object.keys(sample ?? {}).toSorted());
  });
  it('do not contain a token, an authorisation that came too late, or a capture that was not made', () => {
    expect(JSON.stringify(published)).not.toContain('tok_');
    for (const name of ['AuthorisationArrivedLate', 'CaptureCancelled', 'CaptureQueued', 'RenewalFailed']) {
      expect(PaymentsPublications.events).not.toContain(name);
    }
  });
  it('contain a refund and a void once, however often they are tried', () => {
    expect(publish({ ...requested, attempt: 2 } as DomainEvent)).toBeUndefined();
    expect(publish({ ...events.RefundFailed, next: 'retrying' } as DomainEvent)).toBeUndefined();
    expect(publish(voidFailed)).toBeUndefined();
  });
  it('P15: call the refund of money that was to be voided a void', () => {
    const insteadOfVoid = voidFailed.key;
    const { paymentId, orderId, amount } = succeeded;
    expect(publish({ ...requested, insteadOfVoid } as DomainEvent)).toBeUndefined();
    expect(publish({ ...events.RefundFailed, insteadOfVoid } as DomainEvent)).toBeUndefined();
    const voided = { type: 'payments.PaymentVoided', paymentId, orderId, amount };
    expect(publish({ ...succeeded, insteadOfVoid } as DomainEvent)).toEqual(voided);
    expect(publish({ ...events.RefundSettledManually, insteadOfVoid } as DomainEvent)).toEqual(voided);
  });
});
