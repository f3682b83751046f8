import { setMaxListeners } from 'node:events';
import { sleep, type Sleep } from '../timers.js';

export interface KeyedQueueOptions<T> {
  /** Resolved means done. */
  readonly handle: (item: T) => Promise<void>;
  /** Decides about an item that failed: how many milliseconds to wait before the next try, or undefined when it is parked. */
  readonly failed: (item: T, failure: unknown, attempts: number) => Promise<number | undefined>;
  /** After it nothing is started; what is being handled finishes, what waits for another try is dropped. */
  readonly signal: AbortSignal;
  /** Called when an item is done or parked. */
  readonly settled?: ((item: T) => void) | undefined;
  /** The most items that are handled at a time. */
  readonly concurrency: number;
  /** The most unsettled items to take in, with those that wait behind one in retry. Default 10,000. */
  readonly capacity?: number | undefined;
  readonly sleep?: Sleep | undefined;
}

interface Entry<T, P> {
  readonly item: T;
  readonly key: string;
  position: P;
  attempts: number;
  isSettled: boolean;
  /** The next one taken in, and the next one of the same key. */
  later: Entry<T, P> | undefined;
  behind: Entry<T, P> | undefined;
}

const CAPACITY = 10_000;
/** How long to wait when not even parking succeeds, in milliseconds. */
const PARK_AGAIN_MS = 1_000;
/** Starts before the event loop turns, so that requests are answered in between. */
const STARTS_PER_TURN = 128;

/**
 * Runs a handler over items that arrive in order of position: one at a time per key, in order, many keys at a time. An
 * item in retry delays its key and nothing else, and does not count as being handled.
 */
export class KeyedQueue<T, P> {
  /** Everything up to here is done or parked; undefined before the first. */
  mark: P | undefined;
  /** Items taken in and neither done nor parked. */
  unsettled = 0;
  /** Settles after the signal has aborted and nothing is being handled any more. */
  readonly drained: Promise<void>;

  private readonly lasts = new Map<string, Entry<T, P>>();
  private readonly stop = new AbortController();
  private ready: Entry<T, P>[] = [];
  private oldest: Entry<T, P> | undefined;
  private newest: Entry<T, P> | undefined;
  private running = 0;
  private isScheduled = false;
  private startsLeft = STARTS_PER_TURN;
  private waiting: (() => void)[] = [];
  private readonly finish: () => void;

  constructor(private readonly options: KeyedQueueOptions<T>) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.drained = promise;
    this.finish = resolve;
    setMaxListeners(0, this.stop.signal);
    if (options.signal.aborted) this.abort();
    else options.signal.addEventListener('abort', () => this.abort(), { once: true });
  }

  /** Takes an item in. Positions must ascend. */
  add(item: T, key: string, position: P): void {
    const entry = { item, key, position, attempts: 0, isSettled: false, later: undefined, behind: undefined };
    if (this.newest) this.newest.later = entry;
    else this.oldest = entry;
    this.newest = entry;
    this.unsettled += 1;
    const last = this.lasts.get(key);
    this.lasts.set(key, entry);
    if (last) last.behind = entry;
    else this.start(entry);
  }

  /** Notes that nothing of interest lies between the last item and this position. */
  pass(position: P): void {
    if (this.newest) this.newest.position = position;
    else this.mark = position;
  }

  /** Resolves when it takes more items, or when the signal has aborted. */
  async room(): Promise<void> {
    while (!this.hasRoom && !this.stop.signal.aborted) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** False when the limit is reached, or when enough items are ready that more would only take memory. */
  private get hasRoom(): boolean {
    const { capacity = CAPACITY, concurrency } = this.options;
    return this.unsettled < capacity && this.ready.length < concurrency;
  }

  private schedule(): void {
    if (this.isScheduled || this.ready.length === 0) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.startsLeft = STARTS_PER_TURN;
      this.startSome();
    });
  }

  private startSome(): void {
    if (this.stop.signal.aborted) return;
    const free = this.options.concurrency - this.running;
    const some = this.ready.splice(0, Math.max(0, Math.min(free, this.startsLeft)));
    this.startsLeft -= some.length;
    for (const entry of some) void this.run(entry);
    if (some.length > 0) this.offerRoom();
  }

  private async run(entry: Entry<T, P>): Promise<void> {
    this.running += 1;
    let retryMs: number | undefined;
    try {
      await this.options.handle(entry.item);
    } catch (failure) {
      entry.attempts += 1;
      retryMs = await this.options.failed(entry.item, failure, entry.attempts).catch(() => PARK_AGAIN_MS);
    }
    this.running -= 1;
    if (retryMs === undefined) this.settle(entry);
    else void this.runAfter(retryMs, entry);
    if (this.ready.length > 0) this.startSome();
    this.schedule();
    if (this.running === 0 && this.stop.signal.aborted) this.finish();
  }

  private async runAfter(ms: number, entry: Entry<T, P>): Promise<void> {
    await (this.options.sleep ?? sleep)(ms, this.stop.signal).catch(() => undefined);
    this.start(entry);
  }

  private start(entry: Entry<T, P>): void {
    if (this.stop.signal.aborted) return;
    this.ready.push(entry);
    this.schedule();
  }

  private settle(entry: Entry<T, P>): void {
    entry.isSettled = true;
    this.unsettled -= 1;
    if (entry.behind) this.start(entry.behind);
    else this.lasts.delete(entry.key);
    while (this.oldest?.isSettled) {
      this.mark = this.oldest.position;
      this.oldest = this.oldest.later;
    }
    if (!this.oldest) this.newest = undefined;
    this.options.settled?.(entry.item);
    this.offerRoom();
  }

  private offerRoom(): void {
    if (this.waiting.length === 0 || !this.hasRoom) return;
    this.wake();
  }

  private abort(): void {
    this.stop.abort();
    this.ready = [];
    this.wake();
    if (this.running === 0) this.finish();
  }

  private wake(): void {
    const woken = this.waiting;
    this.waiting = [];
    for (const resolve of woken) resolve();
  }
}
