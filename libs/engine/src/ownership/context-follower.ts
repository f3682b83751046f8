import type { Context, Outside, Position } from '@waybill/kernel';
import { isProgrammingError, OwnershipLost, ReaderStopped } from '../errors.js';
import type { ReaderStatus } from '../reader-status.js';
import type { ParkedItem } from '../state/parked-items.js';
import { aborted, endsWithin, pause } from '../timers.js';
import { ContextReaders, type ReaderParts } from './context-readers.js';
import type { Lease, Leases } from './leases.js';

export interface FollowerParts extends ReaderParts {
  readonly leases: Leases;
  readonly leaseTtlMs: number;
  /** How long readers may take to stop when ownership is lost, in milliseconds; then they are left behind. */
  readonly stageMsMax: number;
  readonly nowMs: () => number;
}

/**
 * Follows the log for one context while this process owns it: read models, sagas, publisher, deadlines. The lease is
 * renewed; when it is lost, everything stops before another owner could be harmed: writes are fenced by the epoch.
 */
export class ContextFollower {
  private readonly started = Promise.withResolvers<void>();
  private running: ContextReaders | undefined;
  private taking: Promise<unknown> = Promise.resolve();
  /** Why this process will not follow the context again. */
  private stopped: string | undefined;

  constructor(
    readonly context: Context,
    private readonly outside: <T>(port: Outside<T>) => T,
    private readonly parts: FollowerParts,
  ) {}

  /**
   * Resolves when the context is followed here, or another process is found to follow it. Rejects when an error in the
   * code keeps it from being followed: that does not pass.
   */
  get ready(): Promise<void> {
    return this.started.promise;
  }

  get isOwner(): boolean {
    return this.running !== undefined;
  }

  /** Why the context cannot be followed by this process; undefined while it can. */
  get stoppedReason(): string | undefined {
    return this.stopped;
  }

  /** Resolves when sagas, consumers and deadlines have stopped. */
  get intakeEnded(): Promise<unknown> {
    return this.taking;
  }

  /** None where another process follows the context. */
  readers(): readonly ReaderStatus[] {
    return this.running?.statuses ?? [];
  }

  /** How far a read model has come; undefined where it does not run in this process. */
  positionOf(readModel: string): Position | undefined {
    return this.running?.positionOf(readModel);
  }

  /** Whether a read model of this process reaches a position in time; undefined where it does not run here. */
  wait(readModel: string, position: Position, timeoutMs: number): Promise<boolean> | undefined {
    return this.running?.wait(readModel, position, timeoutMs);
  }

  /** Has every reader write and save what it has in hand, now. */
  async hurry(): Promise<void> {
    await this.running?.hurry();
  }

  /** Has the publisher tell its consumers how far it has come. */
  hurryMark(): void {
    this.running?.hurryMark();
  }

  /** Has a replica fold what it has received. */
  hurryReplica(name: string): void {
    this.running?.hurryReplica(name);
  }

  async tick(): Promise<void> {
    await this.running?.tick();
  }

  /** Has a parked item handled again. Rejects, or resolves to false, when it fails again or is of no reader here. */
  async retry(item: ParkedItem): Promise<boolean> {
    return (await this.running?.retry(item)) ?? false;
  }

  /** Forgets a parked item. */
  async discard(item: ParkedItem): Promise<void> {
    if (this.running) await this.running.discard(item);
    else await this.parts.parkedItems.remove(item);
  }

  /**
   * Follows whenever this process owns the context. `intake`: sagas, consumers and deadlines stop; `output`: read models
   * and publisher stop.
   */
  async run(intake: AbortSignal, output: AbortSignal): Promise<void> {
    while (!intake.aborted && this.stopped === undefined) {
      const lease = await this.acquire(intake);
      if (!lease) break;
      const lost = new AbortController();
      const renewing = this.keepRenewing(lease, lost, output);
      try {
        await this.follow(
          lease.epoch,
          AbortSignal.any([intake, lost.signal]),
          AbortSignal.any([output, lost.signal]),
          lost,
        );
      } catch (failure) {
        this.failed(failure);
      }
      this.running = undefined;
      lost.abort();
      await renewing;
      await lease
        .release()
        .catch((failure: unknown) => this.parts.report(failure, `lease of ${this.context.name}`));
      if (!intake.aborted) await pause(this.parts.leaseTtlMs / 10, intake);
    }
    this.started.resolve();
  }

  private async acquire(signal: AbortSignal): Promise<Lease | undefined> {
    const { leases, leaseTtlMs, report } = this.parts;
    while (!signal.aborted) {
      try {
        const lease = await leases.acquire(this.context.name, leaseTtlMs);
        if (lease) return lease;
      } catch (failure) {
        report(failure, `lease of ${this.context.name}`);
      }
      this.started.resolve();
      await pause(leaseTtlMs / 4, signal);
    }
    return undefined;
  }

  /** Nobody else may take the lease before its time to live is over: that long this process may go on without an answer. */
  private async keepRenewing(lease: Lease, lost: AbortController, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, lost.signal]);
    const { leaseTtlMs, nowMs, report } = this.parts;
    let renewedAtMs = lease.askedAtMs;
    while (!either.aborted) {
      await pause(leaseTtlMs / 4, either);
      if (either.aborted) return;
      const askedAtMs = nowMs();
      let isKept: boolean | undefined;
      const answered = lease.renew().then(
        (kept) => (isKept = kept),
        (failure: unknown) => report(failure, `lease of ${this.context.name}`),
      );
      await endsWithin(Math.max(leaseTtlMs / 4, leaseTtlMs - (askedAtMs - renewedAtMs)), answered);
      if (isKept) renewedAtMs = askedAtMs;
      else if (isKept === false || nowMs() - renewedAtMs >= leaseTtlMs) lost.abort();
    }
  }

  private async follow(
    epoch: number,
    intake: AbortSignal,
    output: AbortSignal,
    lost: AbortController,
  ): Promise<void> {
    const running = await ContextReaders.open(this.context, this.outside, epoch, this.parts, intake);
    await running.claim();
    this.running = running;
    const taking = running.runIntake(intake);
    this.taking = Promise.allSettled(taking);
    this.started.resolve();
    await this.untilLost([...taking, ...running.runOutput(output)], lost);
  }

  /** Resolves when all work has ended, or some time after ownership was lost. Rejects with the first failure. */
  private async untilLost(work: readonly Promise<unknown>[], lost: AbortController): Promise<void> {
    const { stageMsMax, report } = this.parts;
    const ended = Promise.all(work);
    const failed = ended.catch(() => lost.abort());
    await Promise.race([failed, aborted(lost.signal)]);
    if (!lost.signal.aborted || (await endsWithin(stageMsMax, Promise.allSettled(work)))) {
      await ended;
      return;
    }
    report(
      `It has not stopped within ${stageMsMax} ms and is left behind.`,
      `ownership of ${this.context.name}`,
    );
    // Rejects if it has failed; does not wait for what hangs.
    await Promise.race([ended, Promise.resolve()]);
  }

  private failed(failure: unknown): void {
    const { report } = this.parts;
    if (failure instanceof ReaderStopped) this.stopped = failure.message;
    if (isProgrammingError(failure)) this.started.reject(failure);
    report(
      failure,
      failure instanceof OwnershipLost ? `ownership of ${this.context.name}` : this.context.name,
    );
  }
}
