import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isoTime } from './iso-time.js';

describe('the time of a log line', () => {
  it('is written as a Date writes it, within a second and from one to another', () =>
    fc.assert(
      fc.property(fc.nat({ max: 4e12 }), fc.nat({ max: 2_000 }), (time, later) => {
        expect(isoTime(time)).toBe(new Date(time).toISOString());
        expect(isoTime(time + later)).toBe(new Date(time + later).toISOString());
      }),
    ));
});
