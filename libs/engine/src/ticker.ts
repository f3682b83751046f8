import type { Command, Deadline, Due } from '@waybill/kernel';
import type { Collection } from '@waybill/read-store';
import type { Clock } from './clock.js';
import type { Projector } from './projector.js';

/** The most deadlines that fire in one go. */
const AT_ONCE = 500;

/** Makes an exclusive bound on text inclusive: it sorts after every time that equals it. */
const AND_AT_THAT_VERY_TIME = '~';

/** Commands what is due. After a downtime everything overdue fires, each deadline once. */
export class Ticker {
  private ticking: Promise<void> | undefined;

  constructor(
    private readonly deadline: Deadline,
    private readonly due: Collection<Due>,
    private readonly projector: Projector<Due>,
    private readonly clock: Clock,
    private readonly command: (command: Command, due: Due) => Promise<void>,
  ) {}

  /** Fires all that is due by now; a tick during a tick is the same tick. Rejects with the first failure. */
  tick(): Promise<void> {
    this.ticking ??= this.fireAll().finally(() => (this.ticking = undefined));
    return this.ticking;
  }

  private async fireAll(): Promise<void> {
    const now = new Date(this.clock.now()).toISOString();
    const where = { at: { to: `${now}${AND_AT_THAT_VERY_TIME}` } };
    for (;;) {
      const { items } = await this.due.find({ where, sort: { field: 'at' }, limit: AT_ONCE });
      await Promise.all(items.map((due) => this.fire(due)));
      if (items.length < AT_ONCE) return;
    }
  }

  private async fire(due: Due): Promise<void> {
    await this.command(this.deadline.fire(due), due);
    await this.projector.forget(due.id, ({ at }) => at === due.at);
  }
}
