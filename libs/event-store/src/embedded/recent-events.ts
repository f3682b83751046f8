import type { StoredEvent } from '../event-store.js';
import type { Entry } from './row.js';

export interface RecentLimits {
  readonly eventsMax: number;
  /** Of the events' JSON, data and meta. The objects in memory take several bytes for each. */
  readonly charactersMax: number;
}

/**
 * The last committed events, as the objects that were appended, so that a subscription which keeps up reads and parses
 * nothing. The oldest ones are dropped when a limit is exceeded, even if that leaves none.
 */
export class RecentEvents {
  /** The event at a position is in the slot `position % eventsMax`. */
  readonly #ring: (Entry | undefined)[];
  readonly #limits: RecentLimits;
  #head: number;
  /** The oldest position that is kept; beyond the head when none is. */
  #oldest: number;
  #characters = 0;

  constructor(limits: RecentLimits, head: number) {
    this.#limits = limits;
    this.#ring = Array.from({ length: limits.eventsMax });
    this.#head = head;
    this.#oldest = head + 1;
  }

  /** The position of the last committed event. */
  get head(): number {
    return this.#head;
  }

  add(entries: readonly Entry[]): void {
    const { eventsMax, charactersMax } = this.#limits;
    for (const entry of entries) {
      if (this.#head - this.#oldest + 1 === eventsMax) this.#dropOldest();
      this.#head += 1;
      this.#ring[this.#head % eventsMax] = entry;
      this.#characters += entry.characters;
      while (this.#characters > charactersMax) this.#dropOldest();
    }
  }

  /** The event at a position, unless it has been dropped. */
  at(position: number): Entry | undefined {
    if (position < this.#oldest || position > this.#head) return undefined;
    return this.#ring[position % this.#limits.eventsMax];
  }

  /** The events after one position up to another; undefined when one of them has been dropped. */
  between(after: number, upTo: number): readonly StoredEvent[] | undefined {
    const events: StoredEvent[] = [];
    for (let position = after + 1; position <= upTo; position += 1) {
      const entry = this.at(position);
      if (!entry) return undefined;
      events.push(entry.event);
    }
    return events;
  }

  #dropOldest(): void {
    const slot = this.#oldest % this.#limits.eventsMax;
    this.#characters -= this.#ring[slot]?.characters ?? 0;
    this.#ring[slot] = undefined;
    this.#oldest += 1;
  }
}
