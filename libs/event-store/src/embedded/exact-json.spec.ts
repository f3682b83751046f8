import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exactJson } from './exact-json.js';

describe('the check that JSON keeps a value', () => {
  const anything = fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withSparseArray: true,
    withTypedArray: true,
    values: [
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom(null, undefined, -0, Symbol('one'), () => 1, /x/, new Error('x'), { toJSON: () => 1 }),
    ],
  });

  it('passes what JSON gives back as it was, and nothing else', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const { flaw, isInexact } = exactJson(value, 'data', false);
        expect(flaw === undefined && !isInexact).toBe(isDeepStrictEqual(throughJson(value), value));
      }),
      { numRuns: 3000 },
    );
  });

  it('passes besides only objects whose members JSON gives back', () => {
    fc.assert(
      fc.property(anything, (value) => {
        fc.pre(exactJson(value, 'data', false).flaw === undefined);
        expect(throughJson(value)).toEqual(value);
      }),
    );
  });

  it('passes undefined members where they are allowed, and says that JSON leaves them out', () => {
    const value = { one: 1, none: undefined, more: [{ none: undefined }] };
    expect(exactJson(value, 'meta', true)).toEqual({ flaw: undefined, isInexact: true });
    expect(exactJson(value, 'meta', false).flaw).toBe('meta.none is undefined');
    expect(exactJson({ list: [undefined] }, 'meta', true).flaw).toBe('meta.list[0] is undefined');
    expect(exactJson(undefined, 'meta', true).flaw).toBe('meta is undefined');
  });

  it('looks at no inherited members', () => {
    class Inherited {
      own = 1;
    }
    Object.assign(Inherited.prototype, { inherited: () => 1 });
    expect(exactJson(new Inherited(), 'data', false)).toEqual({ flaw: undefined, isInexact: true });
  });

  it.each([
    [{ lines: [{}, {}, { note: undefined }] }, 'data.lines[2].note is undefined'],
    [{ when: new Date(0) }, 'data.when is a Date, which JSON changes'],
    [[[Number.NaN]], 'data[0][0] is NaN'],
    [{ deep: nested(300) }, /^data\.deep(\[0\]){199} is nested deeper than 200 levels$/],
  ])('names the place in %j', (value, flaw) => {
    expect(exactJson(value, 'data', false).flaw).toMatch(flaw);
  });
});

function throughJson(value: unknown): unknown {
  try {
    const json: unknown = JSON.stringify(value);
    return typeof json === 'string' ? JSON.parse(json) : Symbol('no JSON');
  } catch {
    return Symbol('no JSON');
  }
}

function nested(levels: number): unknown {
  return levels === 0 ? 0 : [nested(levels - 1)];
}
