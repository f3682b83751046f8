import type { Delivery } from '@waybill/message-bus';
import { isUnavailable, OwnershipLost } from '../errors.js';
import { backOff, Hurry } from '../timers.js';
import { WRITE_EVERY_MS } from './projector.js';

/** The most messages that are folded in one write. */
const BATCH_MAX = 2_000;

/** Collects a replica's messages, has them folded together, and acknowledges them when that is durable. */
export class ReplicaConsumer {
  readonly capacity = 10_000;
  private waiting: Delivery[] = [];
  private writing: Promise<void> | undefined;
  private readonly hurried = new Hurry();
  private readonly ended = Promise.withResolvers<void>();

  constructor(
    private readonly name: string,
    private readonly fold: (deliveries: readonly Delivery[]) => Promise<void>,
    private readonly report: (failure: unknown, what: string) => void,
    private readonly signal: AbortSignal,
  ) {
    const finish = () => void (this.writing ?? Promise.resolve()).then(this.ended.resolve, this.ended.reject);
    if (signal.aborted) finish();
    else signal.addEventListener('abort', finish, { once: true });
  }

  /** Has what was received folded now. */
  hurry(): void {
    this.hurried.now();
  }

  /** Resolves after the signal has aborted, when what was received is folded. Rejects with {@link OwnershipLost}. */
  get done(): Promise<void> {
    return this.ended.promise;
  }

  receive(delivery: Delivery): void {
    this.waiting.push(delivery);
    this.writing ??= this.write().catch((failure: unknown) => this.ended.reject(failure));
  }

  private async write(): Promise<void> {
    try {
      while (this.waiting.length > 0 && (await this.writeBatch()));
    } finally {
      // In the same step as the last look at what waits: otherwise what arrives in between would wait for more to come.
      this.writing = undefined;
    }
  }

  /** False when the process is stopping. */
  private async writeBatch(): Promise<boolean> {
    const untilNextMs = WRITE_EVERY_MS - (Date.now() % WRITE_EVERY_MS);
    if (this.waiting.length < BATCH_MAX) await this.hurried.pause(untilNextMs, this.signal);
    const batch = this.waiting.splice(0, BATCH_MAX);
    if (!(await this.foldInsistently(batch))) return false;
    for (const delivery of batch) delivery.ack();
    return true;
  }

  /** False when the process is stopping: what was not acknowledged comes again. */
  private async foldInsistently(batch: readonly Delivery[]): Promise<boolean> {
    for (let attempt = 5; ; attempt += 1) {
      try {
        await this.fold(batch);
        return true;
      } catch (failure) {
        if (failure instanceof OwnershipLost) throw failure;
        if (this.signal.aborted) return false;
        this.report(failure, `replica ${this.name}`);
        if (!isUnavailable(failure)) attempt = Math.max(attempt, 10);
        await backOff(attempt, this.signal);
      }
    }
  }
}
