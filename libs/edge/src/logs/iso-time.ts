let cachedSecond = Number.NaN;
let textUpToSecond = '';

/** Milliseconds since 1970 as `Date.prototype.toISOString` writes them; everything but the milliseconds is made once a second. */
export function isoTime(time: number): string {
  const milliseconds = time % 1_000;
  const second = time - milliseconds;
  if (second !== cachedSecond) {
    cachedSecond = second;
    textUpToSecond = new Date(second).toISOString().slice(0, -4);
  }
  return `${textUpToSecond}${String(milliseconds).padStart(3, '0')}Z`;
}
