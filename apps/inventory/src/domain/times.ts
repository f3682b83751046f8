export const MINUTE = 60_000;

/** RFC 3339 in UTC with milliseconds, as all times here: they compare as text. */
export function later(time: string, milliseconds: number): string {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}

export function earlier(left: string, right: string): string {
  return left < right ? left : right;
}
