import { Worker } from 'node:worker_threads';
import type { Context } from '@waybill/kernel';
import { ReadStoreUnavailable } from '@waybill/read-store';
import { OwnershipLost, ReaderStopped } from '../../errors.js';
import type { LogFeed } from '../../log/log-feed.js';
import type { ReaderStatus } from '../../reader-status.js';
import type { ParkedItem, ParkedItems } from '../../state/parked-items.js';
import { ReadModelHost, type ReadModelGroup } from '../read-model-host.js';
import type { ReadModelWorkerData } from './read-model-worker.js';
import { RemoteFailure, Rpc } from './rpc.js';

/** How long the thread may be behind the log before it learns that the log has grown, in milliseconds. */
const ADVANCE_AFTER_MS = 4;

export interface WorkerParts {
  readonly urls: Omit<ReadModelWorkerData, 'head'>;
  readonly feed: LogFeed;
  readonly parkedItems: ParkedItems;
  readonly report: (failure: unknown, what: string) => void;
}

/** Read models in one worker thread, with connections of its own to the log and the read store. */
export class WorkerReadModels extends ReadModelHost {
  private readonly worker: Worker;
  private readonly rpc: Rpc;
  private readonly changed = new Map<number, (status: ReaderStatus) => void>();
  private readonly ready = Promise.withResolvers<void>();
  private readonly ended = Promise.withResolvers<void>();
  private groups = 0;
  private advancing: NodeJS.Timeout | undefined;

  constructor(private readonly parts: WorkerParts) {
    super();
    const { feed, parkedItems, report, urls } = parts;
    const data: ReadModelWorkerData = { ...urls, head: feed.head };
    this.worker = new Worker(new URL('./read-model-worker.js', import.meta.url), { workerData: data });
    this.rpc = new Rpc(this.worker, {
      ready: () => this.ready.resolve(),
      changed: (group: number, status: ReaderStatus) => this.changed.get(group)?.(status),
      report: (reason: string, what: string) => report(reason, what),
      park: (item: ParkedItem) => parkedItems.add(item),
      unpark: (item: ParkedItem) => parkedItems.remove(item),
      listParked: (by?: string) => parkedItems.list(by),
    });
    this.worker.on('error', (failure) => this.end(failure));
    this.worker.on('exit', (code) =>
      this.end(new Error(`The worker of the read models exited with ${code}.`)),
    );
    feed.onHead = () => (this.advancing ??= setTimeout(() => this.advance(), ADVANCE_AFTER_MS));
  }

  async open(
    context: Context,
    epoch: number,
    changed: (status: ReaderStatus) => void,
  ): Promise<ReadModelGroup> {
    if (context.file === undefined) {
      throw new TypeError(`The context ${context.name} must name its file to run in a worker thread.`);
    }
    await this.ready.promise;
    const group = (this.groups += 1);
    this.changed.set(group, changed);
    await this.call('open', group, context.file, context.name, epoch);
    return this.groupOf(group);
  }

  override async close(): Promise<void> {
    this.parts.feed.onHead = () => undefined;
    clearTimeout(this.advancing);
    await this.rpc.call('close').catch(() => undefined);
    await this.ended.promise;
  }

  private advance(): void {
    clearTimeout(this.advancing);
    this.advancing = undefined;
    this.rpc.notify('advance', this.parts.feed.head);
  }

  private groupOf(group: number): ReadModelGroup {
    const { rpc } = this;
    return {
      claim: () => this.call('claim', group),
      run: async (signal) => {
        const stop = () => rpc.notify('stop', group);
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop, { once: true });
        await this.call('run', group);
        this.changed.delete(group);
      },
      // As text: cloning nested objects costs several times as much.
      fold: (replica, messages) => this.call('fold', group, replica, JSON.stringify(messages)),
      wait: (name, position, timeoutMs) => {
        this.advance();
        return this.call('wait', group, name, position, timeoutMs);
      },
      hurry: () => rpc.notify('hurry', group),
      removeDue: (name, due) => this.call('removeDue', group, name, due),
      retry: (item) => this.call('retry', group, item),
      repair: (item) => this.call('repair', group, item),
      repaired: (item) => this.call('repaired', group, item),
    };
  }

  private async call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    try {
      return await this.rpc.call<T>(method, ...args);
    } catch (failure) {
      throw failure instanceof RemoteFailure ? revived(failure) : failure;
    }
  }

  private end(failure: Error): void {
    this.ready.reject(failure);
    this.ready.promise.catch(() => undefined);
    this.ended.resolve();
    this.rpc.fail(failure);
  }
}

/** The failures that somebody tells apart, as their classes. */
function revived(failure: RemoteFailure): Error {
  const options = { cause: failure };
  if (failure.kind === 'OwnershipLost') return new OwnershipLost(failure.message, options);
  if (failure.kind === 'ReaderStopped') return new ReaderStopped(failure.message, options);
  if (failure.kind === 'ReadStoreUnavailable') return new ReadStoreUnavailable(failure.message, options);
  return failure;
}
