import type { StoredEvent } from '../event-store.js';
import type { Stretch } from './log-reader.js';
import type { Matching } from './matching.js';
import type { Entry } from './row.js';

/** The last committed events, as the objects that were appended: what follows the log live reads and parses nothing. */
export class Recent {
  readonly #ring: Entry[] = [];
  #head: number;

  constructor(
    private readonly capacity: number,
    head: number,
  ) {
    this.#head = head;
  }

  /** The position of the last committed event. */
  get head(): number {
    return this.#head;
  }

  add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#head += 1;
      this.#ring[this.#head % this.capacity] = entry;
    }
  }

  /** The event at a position, unless it is too old to be kept. */
  at(position: number): Entry | undefined {
    const isKept = position > 0 && position <= this.#head && position > this.#head - this.capacity;
    return isKept ? this.#ring[position % this.capacity] : undefined;
  }

  /** What matches after a position; undefined when not everything after it is kept. */
  after(position: number, upTo: number, filter: Matching, max: number): Stretch | undefined {
    if (!this.at(position + 1)) return undefined;
    const events: StoredEvent[] = [];
    let reached = position;
    while (reached < upTo && events.length < max) {
      reached += 1;
      const entry = this.at(reached);
      if (entry && filter.matches(entry.event)) events.push(entry.event);
    }
    return { events, position: reached };
  }
}
