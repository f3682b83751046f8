/** Wakes the subscriptions that have delivered every committed event and wait for the next commit. */
export class CommitSignal {
  readonly #waiting = new Set<() => void>();

  /** Resolves at the next commit, when the store closes, or when the signal aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}
