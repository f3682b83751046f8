import { IsIn, IsOptional } from 'class-validator';
import { PageParams, type Freshness } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { LOCATION_TYPES } from '../domain/location.commands.js';
import type { LocationType } from '../domain/location.events.js';
import { Locations, mainLocation, type LocationDocument } from '../projections/locations.projection.js';

/** What a list of locations can be asked for. */
export class ListLocations extends PageParams {
  @IsOptional() @IsIn(LOCATION_TYPES) type?: LocationType;
  @IsOptional() @IsIn(['active', 'suspended']) status?: 'active' | 'suspended';
}

interface Listing {
  readonly items: readonly LocationDocument[];
  readonly next?: string | undefined;
}

/** The locations by their codes. `main` comes first as long as nobody has changed it. */
export async function listLocations(
  reads: ReadModels,
  { type, status, ...page }: ListLocations,
  freshness: Freshness,
): Promise<Listing> {
  const where = {
    ...(type !== undefined && { type: { equals: type } }),
    ...(status !== undefined && { status: { equals: status } }),
  };
  const found = await reads.list(Locations, { ...page, where }, freshness);
  const isFirst = page.cursor === undefined;
  const fits = (type ?? mainLocation.type) === mainLocation.type && (status ?? 'active') === 'active';
  if (!isFirst || !fits || (await reads.get(Locations, mainLocation.location))) return found;
  return { ...found, items: [mainLocation, ...found.items] };
}
