import { idFrom } from '@waybill/kernel';
import {
  Carrier,
  type LabelAnswer,
  type LabelRequest,
  type ParcelEvent,
  type TrackingRequest,
} from './carrier.js';

type Status = ParcelEvent['status'];

/** The events of a parcel by postal code. Every other postal code has {@link ARRIVES}. */
const JOURNEYS: Readonly<Record<string, readonly Status[]>> = {
  SILENT: [],
  BACKWARDS: ['in_transit', 'out_for_delivery', 'in_transit', 'delivered', 'out_for_delivery', 'pre_transit'],
  'ONCE-AGAIN': ['in_transit', 'failure', 'out_for_delivery', 'delivered'],
  'NOBODY-HOME': ['in_transit', 'failure', 'failure', 'failure', 'return_to_sender'],
};
const ARRIVES: readonly Status[] = ['pre_transit', 'in_transit', 'out_for_delivery', 'delivered'];

const HOUR_MS = 3_600_000;

/**
 * A carrier for tests and trials, without memory. The postal code chooses the answer: `FAIL` (never a label),
 * `FAIL-ONCE`, `REFUSED` (never a label, not retryable), `UNKNOWN` (never a known outcome), `UNKNOWN-ONCE`, and the
 * journeys above. Each call of `track` returns all earlier events and one more.
 */
export class SandboxCarrier extends Carrier {
  override buyLabel({ key, attempt, address: { postalCode } }: LabelRequest): Promise<LabelAnswer> {
    return Promise.resolve(this.answer(key, attempt, postalCode));
  }

  override voidLabel(): Promise<void> {
    return Promise.resolve();
  }

  override track({ trackingNumber, known, asOf }: TrackingRequest): Promise<readonly ParcelEvent[]> {
    const statuses = this.journeyOf(trackingNumber).slice(0, known + 1);
    const events = statuses.map((status, index): ParcelEvent => {
      const at = new Date(Date.parse(asOf) - (statuses.length - 1 - index) * HOUR_MS).toISOString();
      const failed = { ...(status === 'failure' && { reason: 'nobody-home' }) };
      return { id: idFrom('sandbox-event', trackingNumber, index), status, at, ...failed };
    });
    return Promise.resolve(events);
  }

  private answer(key: string, attempt: number, postalCode: string): LabelAnswer {
    if (postalCode === 'REFUSED') return { outcome: 'failed', reason: 'address-refused', retryable: false };
    if (postalCode === 'FAIL' || (postalCode === 'FAIL-ONCE' && attempt === 1)) {
      return { outcome: 'failed', reason: 'carrier-unavailable', retryable: true };
    }
    if (postalCode === 'UNKNOWN' || (postalCode === 'UNKNOWN-ONCE' && attempt === 1)) {
      return { outcome: 'unknown' };
    }
    const number = idFrom('sandbox-parcel', key).slice(0, 13).toUpperCase();
    const journey = postalCode in JOURNEYS ? `-${postalCode}` : '';
    const trackingNumber = `SB${number}${journey}`;
    return {
      outcome: 'purchased',
      carrier: 'sandbox',
      trackingNumber,
      labelUrl: `https://carrier.example/labels/${trackingNumber}`,
    };
  }

  /** A tracking number ends with the name of its journey, if that is a special one. */
  private journeyOf(trackingNumber: string): readonly Status[] {
    const name = Object.keys(JOURNEYS).find((journey) => trackingNumber.endsWith(`-${journey}`));
    return (name === undefined ? undefined : JOURNEYS[name]) ?? ARRIVES;
  }
}
