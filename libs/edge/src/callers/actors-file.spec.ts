import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readActors } from './actors-file.js';
import { hashOfToken, newToken } from './tokens.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'actors-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const tokenSha256 = hashOfToken('a token');
const ada = { id: 'ada', roles: ['staff'], tokenSha256 };

function written(content: unknown): string {
  const path = join(folder, 'actors.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('the file of actors', () => {
  it('lists actors with their roles and the hash of a token', () => {
    const eve = { id: 'eve', roles: ['customer'], customerId: 'c-1', tokenSha256: hashOfToken('another') };
    expect(readActors(written({ actors: [ada, eve] }))).toEqual([ada, eve]);
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'it cannot be read'],
    ['a list', [], 'must be of type object'],
    ['no actors', {}, '/actors is required'],
    [
      'an unknown role',
      { actors: [{ ...ada, roles: ['admin'] }] },
      '/actors/0/roles/0 must be one of customer, staff',
    ],
    ['no role', { actors: [{ ...ada, roles: [] }] }, '/actors/0/roles must have at least 1 item'],
    ['a plain token', { actors: [{ id: 'ada', roles: ['staff'], token: 'x' }] }, '/actors/0'],
    ['a hash that is none', { actors: [{ ...ada, tokenSha256: 'x' }] }, '/actors/0/tokenSha256'],
    ['a customer of nobody', { actors: [{ ...ada, roles: ['customer'] }] }, 'needs a customerId'],
    ['one token twice', { actors: [ada, { ...ada, id: 'bob' }] }, 'two actors have the same token'],
  ])('is refused in one line with %s', (_, content, reason) => {
    const path = written(content);
    expect(() => readActors(path)).toThrow(`ACTORS_FILE is "${path}"; `);
    expect(() => readActors(path)).toThrow(reason);
  });

  it('is refused when it is not there', () => {
    expect(() => readActors('/nowhere/actors.json')).toThrow('it cannot be read: ENOENT');
  });

  it('never contains the token itself, and tokens differ', () => {
    const token = newToken();
    expect(token).toMatch(/^waybill_[\w-]{43}$/);
    expect(newToken()).not.toBe(token);
    expect(hashOfToken(token)).toMatch(/^[0-9a-f]{64}$/);
  });
});
