import { evolveWith, projection, type Apply, type Envelope } from '@waybill/kernel';
import type { LocationAddress, LocationEvent, LocationType } from '../domain/location.events.js';
import { evolve, MAIN, type KnownLocation, type LocationState } from '../domain/location.state.js';

/** A location as clients see it. */
export interface LocationDocument {
  readonly location: string;
  readonly type: LocationType;
  readonly status: KnownLocation['status'];
  /** @example Main warehouse */
  readonly name: string;
  readonly address?: LocationAddress;
  /** The lowest is asked for stock first. */
  readonly priority: number;
  readonly sellable: boolean;
  /** Why it is suspended. */
  readonly reason?: string;
  readonly updatedAt?: string;
  readonly revision?: number;
}

/** The location that exists from the beginning, before its first event. */
export const mainLocation: LocationDocument = show(MAIN);

const rows: Required<Apply<LocationDocument, LocationEvent>> = {
  LocationRegistered: change,
  LocationChanged: (before, event, envelope) => ({ ...change(before, event, envelope), ...reasonOf(before) }),
  LocationSuspended: (before, event, envelope) => ({
    ...change(before, event, envelope),
    reason: event.reason,
  }),
  LocationActivated: change,
};

export const Locations = projection<LocationDocument, LocationEvent>()({
  name: 'locations',
  fields: { type: 'text', status: 'text', name: 'text', priority: 'number' },
  keys: ({ location }) => [location],
  apply: rows,
});

function change(
  before: LocationDocument | undefined,
  event: LocationEvent,
  { revision, meta }: Envelope,
): LocationDocument {
  const state: LocationState = before ? known(before) : { status: 'none' };
  const next = evolveWith(evolve, state, event);
  const shown = next.status === 'none' ? mainLocation : show(next);
  return { ...shown, updatedAt: meta.occurredAt, revision };
}

function show({
  status,
  location,
  kind,
  name,
  address,
  priority,
  sellable,
}: KnownLocation): LocationDocument {
  return { location, type: kind, status, name, ...(address && { address }), priority, sellable };
}

function known({
  status,
  location,
  type,
  name,
  address,
  priority,
  sellable,
}: LocationDocument): KnownLocation {
  return { status, location, kind: type, name, ...(address && { address }), priority, sellable };
}

function reasonOf(before: LocationDocument | undefined) {
  return before?.reason === undefined ? {} : { reason: before.reason };
}
