import { idFrom } from '@waybill/kernel';
import {
  Carrier,
  type LabelAnswer,
  type LabelRequest,
  type ParcelEvent,
  type TrackingQuestion,
} from './carrier.js';

type Status = ParcelEvent['status'];

/** How a parcel travels, by the postal code it goes to; anywhere else it simply arrives. */
const JOURNEYS: Readonly<Record<string, readonly Status[]>> = {
  SILENT: [],
  BACKWARDS: ['in_transit', 'out_for_delivery', 'in_transit', 'delivered', 'out_for_delivery', 'pre_transit'],
  'ONCE-AGAIN': ['in_transit', 'failure', 'out_for_delivery', 'delivered'],
  'NOBODY-HOME': ['in_transit', 'failure', 'failure', 'failure', 'return_to_sender'],
};
const ARRIVES: readonly Status[] = ['pre_transit', 'in_transit', 'out_for_delivery', 'delivered'];

const HOUR = 3_600_000;

/**
 * A carrier that remembers nothing and always does the same. The postal code chooses what: `FAIL` (no label, ever),
 * `FAIL-ONCE`, `REFUSED` (no label, and no use in trying), `UNKNOWN` (never says what became of it), `UNKNOWN-ONCE`, and
 * the journeys above. A parcel comes one event further each time it is asked for, and all the earlier ones are told again.
 */
export class SandboxCarrier extends Carrier {
  override buyLabel({ key, attempt, address: { postalCode } }: LabelRequest): Promise<LabelAnswer> {
    return Promise.resolve(this.answer(key, attempt, postalCode));
  }

  override voidLabel(): Promise<void> {
    return Promise.resolve();
  }

  override track({ trackingNumber, known, asOf }: TrackingQuestion): Promise<readonly ParcelEvent[]> {
    const told = this.journeyOf(trackingNumber).slice(0, known + 1);
    const events = told.map((status, index): ParcelEvent => {
      const at = new Date(Date.parse(asOf) - (told.length - 1 - index) * HOUR).toISOString();
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

  /** The tracking number of a special journey ends with its name. */
  private journeyOf(trackingNumber: string): readonly Status[] {
    const name = Object.keys(JOURNEYS).find((journey) => trackingNumber.endsWith(`-${journey}`));
    return (name === undefined ? undefined : JOURNEYS[name]) ?? ARRIVES;
  }
}
