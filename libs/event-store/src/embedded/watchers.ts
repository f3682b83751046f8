import type { Matching } from './matching.js';
import type { Entry } from './row.js';

/** Everyone who waits with the same filter. */
interface Group {
  readonly filter: Matching;
  readonly waiting: Set<() => void>;
}

/**
 * Those who have read to the end of the log and wait for more. A commit wakes at once whoever wants one of its events;
 * the others are woken together a little later, to see how far the log has come, so that idle ones cost next to nothing.
 */
export class Watchers {
  readonly #groups = new Map<string, Group>();
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly idleMillis: number) {}

  /** Resolves when there is something to see, the signal aborts, or {@link wakeAll} is called. */
  wait(filter: Matching, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const group = this.#groups.get(filter.key) ?? { filter, waiting: new Set() };
      this.#groups.set(filter.key, group);
      const wake = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        group.waiting.delete(wake);
        resolve();
      };
      group.waiting.add(wake);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  committed(entries: readonly Entry[]): void {
    for (const group of this.#groups.values()) {
      if (entries.some(({ event }) => group.filter.matches(event))) this.#wake(group);
    }
    if (this.#groups.size > 0) this.#idle ??= setTimeout(() => this.wakeAll(), this.idleMillis).unref();
  }

  wakeAll(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    for (const group of this.#groups.values()) this.#wake(group);
  }

  #wake(group: Group): void {
    this.#groups.delete(group.filter.key);
    for (const wake of group.waiting) wake();
  }
}
