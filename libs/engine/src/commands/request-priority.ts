/** Requests in flight from which they go first. */
const LOAD_REQUESTS_MIN = 32;
/** Requests answered in one turn of the event loop for which one waiting event is handled under load. */
const ANSWERS_PER_EVENT = 5;
/** Waiting events that are handled in a turn without load. */
const EVENTS_PER_TURN = 64;

interface Waiting {
  readonly events: number;
  readonly begin: () => void;
}

/**
 * Requests before events under load: with 32 requests or more in flight, each turn of the event loop handles one waiting
 * event, and one more for every five requests that were answered in it; otherwise up to 64. A burst of orders does not
 * queue behind the work that earlier orders have caused, and no burst can stop that work.
 */
export class RequestPriority {
  private inFlight = 0;
  private answers = 0;
  private credit = 0;
  private waiting: Waiting[] = [];
  private isScheduled = false;

  /** Runs work that somebody waits for. */
  async request<T>(work: () => Promise<T>): Promise<T> {
    this.inFlight += 1;
    try {
      return await work();
    } finally {
      this.inFlight -= 1;
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
    const isLoaded = this.inFlight + this.answers >= LOAD_REQUESTS_MIN;
    const granted = isLoaded ? 1 + Math.floor(this.answers / ANSWERS_PER_EVENT) : EVENTS_PER_TURN;
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
