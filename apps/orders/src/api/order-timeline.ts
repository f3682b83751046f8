import { PageParams, Problem } from '@waybill/edge';
import type { ReadModels } from '@waybill/engine';
import { Timeline, timelineId, type TimelineEntry } from '../projections/timeline.projection.js';

/** Pages read at a time. */
const READ_PAGES = 50;

/** What a timeline can be asked for; the oldest entries come first. */
export class ListTimeline extends PageParams {}

interface Entries {
  readonly items: readonly TimelineEntry[];
  readonly next?: string;
}

/** All entries of an order in the order of the log. Reads two documents, or more when a stream has over 25 events. */
export async function readTimeline(reads: ReadModels, orderId: string): Promise<readonly TimelineEntry[]> {
  const [first, further] = await Promise.all([
    reads.get(Timeline, timelineId(orderId)),
    readFurtherPages(reads, orderId),
  ]);
  return [...(first?.entries ?? []), ...further].sort((a, b) => (a.position < b.position ? -1 : 1));
}

/** The entries after a cursor, which is the position of the last entry before them. */
export function entriesAfter(
  entries: readonly TimelineEntry[],
  { limit, cursor }: Pick<ListTimeline, 'limit' | 'cursor'>,
): Entries {
  const start = entries.findIndex(({ position }) => position === cursor) + 1;
  if (start === 0 && cursor !== undefined) throw new Problem('cursor-invalid');
  const items = entries.slice(start, start + limit);
  const last = items.at(-1);
  return last && start + limit < entries.length ? { items, next: last.position } : { items };
}

async function readFurtherPages(reads: ReadModels, orderId: string): Promise<readonly TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  let next: string | undefined;
  do {
    const query = { idPrefix: `${timelineId(orderId)}/`, limit: READ_PAGES };
    const page = await reads.list(Timeline, next === undefined ? query : { ...query, cursor: next });
    entries.push(...page.items.flatMap((timeline) => timeline.entries));
    next = page.next;
  } while (next !== undefined);
  return entries;
}
