import { Refusal, type Command, type Deadline, type Due } from '@waybill/kernel';
import type { Collection } from '@waybill/read-store';
import type { Clock } from '../clock.js';
import { isProgrammingError, isUnavailable, reasonOf } from '../errors.js';
import type { ParkedItem, ParkedItems } from '../state/parked-items.js';

/** The most deadlines that fire at a time. */
const FIRING_MAX = 500;
/** How often a deadline that fails fires before it is parked. */
const ATTEMPTS_MAX = 5;

/** Makes an exclusive bound on text inclusive: it sorts after every time that equals it. */
const AFTER_THAT_TIME = '~';

export interface TickerParts {
  readonly due: Collection<Due>;
  readonly clock: Clock;
  readonly parkedItems: ParkedItems;
  /** Sends the command of a deadline. */
  readonly send: (command: Command, due: Due) => Promise<void>;
  /** Deletes a deadline that no event will clear, unless it has been moved. */
  readonly remove: (due: Due) => Promise<void>;
  readonly report: (failure: unknown, what: string) => void;
}

/** Fires one kind of deadline. After a downtime everything overdue fires, each deadline once. */
export class Ticker {
  private ticking: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private readonly attempts = new Map<string, number>();
  private readonly parked = new Set<string>();

  constructor(
    readonly name: string,
    private readonly deadline: Deadline,
    private readonly parts: TickerParts,
  ) {}

  /** Learns which deadlines are parked. */
  async claim(): Promise<void> {
    for (const { what } of await this.parts.parkedItems.list(this.name)) this.parked.add(what);
  }

  /**
   * Fires everything that is due by now. During a tick, which may have looked already, it is another tick afterwards.
   */
  tick(): Promise<void> {
    if (!this.ticking) return (this.ticking = this.fireAll().finally(() => (this.ticking = undefined)));
    this.next ??= this.ticking
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.tick();
      });
    return this.next;
  }

  /** Has a parked deadline fire again. Rejects with the reason when it fails again. */
  async retry(item: ParkedItem): Promise<void> {
    const due = { id: item.what, at: item.due ?? item.parkedAt };
    await this.parts.send(this.deadline.fire(due), due);
    await this.parts.remove(due);
    await this.parts.parkedItems.remove(item);
    this.parked.delete(due.id);
  }

  /** Forgets a parked deadline, unless it has been moved: then it fires at its new time. */
  async discard(item: ParkedItem): Promise<void> {
    await this.parts.remove({ id: item.what, at: item.due ?? item.parkedAt });
    await this.parts.parkedItems.remove(item);
    this.parked.delete(item.what);
  }

  private async fireAll(): Promise<void> {
    const now = new Date(this.parts.clock.now()).toISOString();
    const query = { where: { at: { to: `${now}${AFTER_THAT_TIME}` } }, sort: { field: 'at' } };
    let cursor: string | undefined;
    do {
      const { items, next } = await this.parts.due.find({ ...query, limit: FIRING_MAX, cursor });
      await Promise.all(items.filter(({ id }) => !this.parked.has(id)).map((due) => this.fire(due)));
      cursor = next;
    } while (cursor !== undefined);
  }

  private async fire(due: Due): Promise<void> {
    try {
      await this.parts.send(this.deadline.fire(due), due).catch((failure: unknown) => this.accept(failure));
      await this.parts.remove(due);
      this.attempts.delete(due.id);
    } catch (failure) {
      if (!isUnavailable(failure)) await this.failed(due, failure);
    }
  }

  /** A refusal is an answer: it is reported, and the deadline is over. */
  private accept(failure: unknown): void {
    if (!(failure instanceof Refusal)) throw failure;
    this.parts.report(failure, `deadline ${this.name}`);
  }

  /** An error in the code parks the deadline at once, any other failure after some ticks. */
  private async failed(due: Due, failure: unknown): Promise<void> {
    const attempts = (this.attempts.get(due.id) ?? 0) + 1;
    this.attempts.set(due.id, attempts);
    if (!isProgrammingError(failure) && attempts < ATTEMPTS_MAX) return;
    this.parts.report(failure, `deadline ${this.name}: parks ${due.id}`);
    const parkedAt = new Date(this.parts.clock.now()).toISOString();
    const reason = reasonOf(failure);
    const nowhere = { stream: '', revision: 0, position: '', event: '' };
    const item = { by: this.name, kind: 'deadline', what: due.id, due: due.at, ...nowhere } as const;
    await this.parts.parkedItems.add({ ...item, reason, attempts, parkedAt });
    this.parked.add(due.id);
    this.attempts.delete(due.id);
  }
}
