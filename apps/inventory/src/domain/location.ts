import { aggregate, ensure, ensureKnown, ensureValid } from '@waybill/kernel';
import {
  ActivateLocation,
  ChangeLocation,
  RegisterLocation,
  SuspendLocation,
  type AddressOfLocation,
} from './location.commands.js';
import type { LocationAddress, LocationEvent, LocationFacts, LocationType } from './location.events.js';
import { evolve, initial, knownLocation, type LocationState } from './location.state.js';

const PRIORITY = 100;
const SOLD_FROM: readonly LocationType[] = ['warehouse', 'store'];

/** A place where stock can be. */
export const Location = aggregate<LocationState, LocationEvent>()({
  name: 'location',
  initial,
  evolve,
  commands: { RegisterLocation, ChangeLocation, SuspendLocation, ActivateLocation },
  idOf: ({ location }) => location,
  decide: {
    RegisterLocation({ type: kind, name, address, priority = PRIORITY, sellable }, state, { id: location }) {
      const isSellable = sellable ?? SOLD_FROM.includes(kind);
      ensureSellable(kind, isSellable);
      const where = address && { address: plainAddress(address) };
      const facts = { location, kind, name, ...where, priority, sellable: isSellable };
      const known = knownLocation(state, location);
      if (!known) return [{ type: 'LocationRegistered', ...facts }];
      ensure(isSame(known, facts), 'location-exists', 'Another location has this code. It can be changed.');
      return [];
    },

    ChangeLocation({ name, address, priority, sellable }, state, { id: location }) {
      const known = knownLocation(state, location);
      ensureKnown(known, 'location-unknown');
      const { status: _status, ...before } = known;
      const where = address ? { address: plainAddress(address) } : {};
      const facts: LocationFacts = {
        ...before,
        ...where,
        name: name ?? before.name,
        priority: priority ?? before.priority,
        sellable: sellable ?? before.sellable,
      };
      ensureSellable(facts.kind, facts.sellable);
      return isSame(known, facts) ? [] : [{ type: 'LocationChanged', ...facts }];
    },

    SuspendLocation({ reason }, state, { id: location }) {
      const known = knownLocation(state, location);
      ensureKnown(known, 'location-unknown');
      return known.status === 'suspended' ? [] : [{ type: 'LocationSuspended', location, reason }];
    },

    ActivateLocation(_, state, { id: location }) {
      const known = knownLocation(state, location);
      ensureKnown(known, 'location-unknown');
      return known.status === 'active' ? [] : [{ type: 'LocationActivated', location }];
    },
  },
});

function ensureSellable(kind: LocationType, sellable: boolean): void {
  ensureValid(
    !sellable || SOLD_FROM.includes(kind),
    'location-not-sellable',
    `Nothing is sold from a location of the type ${kind}.`,
    { field: 'sellable' },
  );
}

function plainAddress({ lines, city, region, postalCode, country }: AddressOfLocation): LocationAddress {
  const optional = {
    ...(region !== undefined && { region }),
    ...(postalCode !== undefined && { postalCode }),
  };
  return { lines, city, ...optional, country };
}

function isSame(known: LocationFacts, facts: LocationFacts): boolean {
  const fields = ({ location, kind, name, address, priority, sellable }: LocationFacts) =>
    JSON.stringify([location, kind, name, addressFields(address), priority, sellable]);
  return fields(known) === fields(facts);
}

function addressFields(address: LocationAddress | undefined) {
  return address && [address.lines, address.city, address.region, address.postalCode, address.country];
}
