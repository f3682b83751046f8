import type { Named } from '@waybill/kernel';
import type { LocationEvent } from './location.events.js';

const north = {
  location: 'north',
  kind: 'warehouse',
  name: 'North',
  address: { lines: ['1 Quay Street'], city: 'Leith', postalCode: 'EH6 6JJ', country: 'GB' },
  priority: 50,
  sellable: true,
} as const;

/** One recorded sample of every event that is stored: what `evolve` must be able to read for ever. */
export const locationSamples: { readonly [T in LocationEvent['type']]: Named<LocationEvent, T> } = {
  LocationRegistered: { type: 'LocationRegistered', ...north },
  LocationChanged: { type: 'LocationChanged', ...north, priority: 10 },
  LocationSuspended: { type: 'LocationSuspended', location: 'north', reason: 'stocktaking' },
  LocationActivated: { type: 'LocationActivated', location: 'north' },
};
