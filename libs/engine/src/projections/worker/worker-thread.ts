import { Worker } from 'node:worker_threads';
import { KeyStoreUnavailable } from '@waybill/key-store';
import { ReadStoreUnavailable } from '@waybill/read-store';
import { OwnershipLost, ReaderStopped } from '../../errors.js';
import { endsWithin } from '../../timers.js';
import type { ReadModelWorkerData } from './read-model-worker.js';
import { RemoteFailure, Rpc, type Methods } from './rpc.js';

/** How long the thread may take to close its stores, in milliseconds; then it is terminated. */
const CLOSE_MS_MAX = 2_000;

/** Memory for new objects in the thread, in MB: by default Node takes several times as much, and gains nothing. */
const YOUNG_MB_MAX = 48;

/** One life of the worker thread in which read models run. */
export class WorkerThread {
  private readonly worker: Worker;
  private readonly rpc: Rpc;
  private readonly ready = Promise.withResolvers<void>();
  private readonly ended = Promise.withResolvers<void>();
  private failure: Error | undefined;

  /** `methods`: what the thread may call. `onEnd` is called when it has ended, for whatever reason. */
  constructor(data: ReadModelWorkerData, methods: Methods, onEnd: () => void) {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB_MAX };
    const entry = new URL('./read-model-worker.js', import.meta.url);
    this.worker = new Worker(entry, { workerData: data, resourceLimits });
    this.rpc = new Rpc(this.worker, { ...methods, ready: () => this.ready.resolve() });
    this.ready.promise.catch(() => undefined);
    this.worker.on('error', (failure) => (this.failure = failure));
    this.worker.on('exit', (code) => {
      onEnd();
      this.end(code);
    });
  }

  /** Rejects with what the thread rejects with, or with `ReadStoreUnavailable` when the thread has ended. */
  async call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    await this.ready.promise;
    try {
      return await this.rpc.call<T>(method, ...args);
    } catch (failure) {
      throw failure instanceof RemoteFailure ? revived(failure) : failure;
    }
  }

  /** Calls without an answer. */
  notify(method: string, ...args: readonly unknown[]): void {
    this.rpc.notify(method, ...args);
  }

  /** Has the thread close its stores and end. */
  async close(): Promise<void> {
    this.rpc.call('close').catch(() => undefined);
    if (!(await endsWithin(CLOSE_MS_MAX, this.ended.promise))) await this.worker.terminate();
  }

  private end(code: number): void {
    const reason = this.failure ? String(this.failure) : `exit code ${code}`;
    const failure = new ReadStoreUnavailable(`The worker thread of the read models has ended: ${reason}`, {
      cause: this.failure,
    });
    this.ready.reject(failure);
    this.ended.resolve();
    this.rpc.fail(failure);
  }
}

/** The failures that somebody tells apart, as their classes. */
function revived(failure: RemoteFailure): Error {
  const options = { cause: failure };
  if (failure.kind === 'OwnershipLost') return new OwnershipLost(failure.message, options);
  if (failure.kind === 'ReaderStopped') return new ReaderStopped(failure.message, options);
  if (failure.kind === 'TypeError') return new TypeError(failure.message);
  if (failure.kind === 'KeyStoreUnavailable') return new KeyStoreUnavailable(failure.message, options);
  if (failure.kind === 'ReadStoreUnavailable') return new ReadStoreUnavailable(failure.message, options);
  return failure;
}
