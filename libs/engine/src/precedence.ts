/** Requests in hand from which on everything else steps back. */
const MANY = 8;
/** Facts that may be handled for each request that is answered while many wait. */
const SHARE = 1;

interface Turn {
  readonly facts: number;
  readonly begin: () => void;
}

/**
 * Requests first. While many of them wait, what follows from facts (documents, messages, sagas) gets a share counted in
 * facts per request answered, so that a burst is taken in at full speed and nothing stands still. Otherwise all run free.
 */
export class Precedence {
  private requests = 0;
  private credit = 0;
  private waiting: Turn[] = [];

  /** Does what somebody waits for. */
  async request<T>(work: () => Promise<T>): Promise<T> {
    this.requests += 1;
    try {
      return await work();
    } finally {
      this.requests -= 1;
      this.answered();
    }
  }

  /** Resolves when so many facts may be handled; undefined when that is now. */
  turn(facts: number): Promise<void> | undefined {
    if (this.requests < MANY) return undefined;
    return new Promise((begin) => this.waiting.push({ facts, begin }));
  }

  private answered(): void {
    if (this.requests < MANY) {
      this.credit = 0;
      const all = this.waiting;
      this.waiting = [];
      for (const { begin } of all) begin();
      return;
    }
    this.credit += SHARE;
    while (this.credit > 0) {
      const next = this.waiting.shift();
      if (!next) return;
      this.credit -= next.facts;
      next.begin();
    }
  }
}
