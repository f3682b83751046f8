/** So many requests in hand are a crowd. */
const MANY = 8;
/** Facts that may be handled for each request that is answered while there is a crowd. */
const SHARE = 1;
/** A crowd is gone when it has not come back for so long, in milliseconds: an answered client takes a moment to ask again. */
const LULL = 50;
/** Facts that are handled after a crowd before it is looked whether it has come back. */
const HANDFUL = 64;

interface Turn {
  readonly facts: number;
  readonly begin: () => void;
}

/**
 * Requests first. While there is a crowd of them, what follows from facts (documents, messages, sagas) gets a share
 * counted in facts per request answered, so that a burst is taken in at full speed and nothing stands still. Otherwise
 * all run free.
 */
export class Precedence {
  private requests = 0;
  private isCrowded = false;
  private lull: NodeJS.Timeout | undefined;
  private credit = 0;
  private waiting: Turn[] = [];

  /** Does what somebody waits for. */
  async request<T>(work: () => Promise<T>): Promise<T> {
    this.requests += 1;
    if (this.requests >= MANY) this.isCrowded = true;
    try {
      return await work();
    } finally {
      this.requests -= 1;
      if (this.isCrowded) this.answered();
    }
  }

  /** Resolves when so many facts may be handled; undefined when that is now. */
  turn(facts: number): Promise<void> | undefined {
    if (!this.isCrowded && this.waiting.length === 0) return undefined;
    return new Promise((begin) => this.waiting.push({ facts, begin }));
  }

  /** No more requests will come: everything else may go on at once. */
  end(): void {
    clearTimeout(this.lull);
    this.lookAround();
  }

  private answered(): void {
    this.credit += SHARE;
    this.spend();
    if (this.requests < MANY) this.lull ??= setTimeout(() => this.lookAround(), LULL);
  }

  private lookAround(): void {
    this.lull = undefined;
    if (this.requests >= MANY) return;
    this.isCrowded = false;
    this.catchUp();
  }

  private catchUp(): void {
    if (this.isCrowded) return;
    this.credit = HANDFUL;
    this.spend();
    if (this.waiting.length > 0) setImmediate(() => this.catchUp());
    else this.credit = 0;
  }

  private spend(): void {
    while (this.credit > 0) {
      const next = this.waiting.shift();
      if (!next) return;
      this.credit -= next.facts;
      next.begin();
    }
  }
}
