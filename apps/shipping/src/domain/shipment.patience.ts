import type { Awaited } from './shipment.events.js';
import { hasReached, type LiveShipment, type Stage } from './shipment.state.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long each step may take before somebody is told, in milliseconds. */
const PATIENCE: Readonly<Record<Awaited, number>> = {
  release: 72 * HOUR,
  pick: 24 * HOUR,
  pack: 8 * HOUR,
  label: MINUTE,
  payment: 72 * HOUR,
  dispatch: 24 * HOUR,
  'first-scan': 48 * HOUR,
  tracking: 7 * DAY,
  delivery: 7 * DAY,
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

/** What a shipment waits for: as long as a hold keeps it here, for its release. */
export function awaitedBy(shipment: LiveShipment): Awaited {
  return isHeld(shipment) ? 'release' : NEXT[shipment.status];
}

/** A hold keeps nothing that has left. */
export function isHeld(shipment: LiveShipment): boolean {
  return shipment.holds.length > 0 && !hasReached('dispatched', shipment);
}

/** When the patience ends that begins now. */
export function dueAt(now: string, awaited: Awaited): string {
  return new Date(Date.parse(now) + PATIENCE[awaited]).toISOString();
}
