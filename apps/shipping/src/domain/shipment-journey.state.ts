import type { CarrierStatus } from './shipment.events.js';

/** A scan of the parcel. */
export interface Scan {
  readonly carrierEventId: string;
  readonly carrierStatus: CarrierStatus;
  readonly at: string;
}

/** After this many failed attempts the parcel goes back to the sender. */
export const DELIVERY_ATTEMPTS = 3;

export type Journey =
  | 'shipped'
  | 'in_transit'
  | 'out_for_delivery'
  | 'failed'
  | 'available_for_pickup'
  | 'returning'
  | 'delivered';

/**
 * How far the scans say that a parcel has come, whatever the order in which they became known. Only a later attempt to
 * deliver follows a failed one; otherwise the farthest status counts.
 */
export function journeyOf(scans: readonly Scan[]): Journey {
  const times = (status: CarrierStatus) =>
    scans.filter(({ carrierStatus }) => carrierStatus === status).map(({ at }) => at);
  if (times('delivered').length > 0) return 'delivered';
  if (times('return_to_sender').length > 0 || times('failure').length >= DELIVERY_ATTEMPTS)
    return 'returning';
  if (times('available_for_pickup').length > 0) return 'available_for_pickup';
  const attempted = times('out_for_delivery').toSorted().at(-1) ?? '';
  const failed = times('failure').toSorted().at(-1) ?? '';
  if (failed !== '' && failed >= attempted) return 'failed';
  if (attempted !== '') return 'out_for_delivery';
  return times('in_transit').length > 0 ? 'in_transit' : 'shipped';
}
