import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { type LogRange, type Slice, START, StoreUnavailable } from '../event-store.js';
import type { LogPages } from './log-pages.js';
import type { Stretch } from './log-reader.js';
import { type Matching, matching } from './matching.js';
import type { Recent } from './recent.js';
import { format, parse } from './row.js';
import type { Watchers } from './watchers.js';

const SLICE = 500;

/** How long a subscription waits after a read that failed for an outer cause. */
const RETRY_MILLIS = 250;

/** The log in slices, from memory when it is there, from disk otherwise, and never more than one slice at a time. */
export class Slices {
  constructor(
    private readonly parts: {
      readonly recent: Recent;
      readonly pages: LogPages;
      readonly watchers: Watchers;
      /** Throws once the store is closed. */
      readonly ensureOpen: () => void;
    },
  ) {}

  async *toTheEnd({ after = START, filter, max = SLICE }: LogRange): AsyncGenerator<Slice> {
    const wanted = matching(filter);
    let at = parse(after);
    const end = Math.max(this.parts.recent.head, at);
    do {
      const stretch = this.#stretch(at, end, wanted, max);
      at = stretch.position;
      yield toSlice(stretch);
      await turn();
    } while (at < end);
  }

  async *following(range: LogRange & { readonly signal: AbortSignal }): AsyncGenerator<Slice> {
    const { after = START, filter, max = SLICE, signal } = range;
    const { recent, watchers, ensureOpen } = this.parts;
    const wanted = matching(filter);
    let at = parse(after);
    while (!signal.aborted) {
      if (at < recent.head) {
        const stretch = await this.#patiently(() => this.#stretch(at, recent.head, wanted, max), signal);
        if (!stretch) continue;
        at = stretch.position;
        yield toSlice(stretch);
        if (at < recent.head) await turn();
      } else {
        ensureOpen();
        const seen = await watchers.wait(wanted, signal);
        if (seen <= at) continue;
        at = seen;
        yield { events: [], position: format(at) };
      }
    }
  }

  #stretch(at: number, end: number, wanted: Matching, max: number): Stretch {
    const { recent, pages, ensureOpen } = this.parts;
    ensureOpen();
    if (!Number.isSafeInteger(max) || max < 1) throw new RangeError(`A slice cannot hold ${max} events.`);
    if (at >= end) return { events: [], position: at };
    return recent.after(at, end, wanted, max) ?? pages.after(at, end, wanted, max);
  }

  /** A read that failed for an outer cause is tried again later; one that found damage, or a closed store, is not. */
  async #patiently<T>(read: () => T, signal: AbortSignal): Promise<T | undefined> {
    try {
      return read();
    } catch (error) {
      this.parts.ensureOpen();
      if (!(error instanceof StoreUnavailable)) throw error;
      await pause(RETRY_MILLIS, undefined, { signal }).catch(() => undefined);
      return undefined;
    }
  }
}

function toSlice({ events, position }: Stretch): Slice {
  return { events, position: format(position) };
}
