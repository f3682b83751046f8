import { Refusal, type Command, type Deadline, type Due } from '@waybill/kernel';
import type { Collection } from '@waybill/read-store';
import type { Clock } from './clock.js';
import { Draining } from './errors.js';
import type { Projector } from './projector.js';

/** The most deadlines that fire in one go. */
const AT_ONCE = 500;

/** Makes an exclusive bound on text inclusive: it sorts after every time that equals it. */
const AND_AT_THAT_VERY_TIME = '~';

/** Commands what is due. After a downtime everything overdue fires, each deadline once. */
export class Ticker {
  private ticking: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly deadline: Deadline,
    private readonly due: Collection<Due>,
    private readonly projector: Projector<Due>,
    private readonly clock: Clock,
    private readonly command: (command: Command, due: Due) => Promise<void>,
    private readonly report: (failure: unknown, what: string) => void,
  ) {}

  /**
   * Fires all that is due by now; what fails is reported, and fires at the next tick. Asked for during a tick, which may
   * have looked before, it is another one afterwards.
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

  private async fireAll(): Promise<void> {
    const now = new Date(this.clock.now()).toISOString();
    const query = { where: { at: { to: `${now}${AND_AT_THAT_VERY_TIME}` } }, sort: { field: 'at' } };
    let cursor: string | undefined;
    do {
      const { items, next } = await this.due.find({ ...query, limit: AT_ONCE, cursor });
      await Promise.all(items.map((due) => this.fire(due)));
      cursor = next;
    } while (cursor !== undefined);
  }

  private async fire(due: Due): Promise<void> {
    try {
      await this.command(this.deadline.fire(due), due).catch((failure: unknown) => this.accept(failure));
      await this.projector.forget(due.id, ({ at }) => at === due.at);
    } catch (failure) {
      if (!(failure instanceof Draining)) this.report(failure, `deadline ${this.deadline.name}`);
    }
  }

  /** A refusal is an answer, too: it is told, and the deadline is over. */
  private accept(failure: unknown): void {
    if (!(failure instanceof Refusal)) throw failure;
    this.report(failure, `deadline ${this.deadline.name}`);
  }
}
