import { describe, expect, it } from '@jest/globals';
import { NOW } from '@waybill/testing';
import type { LabelRequest } from './carrier.js';
import { SandboxCarrier } from './sandbox-carrier.js';

const address = { name: 'Ada', lines: ['12 St James Square'], city: 'London', country: 'GB' };
const request = (postalCode: string, attempt = 1, key = 'key-1'): LabelRequest => ({
  key,
  attempt,
  lines: [{ sku: 'TEA-EARL-100', quantity: 2 }],
  packages: [{ weightGrams: 450 }],
  address: { ...address, postalCode },
  contact: {},
});

const buy = (...given: Parameters<typeof request>) => new SandboxCarrier().buyLabel(request(...given));

async function trackingNumberTo(postalCode: string): Promise<string> {
  const answer = await buy(postalCode);
  return answer.outcome === 'purchased' ? answer.trackingNumber : 'none';
}

/** The carrier's answer to the nth request. */
async function eventsOf(postalCode: string, times: number) {
  const trackingNumber = await trackingNumberTo(postalCode);
  const parcel = { carrier: 'sandbox', trackingNumber, known: times - 1, asOf: NOW };
  const answer = await new SandboxCarrier().track(parcel);
  return answer.outcome === 'tracked' ? answer.events : [];
}

describe('SandboxCarrier', () => {
  it('sells one label per key, whoever asks and how often', async () => {
    expect(await buy('SW1Y 4JH')).toEqual(await buy('SW1Y 4JH', 2));
    expect(await buy('SW1Y 4JH')).not.toEqual(await buy('SW1Y 4JH', 1, 'key-2'));
  });

  it.each([
    ['FAIL', ['failed', 'failed', 'failed']],
    ['FAIL-ONCE', ['failed', 'purchased', 'purchased']],
    ['REFUSED', ['failed', 'failed', 'failed']],
    ['UNKNOWN', ['unknown', 'unknown', 'unknown']],
    ['UNKNOWN-ONCE', ['unknown', 'purchased', 'purchased']],
    ['SW1Y 4JH', ['purchased', 'purchased', 'purchased']],
  ])('answers as the postal code says: %s', async (postalCode, outcomes) => {
    const answers = await Promise.all([1, 2, 3].map((attempt) => buy(postalCode, attempt)));
    expect(answers.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  it.each([
    ['SW1Y 4JH', ['pre_transit', 'in_transit', 'out_for_delivery', 'delivered']],
    ['SILENT', []],
    ['PICKUP', ['in_transit', 'available_for_pickup']],
    ['ONCE-AGAIN', ['in_transit', 'failure', 'out_for_delivery', 'delivered']],
    ['NOBODY-HOME', ['in_transit', 'failure', 'failure', 'failure', 'return_to_sender']],
    [
      'BACKWARDS',
      ['in_transit', 'out_for_delivery', 'in_transit', 'delivered', 'out_for_delivery', 'pre_transit'],
    ],
  ])('moves the parcel as the postal code says: %s', async (postalCode, statuses) => {
    const events = await eventsOf(postalCode, 10);
    expect(events.map(({ status }) => status)).toEqual(statuses);
  });

  it('returns one more event each time, and repeats the earlier ones', async () => {
    const [first, second] = [await eventsOf('SW1Y 4JH', 1), await eventsOf('SW1Y 4JH', 2)];
    expect(first.map(({ id }) => id)).toEqual([second[0]?.id]);
    expect(second).toHaveLength(2);
    expect(second.at(-1)?.at).toBe(NOW);
  });

  it('refuses an address in a way that says so', async () => {
    expect(await buy('REFUSED')).toMatchObject({ reason: 'address_refused', isAddressRefused: true });
    expect(await buy('FAIL')).toMatchObject({ reason: 'carrier_unavailable', isAddressRefused: false });
  });

  it('sends from Great Britain, to addresses with or without a postal code', async () => {
    const abroad = { ...request('94016'), address: { ...address, country: 'HK' } };
    expect(await new SandboxCarrier().buyLabel(abroad)).toMatchObject({ isInternational: true });
    expect(await buy('SW1Y 4JH')).toMatchObject({ isInternational: false });
  });

  it('knows nothing about a parcel of another carrier', async () => {
    const parcel = { carrier: 'dhl', trackingNumber: 'JD01', known: 0, asOf: NOW };
    expect(await new SandboxCarrier().track(parcel)).toEqual({ outcome: 'tracked', events: [] });
  });
});
