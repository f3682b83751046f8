import type { LogReader, Slice, StoredEvent } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import { SharedPages, type Holder } from './shared-pages.js';

/** Events that are kept for readers that are close to the end of the log. */
const WINDOW_EVENTS_MAX = 8_000;
/** Events that are read from the log at a time. */
const PAGE_EVENTS = 500;
/** Events in one slice for a reader: few, so that other work gets its turn. */
const SLICE_EVENTS_MAX = 128;
/** How soon a reader learns that the log has grown by events that it does not want. */
const IDLE_MARK_MS = 20;

export interface FollowOptions {
  /** Exclusive. */
  readonly after: Position;
  readonly wants: (event: StoredEvent) => boolean;
  readonly signal: AbortSignal;
  /** The most events in a slice. */
  readonly max?: number | undefined;
}

/** A slice of the log as it was read: every event after `after` up to `position`. */
interface Stretch extends Slice {
  readonly after: Position;
}

/**
 * One subscription to the log for all readers of a process. Every slice moves the mark of every reader, whether the
 * reader wants its events or not. Readers that lag behind share the pages that are read for them.
 */
export class LogFeed {
  /** Called when the log has grown. */
  onHead: (head: Position) => void = () => undefined;
  private readonly window: Stretch[] = [];
  private readonly pages: SharedPages;
  private readonly waiting = new Set<{ readonly wants: FollowOptions['wants']; readonly wake: () => void }>();
  private windowEvents = 0;
  private reached: Position;
  private marking: NodeJS.Timeout | undefined;

  /** `head`: the end of the log at present. */
  constructor(
    private readonly log: Pick<LogReader, 'readAll'>,
    head: Position,
  ) {
    this.reached = head;
    this.pages = new SharedPages(log, { pageEvents: PAGE_EVENTS });
  }

  /** The end of the log, as far as this process knows. */
  get head(): Position {
    return this.reached;
  }

  /** Takes what the subscription has delivered. */
  push(slice: Slice): void {
    if (slice.position <= this.reached) return;
    this.keep({ ...slice, after: this.reached });
    this.onHead(this.reached);
    this.wake(slice.events);
  }

  /** Learns, where nothing is pushed, that the log has grown; its pages are read when the first reader asks for them. */
  advance(head: Position): void {
    if (head <= this.reached) return;
    this.reached = head;
    this.wakeAll();
  }

  /** The wanted events after a position, in slices with marks, until the signal aborts. Rejects with the log's failures. */
  async *follow({ after, wants, signal, max = SLICE_EVENTS_MAX }: FollowOptions): AsyncGenerator<Slice> {
    const holder: Holder = {};
    let at = after;
    try {
      while (!signal.aborted) {
        const stretch = at < this.reached ? await this.stretchAfter(at, holder, signal) : undefined;
        if (signal.aborted) return;
        if (!stretch) {
          this.pages.release(holder);
          await this.growth(wants, signal);
          continue;
        }
        const events = stretch.events.filter((event) => event.position > at && wants(event));
        for (let from = 0; from + max < events.length; from += max) {
          const part = events.slice(from, from + max);
          yield { events: part, position: part.at(-1)?.position ?? at };
        }
        at = stretch.position;
        yield { events: events.slice(Math.floor(Math.max(0, events.length - 1) / max) * max), position: at };
      }
    } finally {
      this.pages.release(holder);
    }
  }

  /** The slice that contains what follows a position; undefined when that is not known yet. */
  private async stretchAfter(at: Position, holder: Holder, signal: AbortSignal): Promise<Slice | undefined> {
    const start = this.window[0]?.after ?? this.reached;
    if (at < start) return this.pages.after(at, start, holder, signal);
    this.pages.release(holder);
    return this.window[this.window.findLastIndex(({ position }) => position <= at) + 1];
  }

  private keep(stretch: Stretch): void {
    this.reached = stretch.position;
    this.window.push(stretch);
    this.windowEvents += stretch.events.length;
    while (this.windowEvents > WINDOW_EVENTS_MAX && this.window.length > 1) {
      this.windowEvents -= this.window.shift()?.events.length ?? 0;
    }
  }

  private growth(wants: FollowOptions['wants'], signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiter = {
        wants,
        wake: () => {
          signal.removeEventListener('abort', waiter.wake);
          this.waiting.delete(waiter);
          if (this.waiting.size === 0) this.stopMarking();
          resolve();
        },
      };
      this.waiting.add(waiter);
      signal.addEventListener('abort', waiter.wake, { once: true });
    });
  }

  private wake(events: readonly StoredEvent[]): void {
    for (const waiter of this.waiting) if (events.some(waiter.wants)) waiter.wake();
    if (this.waiting.size === 0 || this.marking) return;
    this.marking = setTimeout(() => {
      this.marking = undefined;
      this.wakeAll();
    }, IDLE_MARK_MS);
  }

  private stopMarking(): void {
    clearTimeout(this.marking);
    this.marking = undefined;
  }

  private wakeAll(): void {
    for (const { wake } of this.waiting) wake();
  }
}
