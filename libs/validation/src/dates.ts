import { textRule } from './rule.js';

/** Years outside of these are mistakes: a wrong unit, or a date that was never filled in. */
const YEAR_MIN = 2000;
const YEAR_MAX = 2100;

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Whether the day is in the calendar, in the form 2026-02-28. */
export function isCalendarDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (Number(year) < YEAR_MIN || Number(year) > YEAR_MAX) return false;
  // Date.UTC turns 30 February into 2 March; the day then differs.
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

/** Whether the text is an instant of RFC 3339 with its offset, on a day that is in the calendar. */
export function isInstant(text: string): boolean {
  const [, day] = INSTANT.exec(text) ?? [];
  return day !== undefined && isCalendarDate(day);
}

const years = `from ${YEAR_MIN} to ${YEAR_MAX}`;

/** A day of the calendar, from 2000 to 2100. 2026-02-30 is none. */
export const IsCalendarDate = textRule({
  name: 'isCalendarDate',
  detail: `must be a day of the calendar ${years}, for example 2026-02-28`,
  schema: { format: 'date', examples: ['2026-02-28'] },
  accepts: isCalendarDate,
});

/** An instant with its offset (RFC 3339), from 2000 to 2100. */
export const IsInstant = textRule({
  name: 'isInstant',
  detail: `must be an instant ${years} with its offset, for example 2026-02-28T10:00:00Z`,
  schema: { format: 'date-time', examples: ['2026-02-28T10:00:00Z'] },
  accepts: isInstant,
});
