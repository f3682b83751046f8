import { idFrom } from '@waybill/kernel';
import {
  Carrier,
  type LabelAnswer,
  type LabelRequest,
  type ParcelEvent,
  type TrackingAnswer,
  type TrackingRequest,
  type VoidAnswer,
  type VoidRequest,
} from './carrier.js';

type Status = ParcelEvent['status'];

/** The events of a parcel by postal code. Every other postal code has {@link ARRIVES}. */
const JOURNEYS: Readonly<Record<string, readonly Status[]>> = {
  SILENT: [],
  BACKWARDS: ['in_transit', 'out_for_delivery', 'in_transit', 'delivered', 'out_for_delivery', 'pre_transit'],
  'ONCE-AGAIN': ['in_transit', 'failure', 'out_for_delivery', 'delivered'],
  'NOBODY-HOME': ['in_transit', 'failure', 'failure', 'failure', 'return_to_sender'],
  PICKUP: ['in_transit', 'available_for_pickup'],
};
const ARRIVES: readonly Status[] = ['pre_transit', 'in_transit', 'out_for_delivery', 'delivered'];

/** How the n-th attempt is answered, by postal code. Every other postal code gets a label at once. */
const LABELS: Readonly<Record<string, (attempt: number) => LabelAnswer | undefined>> = {
  FAIL: () => UNAVAILABLE,
  'FAIL-ONCE': (attempt) => (attempt === 1 ? UNAVAILABLE : undefined),
  REFUSED: () => REFUSED,
  UNKNOWN: () => ({ outcome: 'unknown' }),
  'UNKNOWN-ONCE': (attempt) => (attempt === 1 ? { outcome: 'unknown' } : undefined),
};
const UNAVAILABLE: LabelAnswer = {
  outcome: 'failed',
  reason: 'carrier_unavailable',
  retryable: true,
  isAddressRefused: false,
};
const REFUSED: LabelAnswer = {
  outcome: 'failed',
  reason: 'address_refused',
  retryable: false,
  isAddressRefused: true,
};

/** The country in which every parcel of the sandbox begins. */
const HOME = 'GB';
const HOUR_MS = 3_600_000;

/**
 * A carrier for tests and trials, without memory. The postal code chooses what happens:
 *
 * | postal code    | label                                      | journey                                             |
 * | -------------- | ------------------------------------------ | --------------------------------------------------- |
 * | `FAIL`         | never: the carrier is unavailable          |                                                     |
 * | `FAIL-ONCE`    | at the second attempt                      | arrives                                             |
 * | `REFUSED`      | never: the address is refused              |                                                     |
 * | `UNKNOWN`      | never a known outcome                      |                                                     |
 * | `UNKNOWN-ONCE` | known at the second attempt                | arrives                                             |
 * | `SILENT`       | at once                                    | is never scanned                                    |
 * | `BACKWARDS`    | at once                                    | arrives, with scans in the wrong order              |
 * | `ONCE-AGAIN`   | at once                                    | arrives at the second attempt                       |
 * | `NOBODY-HOME`  | at once                                    | three failed attempts, then back to the sender      |
 * | `PICKUP`       | at once                                    | lies at a pick-up point                             |
 * | any other      | at once                                    | arrives                                             |
 *
 * Each call of `track` returns all earlier events and one more. Parcels begin in Great Britain. A tracking number of
 * another carrier has no events.
 */
export class SandboxCarrier extends Carrier {
  override buyLabel({ key, attempt, service, address }: LabelRequest): Promise<LabelAnswer> {
    const { postalCode = '', country } = address;
    return Promise.resolve(LABELS[postalCode]?.(attempt) ?? purchased(key, service, postalCode, country));
  }

  override voidLabel(_request: VoidRequest): Promise<VoidAnswer> {
    return Promise.resolve({ outcome: 'voided' });
  }

  override track({ carrier, trackingNumber, known, asOf }: TrackingRequest): Promise<TrackingAnswer> {
    if (carrier !== 'sandbox') return Promise.resolve({ outcome: 'tracked', events: [] });
    const statuses = journeyOf(trackingNumber).slice(0, known + 1);
    const events = statuses.map((status, index): ParcelEvent => {
      const at = new Date(Date.parse(asOf) - (statuses.length - 1 - index) * HOUR_MS).toISOString();
      const failed = { ...(status === 'failure' && { reason: 'nobody_home' }) };
      const proof = { ...(status === 'delivered' && { proof: 'left at the door' }) };
      return { id: idFrom('sandbox-event', trackingNumber, index), status, at, ...failed, ...proof };
    });
    return Promise.resolve({ outcome: 'tracked', events });
  }
}

function purchased(
  key: string,
  service: string | undefined,
  postalCode: string,
  country: string,
): LabelAnswer {
  const number = idFrom('sandbox-parcel', key).slice(0, 13).toUpperCase();
  const trackingNumber = `SB${number}${postalCode in JOURNEYS ? `-${postalCode}` : ''}`;
  return {
    outcome: 'purchased',
    carrier: 'sandbox',
    ...(service !== undefined && { service }),
    trackingNumber,
    trackingUrl: `https://carrier.example/track/${trackingNumber}`,
    labelUrl: `https://carrier.example/labels/${trackingNumber}`,
    isInternational: country !== HOME,
  };
}

/** A tracking number ends with the name of its journey, if that is a special one. */
function journeyOf(trackingNumber: string): readonly Status[] {
  const name = Object.keys(JOURNEYS).find((journey) => trackingNumber.endsWith(`-${journey}`));
  return (name === undefined ? undefined : JOURNEYS[name]) ?? ARRIVES;
}
