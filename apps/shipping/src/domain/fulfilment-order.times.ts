import { hasLeft, isHere, type Shipment } from './shipment.state.js';
import { isOpen, type FulfilmentOrderState } from './fulfilment-order.state.js';
import type { WaitingFor } from './shipment.events.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * How long each step may take before it counts as overdue. `release` is the time on hold; the hold has a deadline of its
 * own in orders. `payment` is longer than a failed capture is tried again and waits for a person.
 */
export const STEP_MS: Readonly<Record<WaitingFor, number>> = {
  release: 7 * DAY_MS,
  pick: 24 * HOUR_MS,
  pack: 8 * HOUR_MS,
  cancellation: 4 * HOUR_MS,
  label: MINUTE_MS,
  payment: 5 * DAY_MS,
  dispatch: 24 * HOUR_MS,
  first_scan: 48 * HOUR_MS,
};

/** How long the next attempt to void a label waits, by the number of attempts so far. */
export const VOID_RETRIES_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 6 * HOUR_MS, 24 * HOUR_MS];

/** A parcel without news for so long is presumed lost. */
const SILENCE_MS = { domestic: 7 * DAY_MS, international: 21 * DAY_MS };
/** Nobody asks about a parcel any more that was silent for so long. */
const INQUIRY_MS = 60 * DAY_MS;
/** How long a parcel lies at a pick-up point. */
export const PICKUP_MS = 10 * DAY_MS;

/** How often the carrier is asked, by the time since the last news. */
const POLLS = [
  { silentMs: 2 * DAY_MS, everyMs: 4 * HOUR_MS },
  { silentMs: 7 * DAY_MS, everyMs: 12 * HOUR_MS },
  { silentMs: Infinity, everyMs: DAY_MS },
] as const;

export function inMs(now: string, ms: number): string {
  return new Date(Date.parse(now) + ms).toISOString();
}

/** When the step is overdue if it begins now. */
export function dueAt(now: string, step: WaitingFor): string {
  return inMs(now, STEP_MS[step]);
}

/** What the fulfilment order as a whole waits for. Packed shipments wait on their own. */
export function awaitedStepOf(order: FulfilmentOrderState): WaitingFor | undefined {
  if (!order.plan || !isOpen(order)) return undefined;
  if (order.cancellation?.status === 'requested') return 'cancellation';
  if (order.holds.length > 0) return 'release';
  if (order.unpicked.length > 0) return 'pick';
  return order.picked.length > 0 ? 'pack' : undefined;
}

/** What a shipment waits for that is still here. */
export function awaitedStepOfShipment(shipment: Shipment): 'label' | 'payment' | 'dispatch' {
  if (!shipment.carriage) return 'label';
  return shipment.isPermitted ? 'dispatch' : 'payment';
}

/** Whether a shipment is with the carrier and its journey has not ended. */
export function isOnItsWay(shipment: Shipment): boolean {
  return hasLeft(shipment) && !['delivered', 'returned', 'lost'].includes(shipment.status);
}

export function silenceMsOf({ carriage }: Shipment): number {
  return carriage?.isInternational ? SILENCE_MS.international : SILENCE_MS.domestic;
}

/** Since when a parcel can be collected. */
export function pickupSince({ scans }: Shipment): string | undefined {
  return scans
    .filter(({ carrierStatus }) => carrierStatus === 'available_for_pickup')
    .map(({ at }) => at)
    .toSorted()[0];
}

/** When the carrier is asked next: after a while, and at the time when silence begins to mean something. */
export function nextPollAt(shipment: Shipment, now: string): string | undefined {
  if (isHere(shipment)) return undefined;
  const newsAt = shipment.newsAt ?? now;
  const silentMs = Date.parse(now) - Date.parse(newsAt);
  if (silentMs >= INQUIRY_MS) return undefined;
  const { everyMs } = POLLS.find((poll) => silentMs < poll.silentMs) ?? POLLS[2];
  const limits = [
    ...(shipment.status === 'shipped' ? [inMs(newsAt, STEP_MS.first_scan)] : []),
    shipment.status === 'available_for_pickup'
      ? inMs(pickupSince(shipment) ?? now, PICKUP_MS)
      : inMs(newsAt, silenceMsOf(shipment)),
  ];
  return [inMs(now, everyMs), ...limits.filter((limit) => limit > now)].toSorted()[0];
}
