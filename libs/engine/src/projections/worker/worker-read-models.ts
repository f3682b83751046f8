import type { Context } from '@waybill/kernel';
import { ReadStoreUnavailable } from '@waybill/read-store';
import type { LogFeed } from '../../log/log-feed.js';
import type { ReaderStatus } from '../../reader-status.js';
import type { ParkedItem, ParkedItems } from '../../state/parked-items.js';
import { ReadModelHost, type ReadModelGroup } from '../read-model-host.js';
import type { ReadModelWorkerData } from './read-model-worker.js';
import { WorkerThread } from './worker-thread.js';

/** How long the thread may be behind the log before it learns that the log has grown, in milliseconds. */
const ADVANCE_AFTER_MS = 25;

export interface WorkerParts {
  readonly urls: Omit<ReadModelWorkerData, 'head'>;
  readonly feed: LogFeed;
  readonly parkedItems: ParkedItems;
  readonly report: (failure: unknown, what: string) => void;
}

/**
 * Read models in one worker thread, with connections of its own to the log and the read store. When the thread ends,
 * what runs in it fails; whoever opens read models next starts another one.
 */
export class WorkerReadModels extends ReadModelHost {
  private readonly changed = new Map<number, (status: ReaderStatus) => void>();
  private thread: WorkerThread | undefined;
  private groups = 0;
  private advancing: NodeJS.Timeout | undefined;

  constructor(private readonly parts: WorkerParts) {
    super();
    parts.feed.onHead = () => (this.advancing ??= setTimeout(() => this.advance(), ADVANCE_AFTER_MS));
  }

  async open(
    context: Context,
    epoch: number,
    changed: (status: ReaderStatus) => void,
  ): Promise<ReadModelGroup> {
    const thread = (this.thread ??= this.start());
    const group = (this.groups += 1);
    this.changed.set(group, changed);
    await thread.call('open', group, context.file, context.name, epoch);
    return this.groupOf(group, thread);
  }

  override async close(): Promise<void> {
    this.parts.feed.onHead = () => undefined;
    clearTimeout(this.advancing);
    await this.thread?.close();
  }

  private start(): WorkerThread {
    const { feed, parkedItems, report, urls } = this.parts;
    const methods = {
      changed: (group: number, status: ReaderStatus) => this.changed.get(group)?.(status),
      report: (reason: string, what: string) => report(reason, what),
      park: (item: ParkedItem) => parkedItems.add(item),
      unpark: (item: ParkedItem) => parkedItems.remove(item),
      listParked: (by?: string) => parkedItems.list(by),
    };
    const thread = new WorkerThread({ ...urls, head: feed.head }, methods, () => {
      if (this.thread === thread) this.thread = undefined;
    });
    return thread;
  }

  private advance(): void {
    clearTimeout(this.advancing);
    this.advancing = undefined;
    this.thread?.notify('advance', this.parts.feed.head);
  }

  private groupOf(group: number, thread: WorkerThread): ReadModelGroup {
    return {
      claim: () => thread.call('claim', group),
      run: async (signal) => {
        const stop = () => thread.notify('stop', group);
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        try {
          await thread.call('run', group);
        } finally {
          signal.removeEventListener('abort', stop);
          this.changed.delete(group);
        }
      },
      // As text: cloning nested objects costs several times as much.
      fold: (replica, messages) => thread.call('fold', group, replica, JSON.stringify(messages)),
      wait: (name, position, timeoutMs) => {
        this.advance();
        return thread.call<boolean>('wait', group, name, position, timeoutMs).catch(notWhenEnded);
      },
      hurry: () => thread.notify('hurry', group),
      removeDue: (name, due) => thread.call('removeDue', group, name, due),
      retry: (item) => thread.call('retry', group, item),
      repair: (item) => thread.call('repair', group, item),
      repaired: (item) => thread.call('repaired', group, item),
      erase: (subjects) => thread.call('erase', group, subjects),
      erased: () => thread.call('erased', group),
    };
  }
}

/** A thread that has ended has not reached anything. */
function notWhenEnded(failure: unknown): boolean {
  if (failure instanceof ReadStoreUnavailable) return false;
  throw failure;
}
