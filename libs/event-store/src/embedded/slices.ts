import { setImmediate as turn } from 'node:timers/promises';
import { type LogRange, type Slice, START, type StoredEvent } from '../event-store.js';
import { format, parse } from './row.js';

/** Reads all events after one position up to another; none when the two are equal. */
export type ReadEvents = (after: number, upTo: number) => readonly StoredEvent[];

/** The most events in a slice unless a reader says otherwise. */
const SLICE_EVENTS_MAX = 500;

/** Where a reader begins, and the most events it wants in a slice. Throws RangeError when one of them is impossible. */
export function beginning({ after = START, max = SLICE_EVENTS_MAX }: LogRange): {
  readonly after: number;
  readonly max: number;
} {
  if (!Number.isSafeInteger(max) || max < 1) throw new RangeError(`A slice cannot hold ${max} events.`);
  return { after: parse(after), max };
}

/** Reads the log to its head or to `upTo`, one slice at a time; other work runs between two slices. */
export async function* slices(range: LogRange, head: () => number, read: ReadEvents): AsyncGenerator<Slice> {
  const { after, max } = beginning(range);
  let at = after;
  const upTo = range.upTo === undefined ? Infinity : parse(range.upTo);
  const end = Math.max(after, Math.min(upTo, head()));
  for (;;) {
    const next = Math.min(end, at + max);
    yield { events: read(at, next), position: format(next) };
    at = next;
    if (at === end) return;
    await turn();
  }
}
