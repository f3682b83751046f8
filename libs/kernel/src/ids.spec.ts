import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { idFrom, newId, UUID } from './ids.js';

describe('an id made from what it names', () => {
  const parts = fc.array(
    fc.string({ maxLength: 20 }).filter((part) => !part.includes('\u0000')),
    {
      minLength: 1,
      maxLength: 4,
    },
  );

  it('is a UUID of version 5, the same every time', () =>
    fc.assert(
      fc.property(parts, (names) => {
        const id = idFrom(...names);
        expect(id).toMatch(UUID);
        expect(id.charAt(14)).toBe('5');
        expect(idFrom(...names)).toBe(id);
      }),
    ));

  it('is another one for other parts, and for the same text cut elsewhere', () =>
    fc.assert(
      fc.property(parts, parts, (some, others) => {
        const areSame = some.length === others.length && some.every((part, index) => part === others[index]);
        expect(idFrom(...some) === idFrom(...others)).toBe(areSame);
      }),
    ));

  it('never changes from one release to the next', () => {
    expect(idFrom('order-1', 'command', 0)).toBe('34d603f2-e971-5667-bb44-df536485ba0a');
    expect(idFrom('Zürich ❤️', 1.5)).toBe('799cdf88-3a28-5dc1-83a1-01dfa05d02bc');
    expect(idFrom('a', 'b', 'c', -1)).toBe('2a375034-ee5c-58d6-8119-936f3adc3d56');
    expect(idFrom('')).toBe('5bf56ad0-07d1-5135-86ac-10b5b234a377');
  });
});

describe('a new id', () => {
  it('is a UUID of version 7, unlike any other', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids.every((id) => UUID.test(id) && id.charAt(14) === '7')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('begins with the time it was made, so that later ones sort after it', () => {
    const before = Date.now();
    const ids = Array.from({ length: 1_000 }, newId);
    const times = ids.map((id) => parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.every((time) => time >= before && time <= Date.now())).toBe(true);
  });
});
