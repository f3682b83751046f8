import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Unprocessable } from './message-bus.js';

/** Waits so many milliseconds; rejects as soon as the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Real time; does not keep the process alive. */
export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, { signal, ref: false });

export interface LanesOptions<T> {
  /** Resolved means done. Rejected means again after the next wait, or parked when it is an {@link Unprocessable}. */
  readonly handle: (item: T) => Promise<void>;
  /** Takes what no further try can help; when it rejects, the item is handled once more, a second later. */
  readonly park: (item: T, reason: string, attempts: number) => Promise<void>;
  /** The most items that are handled at a time; asked before every start, and never taken for less than 1. */
  readonly window: () => number;
  /** Waits before each further try, in milliseconds. */
  readonly retry: readonly number[];
  /** After it nothing is started; what is being handled finishes, what waits for a further try is put back. */
  readonly signal: AbortSignal;
  /** Called whenever an item is done or parked: the mark may have moved. */
  readonly onSettled?: () => void;
  /** Called, often, while it is hungry after something was started or settled. */
  readonly onRoom?: () => void;
  /** The most unsettled items to take in, those that wait behind one in retry included. Default 10,000. */
  readonly capacity?: number;
  readonly sleep?: Sleep;
}

interface Entry<T, P> {
  readonly item: T;
  readonly key: string;
  position: P;
  attempts: number;
  settled: boolean;
  /** The next one taken in, and the next one of the same key. */
  later: Entry<T, P> | undefined;
  behind: Entry<T, P> | undefined;
}

const PARK_AGAIN = 1_000;
const HANDFUL = 128;

/**
 * Runs a handler over items that arrive in order of position: one at a time per key, in order, many keys at a time.
 * An item in retry holds up its key and nothing else, and takes no place in the window.
 */
export class Lanes<T, P> {
  /** Everything up to here has been done or parked; undefined before the first. */
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
  private poked = false;
  /** Starts left before requests get their turn. */
  private handful = HANDFUL;
  private waiting: (() => void)[] = [];
  private readonly finish: () => void;

  constructor(private readonly options: LanesOptions<T>) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.drained = promise;
    this.finish = resolve;
    setMaxListeners(0, this.stop.signal);
    if (options.signal.aborted) this.abort();
    else options.signal.addEventListener('abort', () => this.abort(), { once: true });
  }

  /** Takes an item in. Positions must ascend. */
  add(item: T, key: string, position: P): void {
    const entry = { item, key, position, attempts: 0, settled: false, later: undefined, behind: undefined };
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

  /** True while it may well take more: little could be started, and not too much is held up. */
  get hungry(): boolean {
    if (this.stop.signal.aborted || this.unsettled >= (this.options.capacity ?? 10_000)) return false;
    return this.ready.length < Math.max(64, this.options.window());
  }

  /** Resolves when it is hungry, or when the signal has aborted. */
  async room(): Promise<void> {
    while (!this.hungry && !this.stop.signal.aborted) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  /** Looks at the window again, soon: it may have grown. */
  poke(): void {
    if (this.poked || this.ready.length === 0) return;
    this.poked = true;
    // Not a microtask: between two handfuls the event loop turns, and requests are heard.
    setImmediate(() => {
      this.poked = false;
      this.handful = HANDFUL;
      this.startSome();
    });
  }

  private startSome(): void {
    if (this.stop.signal.aborted) return;
    const free = Math.max(1, Math.floor(this.options.window())) - this.running;
    const some = this.ready.splice(0, Math.max(0, Math.min(free, this.handful)));
    this.handful -= some.length;
    for (const entry of some) void this.run(entry);
    this.offerRoom();
  }

  private async run(entry: Entry<T, P>): Promise<void> {
    this.running += 1;
    let again: number | undefined;
    try {
      await this.options.handle(entry.item);
    } catch (error) {
      again = await this.failed(entry, error);
    }
    this.running -= 1;
    if (again === undefined) this.settle(entry);
    else void this.runAfter(again, entry);
    if (this.ready.length > 0) this.startSome();
    this.poke();
    if (this.running === 0 && this.stop.signal.aborted) this.finish();
  }

  /** How long to wait for another try; undefined when the item has been parked. */
  private async failed(entry: Entry<T, P>, error: unknown): Promise<number | undefined> {
    const hopeless = error instanceof Unprocessable;
    const wait = hopeless ? undefined : this.options.retry[entry.attempts];
    entry.attempts += 1;
    if (wait !== undefined) return wait;
    if (!hopeless && this.stop.signal.aborted) return 0;
    try {
      await this.options.park(
        entry.item,
        error instanceof Error ? error.message : String(error),
        entry.attempts,
      );
      return undefined;
    } catch {
      return PARK_AGAIN;
    }
  }

  private async runAfter(ms: number, entry: Entry<T, P>): Promise<void> {
    await (this.options.sleep ?? sleep)(ms, this.stop.signal).catch(() => undefined);
    this.start(entry);
  }

  private start(entry: Entry<T, P>): void {
    if (this.stop.signal.aborted) return;
    this.ready.push(entry);
    this.poke();
  }

  private settle(entry: Entry<T, P>): void {
    entry.settled = true;
    this.unsettled -= 1;
    if (entry.behind) this.start(entry.behind);
    else this.lasts.delete(entry.key);
    while (this.oldest?.settled) {
      this.mark = this.oldest.position;
      this.oldest = this.oldest.later;
    }
    if (!this.oldest) this.newest = undefined;
    this.options.onSettled?.();
    this.offerRoom();
  }

  private offerRoom(): void {
    if (!this.hungry) return;
    this.wake();
    this.options.onRoom?.();
  }

  private abort(): void {
    this.stop.abort();
    this.ready = [];
    this.wake();
    if (this.running === 0) this.finish();
  }

  private wake(): void {
    if (this.waiting.length === 0) return;
    const woken = this.waiting;
    this.waiting = [];
    for (const resolve of woken) resolve();
  }
}
