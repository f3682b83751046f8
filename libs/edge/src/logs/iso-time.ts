const SECOND = 1_000;

let secondSaid = Number.NaN;
let upToSecond = '';

/** A time since 1970 as `Date.prototype.toISOString` tells it; all but the milliseconds is put into words once a second. */
export function isoTime(time: number): string {
  const milliseconds = time % SECOND;
  const second = time - milliseconds;
  if (second !== secondSaid) {
    secondSaid = second;
    upToSecond = new Date(second).toISOString().slice(0, -4);
  }
  return `${upToSecond}${String(milliseconds).padStart(3, '0')}Z`;
}
