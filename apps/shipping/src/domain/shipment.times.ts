import type { Awaited } from './shipment.events.js';
import { hasReached, type LiveShipment, type Stage } from './shipment.state.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long each step may take before the shipment counts as overdue. */
const STEP_MS: Readonly<Record<Awaited, number>> = {
  release: 72 * HOUR_MS,
  pick: 24 * HOUR_MS,
  pack: 8 * HOUR_MS,
  label: MINUTE_MS,
  payment: 72 * HOUR_MS,
  dispatch: 24 * HOUR_MS,
  'first-scan': 48 * HOUR_MS,
  tracking: 7 * DAY_MS,
  delivery: 7 * DAY_MS,
};

const NEXT: Readonly<Record<Stage, Awaited>> = {
  created: 'release',
  released: 'pick',
  picked: 'pack',
  packed: 'label',
  labelled: 'payment',
  ready: 'dispatch',
  dispatched: 'first-scan',
  in_transit: 'tracking',
  out_for_delivery: 'tracking',
  delivered: 'delivery',
};

/** What a shipment waits for. While a hold keeps it, that is its release. */
export function awaitedStepOf(shipment: LiveShipment): Awaited {
  return isHeld(shipment) ? 'release' : NEXT[shipment.status];
}

/** Whether a hold keeps it. A hold has no effect on a shipment that has left. */
export function isHeld(shipment: LiveShipment): boolean {
  return shipment.holds.length > 0 && !hasReached('dispatched', shipment);
}

/** When the step is overdue if the shipment begins to wait for it now. */
export function dueAt(now: string, awaited: Awaited): string {
  return new Date(Date.parse(now) + STEP_MS[awaited]).toISOString();
}
