import { publishedSamples, type PublishedEvent } from '@waybill/contracts';
import { everyEvent, projection, type Actor, type Envelope } from '@waybill/kernel';

/** Events of one stream per page. */
const PAGE_REVISIONS = 25;

/** One event of an order's life: what happened, when, by whom and because of what. */
export interface TimelineEntry {
  /** The event's id. */
  readonly id: string;
  readonly position: string;
  /** The published name, `context.Event`. */
  readonly event: string;
  readonly at: string;
  readonly by: Actor;
  /** The id of the event or command that caused it. */
  readonly because: string;
  readonly correlationId: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Entries of one order in the order of the log. Page n holds revisions 25 n to 25 n + 24 of every stream that is about
 * the order, so one page is enough unless a stream has more than 25 events. Positions of different pages interleave.
 */
export interface TimelinePage {
  readonly orderId: string;
  /** From 0. */
  readonly page: number;
  readonly entries: readonly TimelineEntry[];
}

/** What all contexts have published about an order. Events of different streams may arrive in any order. */
export const Timeline = projection<TimelinePage, PublishedEvent>()({
  name: 'timeline',
  version: 3,
  keys: (event, { revision }) => {
    const orderId = orderOf(event);
    return orderId === undefined ? [] : [timelineId(orderId, pageOf(revision))];
  },
  apply: everyEvent(publishedSamples, addEntry),
});

/** The id of an order's first page; ids of further pages begin with it and `/`. */
export function timelineId(orderId: string, page = 0): string {
  return page === 0 ? orderId : `${orderId}/${page}`;
}

function pageOf(revision: number): number {
  return Math.floor(revision / PAGE_REVISIONS);
}

function orderOf(event: PublishedEvent): string | undefined {
  return 'orderId' in event ? event.orderId : undefined;
}

function addEntry(
  before: TimelinePage | undefined,
  event: PublishedEvent,
  { id, position, revision, meta }: Envelope,
): TimelinePage | undefined {
  const orderId = orderOf(event);
  const entries = before?.entries ?? [];
  if (orderId === undefined || entries.some((entry) => entry.id === id)) return before;
  const { occurredAt: at, actor: by, causationId: because, correlationId } = meta;
  const entry = {
    id,
    position,
    event: event.type,
    at,
    by,
    because,
    correlationId,
    details: detailsOf(event),
  };
  const index = entries.findLastIndex((other) => other.position < position) + 1;
  return { orderId, page: pageOf(revision), entries: entries.toSpliced(index, 0, entry) };
}

/** The timeline shows what happened to an order; whose it is, the order itself shows to whoever may see that. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'type',
  'orderId',
  'contact',
  'shippingAddress',
  'billingAddress',
]);

function detailsOf(event: PublishedEvent): TimelineEntry['details'] {
  return Object.fromEntries(Object.entries(event).filter(([name]) => !LEFT_OUT.has(name)));
}
