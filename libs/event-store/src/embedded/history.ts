import type { StoredEvent, StreamRange } from '../event-store.js';
import type { Head } from './heads.js';
import type { LogQueries } from './log-queries.js';
import type { Entry } from './row.js';

/** The most revisions in one read from disk, which holds the thread. */
const READ_EVENTS_MAX = 1000;

/**
 * Reads a stream from one revision to another, oldest first, in several parts: from memory as far back as it goes, and
 * the rest from disk. `memory` returns the event at a position if it is kept.
 */
export function* history(
  name: string,
  head: Head,
  from: number,
  to: number,
  memory: (position: number) => Entry | undefined,
  queries: LogQueries,
): Generator<readonly StoredEvent[]> {
  const kept: StoredEvent[] = [];
  let { revision, last } = head;
  for (let entry = memory(last); entry && revision >= from; entry = memory(last)) {
    if (revision <= to) kept.push(entry.event);
    last = entry.previous;
    revision -= 1;
  }
  const lastOnDisk = Math.min(to, revision);
  const end = { id: head.id, revision, last };
  for (let first = from; first <= lastOnDisk; first += READ_EVENTS_MAX) {
    yield queries.revisions(name, end, first, Math.min(lastOnDisk, first + READ_EVENTS_MAX - 1));
  }
  yield kept.reverse();
}

/** The first and the last revision that a range asks for. */
export function revisionsOf({ from, direction, max = Infinity }: StreamRange, head: number) {
  if (direction === 'backwards') {
    const to = Math.min(from ?? head, head);
    return { from: Math.max(0, to - max + 1), to };
  }
  const first = Math.max(0, from ?? 0);
  return { from: first, to: Math.min(head, first + max - 1) };
}
