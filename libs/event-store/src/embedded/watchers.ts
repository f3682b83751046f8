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
  /** The groups that want events of a type, and under undefined those that want events of every type. */
  readonly #byType = new Map<string | undefined, Set<Group>>();
  #idle: NodeJS.Timeout | undefined;
  #position = 0;

  constructor(private readonly idleMillis: number) {}

  /**
   * Resolves when there is something to see, or the signal aborts, with 0; or with the position up to which there was
   * nothing to see.
   */
  wait(filter: Matching, signal: AbortSignal): Promise<number> {
    return new Promise((resolve) => {
      const group = this.#groups.get(filter.key) ?? this.#form(filter);
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
    for (const { event } of entries) {
      for (const type of [event.type, undefined]) {
        for (const group of this.#byType.get(type) ?? []) {
          if (group.waiting.size > 0 && group.filter.matches(event)) wake(group, 0);
        }
      }
    }
    if (this.#groups.size > 0) this.#idle ??= setTimeout(() => this.wakeAll(), this.idleMillis).unref();
  }

  wakeAll(): void {
    clearTimeout(this.#idle);
    this.#idle = undefined;
    for (const group of this.#groups.values()) {
      if (group.waiting.size === 0) this.#dissolve(group);
      else wake(group, this.#position);
    }
  }

  #form(filter: Matching): Group {
    const group = { filter, waiting: new Set<(seen: number) => void>() };
    this.#groups.set(filter.key, group);
    for (const type of filter.types ?? [undefined]) {
      const others = this.#byType.get(type) ?? new Set();
      this.#byType.set(type, others.add(group));
    }
    return group;
  }

  /** Nobody has waited with its filter for a while. */
  #dissolve(group: Group): void {
    this.#groups.delete(group.filter.key);
    for (const type of group.filter.types ?? [undefined]) {
      const others = this.#byType.get(type);
      others?.delete(group);
      if (others?.size === 0) this.#byType.delete(type);
    }
  }
}

function wake(group: Group, seen: number): void {
  for (const one of group.waiting) one(seen);
  group.waiting.clear();
}
