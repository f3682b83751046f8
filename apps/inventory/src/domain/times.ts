export const MINUTE_MS = 60_000;
export const DAY_MS = 1_440 * MINUTE_MS;

/** RFC 3339 in UTC with milliseconds, like every time in the domain, so that times compare as text. */
export function later(time: string, delayMs: number): string {
  return new Date(Date.parse(time) + delayMs).toISOString();
}

export function earlier(left: string, right: string): string {
  return left < right ? left : right;
}
