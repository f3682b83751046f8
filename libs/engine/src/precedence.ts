/** A request that comes while so many are in hand presses. */
const MANY = 8;
/** So many pressing requests in a row are a crowd; fewer may be a wave that passes. */
const ROW = 128;
/** A row has ended when it was looked around so often, and so many milliseconds apart, and nobody pressed. */
const GLANCES = 10;
const GLANCE = 1;
/** Requests that are answered for each fact that may be handled while there is a crowd. */
const ANSWERS = 10;
/** Facts that may be handled whenever a crowd is seen to pause. */
const PAUSE = 2;
/** Facts that may be handled when there is no crowd, before the next look around. */
const HANDFUL = 64;

interface Turn {
  readonly facts: number;
  readonly begin: () => void;
}

/**
 * Requests first. While there is a crowd of them, what follows from facts (documents, messages, sagas) gets the moments
 * in which they pause and a share counted in facts per requests answered, so that a burst is taken in at full speed and
 * nothing stands still. Otherwise all run free.
 */
export class Precedence {
  private requests = 0;
  private row = 0;
  private quiet = 0;
  private answers = 0;
  private credit = 0;
  private waiting: Turn[] = [];
  private isLooking = false;
  private glance: NodeJS.Timeout | undefined;

  /** Does what somebody waits for. */
  async request<T>(work: () => Promise<T>): Promise<T> {
    this.requests += 1;
    if (this.isPressing) this.press();
    try {
      return await work();
    } finally {
      this.requests -= 1;
      this.answered();
    }
  }

  /** Resolves when so many facts may be handled; undefined when that is now. */
  turn(facts: number): Promise<void> | undefined {
    if (this.waiting.length === 0 && !this.isCrowded) return undefined;
    return new Promise((begin) => {
      this.waiting.push({ facts, begin });
      this.keepLooking();
    });
  }

  /** No more requests will come: everything else may go on at once. */
  end(): void {
    this.row = 0;
    if (this.glance === undefined) return;
    clearTimeout(this.glance);
    this.look();
  }

  private get isPressing(): boolean {
    return this.requests >= MANY;
  }

  private get isCrowded(): boolean {
    return this.row >= ROW;
  }

  private press(): void {
    this.row += 1;
    this.quiet = 0;
    this.keepLooking();
  }

  private answered(): void {
    this.answers += 1;
    if (this.waiting.length === 0 || this.answers % ANSWERS > 0) return;
    this.credit += 1;
    this.spend();
  }

  /** By timers while there is a row, since between two of them newcomers are heard, however long other work took. */
  private keepLooking(): void {
    if (this.isLooking) return;
    this.isLooking = true;
    if (this.row > 0) this.glance = setTimeout(() => this.look(), GLANCE);
    else setImmediate(() => this.look());
  }

  private look(): void {
    this.isLooking = false;
    this.glance = undefined;
    this.quiet = this.isPressing ? 0 : this.quiet + 1;
    if (this.quiet >= GLANCES) this.row = 0;
    if (!this.isCrowded) this.credit = HANDFUL;
    else if (!this.isPressing) this.credit += PAUSE;
    this.spend();
    if (this.row > 0 || this.waiting.length > 0) this.keepLooking();
  }

  /** What nobody takes is not saved. */
  private spend(): void {
    while (this.credit > 0) {
      const next = this.waiting.shift();
      if (!next) this.credit = 0;
      else {
        this.credit -= next.facts;
        next.begin();
      }
    }
  }
}
