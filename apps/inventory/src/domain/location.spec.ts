import { describe, it } from '@jest/globals';
import { sentencesOf } from '@waybill/testing';
import { ActivateLocation, ChangeLocation, RegisterLocation, SuspendLocation } from './location.commands.js';
import type { LocationEvent } from './location.events.js';
import { Location } from './location.js';

const given = sentencesOf(Location);
const north = { location: 'north', type: 'warehouse', name: 'North' } as const;
const facts = { location: 'north', kind: 'warehouse', name: 'North', priority: 100, sellable: true } as const;
const registered: LocationEvent = { type: 'LocationRegistered', ...facts };
const suspend = new SuspendLocation({ location: 'north', reason: 'stocktaking' });
const suspended: LocationEvent = { type: 'LocationSuspended', location: 'north', reason: 'stocktaking' };
const activate = new ActivateLocation({ location: 'north' });
const address = { lines: ['1 Quay Street'], city: 'Leith', postalCode: 'EH6 6JJ', country: 'GB' };

describe('A location', () => {
  it('is registered once', () => {
    given().when(new RegisterLocation(north)).then(registered);
    given(registered).when(new RegisterLocation(north)).thenNothing();
    given(registered)
      .when(new RegisterLocation({ ...north, name: 'Another' }))
      .thenRefused('location-exists');
  });

  it('is sold from when it is a warehouse or a store, unless somebody says otherwise', () => {
    given()
      .when(new RegisterLocation({ ...north, sellable: false }))
      .then({ ...registered, sellable: false });
    given()
      .when(new RegisterLocation({ ...north, type: 'quarantine' }))
      .then({ ...registered, kind: 'quarantine', sellable: false });
    given()
      .when(new RegisterLocation({ ...north, type: 'supplier', sellable: true }))
      .thenRefused('location-not-sellable');
  });

  it('is changed field by field', () => {
    given(registered)
      .when(new ChangeLocation({ location: 'north', priority: 5, address }))
      .then({ type: 'LocationChanged', ...facts, priority: 5, address });
    given(registered)
      .when(new ChangeLocation({ location: 'north', priority: 100 }))
      .thenNothing();
  });

  it('S14: is suspended and activated again', () => {
    given(registered).when(suspend).then(suspended);
    given(registered, suspended).when(suspend).thenNothing();
    given(registered, suspended).when(activate).then({ type: 'LocationActivated', location: 'north' });
    given(registered).when(activate).thenNothing();
  });

  it('is known before it is commanded; main is known from the beginning', () => {
    given().when(suspend).thenRefused('location-unknown');
    given().when(activate).thenRefused('location-unknown');
    given()
      .when(new ChangeLocation({ location: 'north', name: 'N' }))
      .thenRefused('location-unknown');
    given()
      .when(new SuspendLocation({ location: 'main', reason: 'fire' }))
      .then({ type: 'LocationSuspended', location: 'main', reason: 'fire' });
    given()
      .when(new RegisterLocation({ location: 'main', type: 'warehouse', name: 'Main warehouse' }))
      .thenNothing();
  });
});
