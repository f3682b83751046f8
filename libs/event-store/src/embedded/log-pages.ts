import type { StoredEvent } from '../event-store.js';
import type { LogReader, Stretch } from './log-reader.js';
import type { Matching } from './matching.js';
import { Page, PAGE, pageOf } from './page.js';

/** How many positions one question looks at: what bounds the time it holds its thread. */
const WINDOW = 5 * PAGE;

/** Bytes of JSON in all pages that are kept; a page that alone holds an eighth of that is not. */
const CAPACITY = 12_000_000;

/** Pages of which is known who asked for them. */
const ASKED = 10_000;

/**
 * The log for those who lag, in pages that are read once for all of them. A page is read when a second filter asks for
 * it: whoever is alone is served faster by the database. Two generations of pages, as of heads.
 */
export class LogPages {
  #young = new Map<number, Page>();
  #old = new Map<number, Page>();
  #weight = 0;
  /** The filter that asked for a page first, by its key. */
  readonly #asked = new Map<number, string>();

  constructor(
    private readonly reader: LogReader,
    private readonly capacity = CAPACITY,
  ) {}

  /** What matches after a position, at most `max` events and not beyond `upTo`; looks at a bounded part of the log. */
  after(position: number, upTo: number, filter: Matching, max: number): Stretch {
    const end = Math.min(upTo, pageOf(position) * PAGE + WINDOW);
    const events: StoredEvent[] = [];
    let reached = position;
    const complete = pageOf(end) * PAGE;
    for (let isKept = true; isKept && reached < complete && events.length < max;) {
      const kept = this.#kept(pageOf(reached));
      const page = kept ?? this.#read(pageOf(reached), filter);
      if (!page) break;
      reached = page.collect(reached, filter, max, events);
      isKept = kept !== undefined;
    }
    return reached > position ? { events, position: reached } : this.#ask(position, end, filter, max);
  }

  #kept(number: number): Page | undefined {
    const young = this.#young.get(number);
    if (young) return young;
    const old = this.#old.get(number);
    if (old) this.#keep(number, old);
    return old;
  }

  /** The page, when somebody else wanted it before. What is wrong with one that cannot be read, the database tells. */
  #read(number: number, filter: Matching): Page | undefined {
    const isShared = (this.#asked.get(number) ?? filter.key) !== filter.key;
    if (!isShared) return undefined;
    try {
      const weight = this.reader.weight(number * PAGE, (number + 1) * PAGE);
      if (weight > this.capacity / 8) return undefined;
      const page = new Page(number, weight, this.reader);
      this.#keep(number, page);
      return page;
    } catch {
      return undefined;
    }
  }

  #keep(number: number, page: Page): void {
    this.#young.set(number, page);
    this.#weight += page.weight;
    if (this.#weight <= this.capacity / 2) return;
    this.#old = this.#young;
    this.#young = new Map();
    this.#weight = 0;
  }

  #ask(position: number, end: number, filter: Matching, max: number): Stretch {
    const stretch = this.reader.after(position, end, filter, max);
    if (this.#asked.size > ASKED) this.#asked.clear();
    for (let number = pageOf(position); number * PAGE < stretch.position; number += 1) {
      if (!this.#asked.has(number)) this.#asked.set(number, filter.key);
    }
    return stretch;
  }
}
