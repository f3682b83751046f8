import type { Evolve } from '@waybill/kernel';
import type { LocationEvent, LocationFacts } from './location.events.js';

export interface KnownLocation extends LocationFacts {
  readonly status: 'active' | 'suspended';
}

export type LocationState = { readonly status: 'none' } | KnownLocation;

/** The location that exists from the beginning. */
export const MAIN: KnownLocation = {
  status: 'active',
  location: 'main',
  kind: 'warehouse',
  name: 'Main warehouse',
  priority: 100,
  sellable: true,
};

export const initial: LocationState = { status: 'none' };

export const evolve: Evolve<LocationState, LocationEvent> = {
  LocationRegistered: (_, { type: _type, ...facts }) => ({ ...facts, status: 'active' }),
  LocationChanged: (location, { type: _type, ...facts }) => ({
    ...facts,
    status: location.status === 'suspended' ? 'suspended' : 'active',
  }),
  LocationSuspended: (state, { location }) => withStatus(state, location, 'suspended'),
  LocationActivated: (state, { location }) => withStatus(state, location, 'active'),
};

/** The location as it is; `main` is known before its first event. */
export function knownLocation(state: LocationState, location: string): KnownLocation | undefined {
  if (state.status !== 'none') return state;
  return location === MAIN.location ? MAIN : undefined;
}

function withStatus(state: LocationState, location: string, status: KnownLocation['status']): LocationState {
  const known = knownLocation(state, location);
  return known ? { ...known, status } : state;
}
