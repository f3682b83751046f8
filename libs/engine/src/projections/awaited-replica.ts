import { pause } from '../timers.js';

/** How often an awaited replica is hurried, in milliseconds. */
const HURRY_EVERY_MS = 20;

/** Has a replica fold soon what its publishers have published, as long as somebody waits for that. */
export class AwaitedReplica {
  private waiting = 0;

  /** `hurry`: has the publishers of this process say how far they have come, and the replica fold what it has received. */
  constructor(
    private readonly hurry: () => void,
    private readonly signal: AbortSignal,
  ) {}

  /** Hurries the replica until the work that waits for it has ended. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.waiting += 1;
    if (this.waiting === 1) void this.keepHurrying();
    try {
      return await work;
    } finally {
      this.waiting -= 1;
    }
  }

  private async keepHurrying(): Promise<void> {
    while (this.waiting > 0 && !this.signal.aborted) {
      this.hurry();
      await pause(HURRY_EVERY_MS, this.signal);
    }
  }
}
