import type { Freshness } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { ensureKnown, ensureValid } from '@waybill/kernel';
import { mainLocation, Locations, type LocationDocument } from '../projections/locations.projection.js';

/** A location as clients see it; `main` is there from the beginning. */
export async function findLocation(
  reads: ReadModels,
  location: string,
  freshness?: Freshness,
): Promise<LocationDocument | undefined> {
  const known = await reads.get(Locations, location, freshness);
  return known ?? (location === mainLocation.location ? mainLocation : undefined);
}

/** Stock is kept only at registered locations: otherwise a typing error makes a warehouse. */
export async function ensureLocation(reads: ReadModels, location: string): Promise<void> {
  const known = await findLocation(reads, location);
  ensureKnown(
    known,
    'location-unknown',
    `There is no location ${location}. Register it with POST /v1/locations.`,
  );
}

/** As {@link ensureLocation}, for a location in the body. `field`: its JSON pointer. */
export async function ensureLocationIn(reads: ReadModels, field: string, location: string): Promise<void> {
  const known = await findLocation(reads, location);
  ensureValid(known, 'location-unregistered', `Register ${location} with POST /v1/locations first.`, {
    field,
  });
}
