const DAY_MS = 86_400_000;

/** When a calendar day (`2026-11-27`) begins and ends in a time zone, in RFC 3339; undefined for a day that does not exist. */
export function dayIn(
  timeZone: string,
  day: string,
): { readonly from: string; readonly to: string } | undefined {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(start) || !new Date(start).toISOString().startsWith(day)) return undefined;
  const iso = (time: number) => new Date(startOf(timeZone, time)).toISOString();
  return { from: iso(start), to: iso(start + DAY_MS) };
}

/** The first instant that the zone's clocks show on or after a wall-clock midnight, which a change to summer time may skip. */
function startOf(timeZone: string, midnight: number): number {
  const before = midnight - offsetAt(timeZone, midnight - DAY_MS);
  const after = midnight - offsetAt(timeZone, midnight + DAY_MS);
  const [early, late] = before < after ? [before, after] : [after, before];
  if (early + offsetAt(timeZone, early) >= midnight) return early;
  return late;
}

/** How far the zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(timeZone: string, time: number): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(time);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return shown - Math.floor(time / 1_000) * 1_000;
}
