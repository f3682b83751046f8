import type { StoredEvent } from '../event-store.js';
import type { Head } from './heads.js';
import type { LogReader } from './log-reader.js';
import type { Entry } from './row.js';

/** Revisions read from disk in one go. */
const PAGE = 1000;

/**
 * The events of a stream from one revision to another, oldest first, in pages: from memory as far back as it goes, and
 * the rest from disk. `memory` tells what is kept at a position.
 */
export function* history(
  name: string,
  head: Head,
  from: number,
  to: number,
  memory: (position: number) => Entry | undefined,
  reader: LogReader,
): Generator<readonly StoredEvent[]> {
  const kept: StoredEvent[] = [];
  let { revision, last } = head;
  for (let entry = memory(last); entry && revision >= from; entry = memory(last)) {
    if (revision <= to) kept.push(entry.event);
    last = entry.previous;
    revision -= 1;
  }
  const lastOnDisk = Math.min(to, revision);
  for (let page = from; page <= lastOnDisk; page += PAGE) {
    yield reader.revisions(
      name,
      { id: head.id, revision, last },
      page,
      Math.min(lastOnDisk, page + PAGE - 1),
    );
  }
  yield kept.reverse();
}
