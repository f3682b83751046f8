import type { StoredEvent } from '../event-store.js';
import type { LogReader } from './log-reader.js';
import type { Matching } from './matching.js';
import { restore, type Row } from './row.js';

/** Positions in a page. */
export const PAGE = 1000;

/** The page that holds what comes after a position. */
export function pageOf(position: number): number {
  return Math.floor(position / PAGE);
}

/** A thousand positions of the log, each event checked and parsed when it is first wanted. */
export class Page {
  readonly #start: number;
  readonly #slots: (Row | StoredEvent)[];
  /** Where in the page the events of a type are, in order. */
  readonly #byType: ReadonlyMap<string, readonly number[]>;

  constructor(
    number: number,
    /** Bytes of JSON. */
    readonly weight: number,
    private readonly reader: LogReader,
  ) {
    this.#start = number * PAGE;
    const rows = reader.rows(this.#start, this.#start + PAGE);
    this.#slots = [...rows];
    this.#byType = Map.groupBy(rows.keys(), (place) => rows[place]?.[6] ?? '');
  }

  /** Adds what matches after a position until there are `max`, and tells how far it came. */
  collect(after: number, filter: Matching, max: number, events: StoredEvent[]): number {
    for (const place of this.#places(filter)) {
      if (this.#start + place < after) continue;
      if (events.length === max) return this.#start + place;
      const event = this.#event(place, filter);
      if (event) events.push(event);
    }
    return this.#start + PAGE;
  }

  /** Where events of the wanted types are. */
  #places({ types }: Matching): Iterable<number> {
    if (!types) return this.#slots.keys();
    return [...types].flatMap((type) => this.#byType.get(type) ?? []).sort((one, other) => one - other);
  }

  /** The event when it matches; one of an unknown stream does, for it is damaged. */
  #event(place: number, filter: Matching): StoredEvent | undefined {
    const slot = this.#slots[place];
    if (!slot) return undefined;
    if (!isRow(slot)) return filter.matches(slot) ? slot : undefined;
    const [, , stream, , , , type] = slot;
    if (stream !== null && !filter.matches({ type, stream })) return undefined;
    const event = restore(slot, this.reader.file);
    this.#slots[place] = event;
    return event;
  }
}

function isRow(slot: Row | StoredEvent): slot is Row {
  return Array.isArray(slot);
}
