import { describe, expect, it } from '@jest/globals';
import { paymentsSamples } from '@waybill/contracts';
import { envelopeOf } from '@waybill/testing';
import { paymentSamples as events } from './domain/payment.samples.js';
import { PaymentsPublications } from './payments.publications.js';

const published = Object.values(events).flatMap((event) => {
  const publication = PaymentsPublications.publish(event, envelopeOf(event));
  return publication ? [publication] : [];
});

describe('The published events of payments', () => {
  it('are those of the contract', () => {
    const names = published.map(({ type }) => type);
    expect(names.toSorted()).toEqual(Object.keys(paymentsSamples).toSorted());
  });
  it.each(published)('$type have the fields of the contract', (event) => {
    const sample = Object.values(paymentsSamples).find(({ type }) => type === event.type);
    expect(Object.keys(event).toSorted()).toEqual(Object.keys(sample ?? {}).toSorted());
  });
  it('do not contain an authorisation that came too late, or a capture that was abandoned', () => {
    expect(PaymentsPublications.events).not.toContain('AuthorisationArrivedLate');
    expect(PaymentsPublications.events).not.toContain('CaptureAbandoned');
  });
  it('contain a refund once, however often it is tried', () => {
    const again = { ...events.RefundRequested, attempt: 2 };
    const failed = { ...events.RefundFailed, retryable: true };
    expect(PaymentsPublications.publish(again, envelopeOf(again))).toBeUndefined();
    expect(PaymentsPublications.publish(failed, envelopeOf(failed))).toBeUndefined();
  });
});
