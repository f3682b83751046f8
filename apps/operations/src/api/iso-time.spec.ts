import { describe, expect, it } from '@jest/globals';
import { durationMsOf, instantMsOf } from './iso-time.js';

const HOUR = 3_600_000;

describe('A duration', () => {
  it.each([
    ['P2D', 48 * HOUR],
    ['P1W', 168 * HOUR],
    ['PT4H30M', 4.5 * HOUR],
    ['P1DT12H', 36 * HOUR],
    ['PT90S', 90_000],
    ['P0D', 0],
  ])('has the length that it says: %s', (text, expected) => {
    expect(durationMsOf(text)).toBe(expected);
  });

  it.each(['', 'P', 'PT', 'P1DT', '2D', 'P1M', 'P1Y', 'P-1D', 'P1.5D', 'p2d', 'P2D '])(
    'is not: "%s"',
    (text) => {
      expect(durationMsOf(text)).toBeUndefined();
    },
  );
});

describe('An instant', () => {
  it.each([
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00.5+01:00', '2026-11-22T09:00:00.500Z'],
    ['2028-02-29T23:30-01:00', '2028-03-01T00:30:00.000Z'],
  ])('is the same in every offset: %s', (text, expected) => {
    expect(instantMsOf(text)).toBe(Date.parse(expected));
  });

  it.each([
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-11-22T25:00:00Z',
    '2026-11-22',
    'today',
    '',
  ])('is not: "%s"', (text) => {
    expect(instantMsOf(text)).toBeUndefined();
  });
});
