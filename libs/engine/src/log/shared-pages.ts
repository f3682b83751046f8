import { StoreUnavailable, type LogReader, type Slice } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';

/** The most events that are kept, which is also how far apart readers get that share pages. */
const EVENTS_MAX = 4_000;
/** A reader that needs longer for a page holds the others back no more, in milliseconds. */
const HELD_MS_MAX = 1_000;

interface Page {
  readonly after: Position;
  readonly slice: Promise<Slice>;
  /** Undefined while it is being read. */
  position: Position | undefined;
  events: number;
}

/** The page that one reader has in hand. */
export interface Holder {
  page?: Page | undefined;
  sinceMs?: number;
}

export interface SharedPagesOptions {
  readonly pageEvents: number;
  readonly heldMsMax?: number | undefined;
}

/**
 * The pages of the log that are read for readers that catch up. Each page is read once for all of them: a reader that is
 * too far ahead waits for those behind it, unless they are stuck.
 */
export class SharedPages {
  private readonly pages: Page[] = [];
  private readonly holders = new Set<Holder>();
  private readonly waiting = new Set<() => void>();
  private readonly pageEvents: number;
  private readonly heldMsMax: number;

  constructor(
    private readonly log: Pick<LogReader, 'readAll'>,
    { pageEvents, heldMsMax = HELD_MS_MAX }: SharedPagesOptions,
  ) {
    this.pageEvents = pageEvents;
    this.heldMsMax = heldMsMax;
  }

  /**
   * A page that contains what follows a position; it may begin before it, and does not go beyond `upTo`. The holder keeps
   * it until its next call of this or of {@link release}. Undefined when the signal aborts. Rejects with the log's
   * failures, and with `StoreUnavailable` when the log that is read does not reach beyond the position yet.
   */
  async after(at: Position, upTo: Position, holder: Holder, signal: AbortSignal): Promise<Slice | undefined> {
    this.release(holder);
    while (!signal.aborted) {
      const page = this.pageAfter(at) ?? (this.makeRoom() ? this.read(at, upTo) : undefined);
      if (page) return this.hold(page, holder);
      await this.change(signal);
    }
    return undefined;
  }

  /** Lets go of what a reader has in hand. */
  release(holder: Holder): void {
    if (!this.holders.delete(holder)) return;
    holder.page = undefined;
    for (const wake of this.waiting) wake();
  }

  private pageAfter(at: Position): Page | undefined {
    return this.pages.findLast(
      ({ after, position }) => after === at || (after <= at && position !== undefined && position > at),
    );
  }

  private hold(page: Page, holder: Holder): Promise<Slice> {
    holder.page = page;
    holder.sinceMs = performance.now();
    this.holders.add(holder);
    return page.slice;
  }

  private read(after: Position, upTo: Position): Page {
    const page: Page = {
      after,
      slice: this.readPage(after, upTo),
      position: undefined,
      events: this.pageEvents,
    };
    this.pages.push(page);
    page.slice.then(
      ({ position, events }) => {
        page.position = position;
        page.events = events.length;
      },
      () => this.drop(page),
    );
    return page;
  }

  private async readPage(after: Position, upTo: Position): Promise<Slice> {
    for await (const slice of this.log.readAll({ after, upTo, max: this.pageEvents })) {
      if (slice.position > after) return slice;
    }
    throw new StoreUnavailable(`The log that is read is behind: it ends at ${after || 'its beginning'}.`);
  }

  /** Drops pages that nobody needs, the oldest first; false when there is no room for another one. */
  private makeRoom(): boolean {
    let kept = this.pages.reduce((sum, { events }) => sum + events, 0);
    if (kept + this.pageEvents <= EVENTS_MAX) return true;
    const needed = this.needed();
    for (const page of this.pages.filter((one) => !needed.has(one))) {
      this.drop(page);
      kept -= page.events;
      if (kept + this.pageEvents <= EVENTS_MAX) return true;
    }
    return false;
  }

  /** The pages that readers have in hand, and those that they come to from there. */
  private needed(): ReadonlySet<Page> {
    const stuckSinceMs = performance.now() - this.heldMsMax;
    const needed = new Set<Page>();
    for (const { page, sinceMs = 0 } of this.holders) if (page && sinceMs > stuckSinceMs) needed.add(page);
    for (const { position } of needed) {
      const next = position === undefined ? undefined : this.pageAfter(position);
      if (next) needed.add(next);
    }
    return needed;
  }

  private drop(page: Page): void {
    this.pages.splice(this.pages.indexOf(page) >>> 0, 1);
  }

  /** Resolves when a reader has let go of its page, when one may be stuck, or when the signal aborts. */
  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, this.heldMsMax);
      signal.addEventListener('abort', wake);
      this.waiting.add(wake);
    });
  }
}
