import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ActorsFile } from '@waybill/edge';
import { temporaryFolder } from '@waybill/testing';
import { addActor, listActors, removeActor } from './actors.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

let path: string;
let files = 0;
beforeEach(() => {
  path = join(folder.path, `new-${(files += 1)}`, 'actors.json');
});

/** Who a service takes the owner of a token for. */
function callerWith(token: string) {
  const actors = new ActorsFile(path, () => undefined);
  actors.close();
  return actors.find(token);
}

describe('npm run actors', () => {
  it('adds actors whose tokens a service accepts, and stores no token', () => {
    const ada = addActor(path, { id: 'ada', roles: ['staff', 'operator'] });
    const shop = addActor(path, { id: 'shop', roles: ['personal-data'], kind: 'api-key' });
    expect(callerWith(ada)?.actor).toEqual({ kind: 'user', id: 'ada' });
    expect(callerWith(shop)?.mayReadPersonalData).toBe(true);
    expect(callerWith('waybill_wrong')).toBeUndefined();
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain(ada);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(listActors(path)).toBe('ada (user): staff, operator\nshop (api-key): personal-data');
  });

  it('gives an actor a second token, and removes both', () => {
    const first = addActor(path, { id: 'eve', roles: ['customer'], customerId: 'c-1' });
    const second = addActor(path, { id: 'eve', roles: ['customer'], customerId: 'c-1' });
    expect([first, second].map((token) => callerWith(token)?.customerId)).toEqual(['c-1', 'c-1']);
    expect(removeActor(path, 'eve')).toBe(2);
    expect(callerWith(first)).toBeUndefined();
    expect(listActors(path)).toBe('There are no actors.');
  });

  it.each<[string, Parameters<typeof addActor>[1], string]>([
    ['an unknown role', { id: 'ada', roles: ['admin'] }, 'roles/0 must be one of customer, staff'],
    ['no role', { id: 'ada', roles: [''] }, 'roles/0 must be one of'],
    ['a bad id', { id: 'a b', roles: ['staff'] }, 'id must match'],
    ['an unknown kind', { id: 'ada', roles: ['staff'], kind: 'robot' }, 'kind must be one of user, api-key'],
    ['a customer of nobody', { id: 'ada', roles: ['customer'] }, 'needs a customerId'],
  ])('refuses %s, and leaves the file as it is', (_, actor, reason) => {
    addActor(path, { id: 'bob', roles: ['staff'] });
    const before = readFileSync(path, 'utf8');
    expect(() => addActor(path, actor)).toThrow(reason);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
