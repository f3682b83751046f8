/** Requests answered in one turn of the event loop for which one waiting event is handled. */
const ANSWERS_PER_EVENT = 5;
/** Waiting events that are handled in a turn without requests. */
const EVENTS_PER_IDLE_TURN = 64;

interface Waiting {
  readonly events: number;
  readonly begin: () => void;
}

/**
 * Requests before events: each turn of the event loop handles one waiting event, one more for every five requests that
 * were answered in it, and up to 64 when nobody asked for anything. Otherwise a burst of orders would queue behind the
 * work that earlier orders have caused; and no burst can stop that work.
 */
export class RequestPriority {
  private requests = 0;
  private answers = 0;
  private credit = 0;
  private waiting: Waiting[] = [];
  private isScheduled = false;

  /** Runs work that somebody waits for. */
  async request<T>(work: () => Promise<T>): Promise<T> {
    this.requests += 1;
    try {
      return await work();
    } finally {
      this.answers += 1;
    }
  }

  /** Resolves when so many events may be handled; undefined when that is now. */
  turn(events: number): Promise<void> | undefined {
    if (this.waiting.length === 0 && this.credit > 0) {
      this.credit -= events;
      this.schedule();
      return undefined;
    }
    return new Promise((begin) => {
      this.waiting.push({ events, begin });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.grant());
  }

  private grant(): void {
    this.isScheduled = false;
    const isIdle = this.requests === 0 && this.answers === 0;
    const granted = isIdle ? EVENTS_PER_IDLE_TURN : 1 + Math.floor(this.answers / ANSWERS_PER_EVENT);
    this.requests = 0;
    this.answers = 0;
    // A debt is paid first: an item of many events waits for as many turns.
    this.credit = Math.min(0, this.credit) + granted;
    while (this.credit > 0) {
      const next = this.waiting.shift();
      if (!next) break;
      this.credit -= next.events;
      next.begin();
    }
    if (this.waiting.length > 0 || this.credit < 0) this.schedule();
  }
}
