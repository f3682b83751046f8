import type { Matching } from './matching.js';
import type { Entry } from './row.js';

/** Everyone who waits with the same filter. */
interface Group {
  readonly filter: Matching;
  readonly waiting: Set<(seen: number) => void>;
}

/**
 * Those who have read to the end of the log and wait for more. A commit wakes at once whoever wants one of its events;
 * the others are woken together a little later, to see how far the log has come, so that idle ones cost next to nothing.
 */
export class Watchers {
  readonly #groups = new Map<string, Group>();
  #idle: NodeJS.Timeout | undefined;
  #position = 0;

  constructor(private readonly idleMillis: number) {}

  /**
   * Resolves when there is something to see, or the signal aborts, with 0; or with the position up to which there was
   * nothing to see.
   */
  wait(filter: Matching, signal: AbortSignal): Promise<number> {
    return new Promise((resolve) => {
      const group = this.#groups.get(filter.key) ?? { filter, waiting: new Set() };
      this.#groups.set(filter.key, group);
      const wake = (seen: number) => {
        signal.removeEventListener('abort', leave);
        resolve(seen);
      };
      const leave = () => {
        group.waiting.delete(wake);
        resolve(0);
      };
      group.waiting.add(wake);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Everyone who waits has seen the log up to what these follow. */
  committed(entries: readonly Entry[], position: number): void {
    this.#position = position;
    for (const group of this.#groups.values()) {
      if (entries.some(({ event }) => group.filter.matches(event))) this.#wake(group, 0);
    }
    if (this.#groups.size > 0) this.#idle ??= setTimeout(() => this.wakeAll(), this.idleMillis).unref();
  }

  wakeAll(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    for (const group of this.#groups.values()) this.#wake(group, this.#position);
  }

  #wake(group: Group, seen: number): void {
    this.#groups.delete(group.filter.key);
    for (const wake of group.waiting) wake(seen);
  }
}
