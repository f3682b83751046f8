import { failpoint } from '@waybill/failpoints';
import type { Database } from './database.js';
import { text } from './failures.js';
import { SparePages } from './spare-pages.js';
import type { Topology } from './topology.js';

/** How long an acknowledgement may be in memory only, in milliseconds; a crash delivers the message again. */
const LAG_MS = 100;

/** Deletes acknowledged messages some time after their acknowledgement, many in one transaction. */
export class Acknowledgements {
  /** Why the last attempt failed; undefined when it did not. */
  failure: string | undefined;
  private readonly spare: SparePages;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    private readonly database: Database,
    private readonly topology: Topology,
  ) {
    this.spare = new SparePages(database);
  }

  storeSoon(): void {
    if (this.isStopped) return;
    this.timer ??= setTimeout(() => void this.store(), LAG_MS).unref();
  }

  /** Tries again later when it fails: until then the messages would be delivered again after a restart. */
  async store(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await this.database.mend();
      if (this.deleteAcknowledged()) this.storeSoon();
      this.failure = undefined;
    } catch (error) {
      this.failure = `Acknowledgements cannot be stored: ${text(error)}`;
      this.storeSoon();
    }
  }

  /** For good: later acknowledgements are ignored. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** True when the file has more free pages to give back. */
  private deleteAcknowledged(): boolean {
    const queues = this.topology.all.filter(({ hasAcknowledgements }) => hasAcknowledgements);
    if (queues.length === 0 && this.spare.count === 0) return false;
    const { committed, hasMore } = this.database.write(() => {
      const done = queues.map((queue) => queue.deleteAcknowledged());
      const more = this.spare.giveBack();
      failpoint('bus.before-cursor');
      return { committed: done, hasMore: more };
    });
    for (const forget of committed) forget();
    return hasMore;
  }
}
