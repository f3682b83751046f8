/** So many requests in hand are pressing. */
const MANY = 8;
/** Requests that have been pressing for so long are a crowd, in milliseconds; before that they may be a wave that passes. */
const WAVE = 250;
/** Answered clients take a moment to ask again: so long they are missed before they are gone, in milliseconds. */
const MOMENT = 20;
/** Requests that are answered for each fact that may be handled while a crowd is pressing. */
const ANSWERS = 10;
/** Facts that are handled while nobody is pressing, before the next look around. */
const HANDFUL = 32;
/** How often it is looked whether a crowd is still pressing, in milliseconds. */
const GLANCE = 1;

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
  private pressingSince = -Infinity;
  private pressedAt = -Infinity;
  private answers = 0;
  private credit = 0;
  private waiting: Turn[] = [];
  private isLooking = false;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Does what somebody waits for. */
  async request<T>(work: () => Promise<T>): Promise<T> {
    this.requests += 1;
    if (this.isPressing) this.press();
    try {
      return await work();
    } finally {
      if (this.isPressing) this.press();
      this.requests -= 1;
      this.answered();
    }
  }

  /** Resolves when so many facts may be handled; undefined when that is now. */
  turn(facts: number): Promise<void> | undefined {
    if (this.waiting.length === 0 && !this.isCrowded) return undefined;
    return new Promise((begin) => {
      this.waiting.push({ facts, begin });
      if (!this.isLooking) this.lookAgain();
    });
  }

  private get isPressing(): boolean {
    return this.requests >= MANY;
  }

  /** Whether many requests have been pressing for a while, but for moments. */
  private get isCrowded(): boolean {
    const now = this.now();
    const last = this.isPressing ? now : this.pressedAt;
    return now - last <= MOMENT && last - this.pressingSince >= WAVE;
  }

  private press(): void {
    const now = this.now();
    if (now - this.pressedAt > MOMENT) this.pressingSince = now;
    this.pressedAt = now;
  }

  private answered(): void {
    this.answers += 1;
    if (this.waiting.length === 0 || this.answers % ANSWERS > 0) return;
    this.credit += 1;
    this.spend();
  }

  private lookAgain(): void {
    this.isLooking = true;
    if (this.isPressing && this.isCrowded) setTimeout(() => this.look(), GLANCE);
    else setImmediate(() => this.look());
  }

  private look(): void {
    if (!this.isCrowded) this.credit = HANDFUL;
    else if (!this.isPressing) this.credit += HANDFUL;
    this.spend();
    this.isLooking = false;
    if (this.waiting.length > 0) this.lookAgain();
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
