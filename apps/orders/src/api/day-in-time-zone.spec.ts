import { describe, expect, it } from '@jest/globals';
import { dayIn } from './day-in-time-zone.js';

describe('A day in a time zone', () => {
  it.each([
    ['UTC', '2026-11-27', '2026-11-27T00:00:00.000Z', '2026-11-28T00:00:00.000Z'],
    ['Europe/Berlin', '2026-11-27', '2026-11-26T23:00:00.000Z', '2026-11-27T23:00:00.000Z'],
    ['America/Los_Angeles', '2026-11-27', '2026-11-27T08:00:00.000Z', '2026-11-28T08:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-27', '2026-11-26T18:15:00.000Z', '2026-11-27T18:15:00.000Z'],
  ])('begins and ends at midnight in %s', (timeZone, day, from, to) => {
    expect(dayIn(timeZone, day)).toEqual({ from, to });
  });

  it('has 23 or 25 hours when the clocks change', () => {
    const hours = (day: string, timeZone = 'Europe/Berlin') => {
      const { from = '', to = '' } = dayIn(timeZone, day) ?? {};
      return (Date.parse(to) - Date.parse(from)) / 3_600_000;
    };
    expect(hours('2026-03-29')).toBe(23);
    expect(hours('2026-10-25')).toBe(25);
    // In Havana the clocks go from midnight to one, so that the day has no midnight.
    expect(hours('2026-03-08', 'America/Havana')).toBe(23);
  });

  it('begins where the day before ends, on every day of a year', () => {
    for (const timeZone of ['Europe/Berlin', 'America/Havana', 'Australia/Lord_Howe', 'America/Santiago']) {
      const days = Array.from({ length: 365 }, (_, n) =>
        new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10),
      );
      const ranges = days.map((day) => dayIn(timeZone, day));
      for (const [index, range] of ranges.slice(1).entries()) expect(range?.from).toBe(ranges[index]?.to);
    }
  });

  it.each(['2026-02-30', '2026-13-01', '2026-00-10'])('does not exist: %s', (day) => {
    expect(dayIn('UTC', day)).toBeUndefined();
  });
});
