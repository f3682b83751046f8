import { evolveWith, projection } from '@waybill/kernel';
import type { LocationEvent } from '../domain/location.events.js';
import { evolve, MAIN, type KnownLocation } from '../domain/location.state.js';

/** The id of the only document. */
export const DIRECTORY = 'all';

/** Where stock may be sold from, in one document: sourcing reads it for every order. */
export interface LocationDirectoryDocument {
  readonly locations: Readonly<Record<string, KnownLocation>>;
}

export const LocationDirectory = projection<LocationDirectoryDocument, LocationEvent>()({
  name: 'location-directory',
  keys: () => [DIRECTORY],
  apply: {
    LocationRegistered: change,
    LocationChanged: change,
    LocationSuspended: change,
    LocationActivated: change,
  },
});

/** The location as the directory knows it; `main` is there from the beginning. */
export function locationIn(
  directory: LocationDirectoryDocument | undefined,
  location: string,
): KnownLocation | undefined {
  return directory?.locations[location] ?? (location === MAIN.location ? MAIN : undefined);
}

function change(
  document: LocationDirectoryDocument | undefined,
  event: LocationEvent,
): LocationDirectoryDocument {
  const locations = document?.locations ?? {};
  const next = evolveWith(evolve, locations[event.location] ?? { status: 'none' }, event);
  return next.status === 'none' ? { locations } : { locations: { ...locations, [event.location]: next } };
}
