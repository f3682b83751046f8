const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Weeks, or days and a time. Months and years are left out: they have no fixed length. */
const DURATION =
  /^P(?=\d|T\d)(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?)$/;
const WEEK_MS = 604_800_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** The milliseconds of an ISO 8601 duration such as `P2D` or `PT4H30M`; undefined for any other text. */
export function durationMsOf(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (!match) return undefined;
  const units = [WEEK_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS];
  return units.reduce((sum, unit, index) => sum + unit * Number(match[index + 1] ?? 0), 0);
}

/** An instant with its offset, in milliseconds since 1970; undefined for any other text and for days that do not exist. */
export function instantMsOf(text: string): number | undefined {
  const [, day] = INSTANT.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = new Date(`${day}T00:00:00Z`);
  const at = Date.parse(text);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return exists && !Number.isNaN(at) ? at : undefined;
}
