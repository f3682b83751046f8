import { START } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import type { LogFeed } from '../log/log-feed.js';
import type { ReplicaBackfills } from '../projections/context-read-models.js';
import type { ReadModelGroup } from '../projections/read-model-host.js';
import type { ReaderStatus } from '../reader-status.js';
import { reasonOf } from '../errors.js';
import type { Checkpoint } from '../state/checkpoints.js';
import { aborted, backOff } from '../timers.js';
import { erasedSubjects, isErasure } from './subject.js';

/** How often the checkpoint is saved, in milliseconds, while there are no erasures. */
const SAVE_EVERY_MS = 10_000;

export interface DocumentErasuresParts {
  readonly feed: LogFeed;
  readonly group: Pick<ReadModelGroup, 'erase' | 'erased'>;
  /** In the read store, beside the documents: both are lost together, or not at all. */
  readonly checkpoint: Checkpoint<Position>;
  /** Asks publishers for the past that replicas need. */
  readonly request: (needed: readonly ReplicaBackfills[]) => Promise<void>;
  readonly report: (failure: unknown, what: string) => void;
}

/**
 * Removes personal data from one context's documents once the log says that its subject was erased. The checkpoint moves
 * when nothing is left, so that a crash repeats what it has interrupted.
 */
export class DocumentErasures {
  /** Up to here nothing is left to erase. */
  private position: Position = START;
  /** Up to here the log has been read; what is between the two is pending. */
  private taken: Position = START;
  private pending: string[] = [];
  private working: Promise<void> | undefined;
  private startHead: Position = START;
  private savedAtMs = 0;
  private failure: string | undefined;
  private fail: (failure: unknown) => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly parts: DocumentErasuresParts,
  ) {
    parts.checkpoint.capture = () => ({ value: this.position });
  }

  get status(): ReaderStatus {
    const { name, position, failure } = this;
    const isCatchingUp = position < this.startHead;
    return {
      name,
      kind: 'erasures',
      position,
      isCatchingUp,
      pending: this.pending.length,
      parked: 0,
      failure,
    };
  }

  /** Takes over the checkpoint. */
  async claim(): Promise<void> {
    this.position = (await this.parts.checkpoint.claim()) ?? START;
    this.taken = this.position;
  }

  /** Runs until the signal aborts. Rejects with `OwnershipLost`. */
  async run(signal: AbortSignal): Promise<void> {
    this.startHead = this.parts.feed.head;
    const failed = Promise.withResolvers<never>();
    this.fail = failed.reject;
    await Promise.race([failed.promise, this.follow(signal)]);
    await this.working;
    await this.parts.checkpoint.flush();
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { feed, report } = this.parts;
    for (let attempt = 5; !signal.aborted; attempt += 1) {
      try {
        for await (const { events, position } of feed.follow({
          after: this.taken,
          wants: isErasure,
          signal,
        })) {
          this.taken = position;
          this.pending.push(...erasedSubjects(events));
          if (this.pending.length > 0) this.working ??= this.work(signal);
          else this.moveTo(position, signal, SAVE_EVERY_MS);
          attempt = 5;
        }
      } catch (failure) {
        if (!signal.aborted) report(failure, this.name);
        await backOff(attempt, signal);
      }
    }
  }

  /** What comes meanwhile is erased together afterwards: going through the files costs more than the documents. */
  private async work(signal: AbortSignal): Promise<void> {
    for (let attempt = 5; this.pending.length > 0 && !signal.aborted; attempt += 1) {
      const subjects = [...this.pending];
      const upTo = this.taken;
      if (await this.erase(subjects, signal)) {
        this.pending = this.pending.slice(subjects.length);
        this.moveTo(this.pending.length === 0 ? this.taken : upTo, signal, 0);
        attempt = 5;
      } else await backOff(attempt, signal);
    }
    this.working = undefined;
  }

  /** False when it must be tried again: something failed, or somebody else has had the same documents repaired. */
  private async erase(subjects: readonly string[], signal: AbortSignal): Promise<boolean> {
    const { group, request, report } = this.parts;
    const erase = async () => {
      await request(await group.erase(subjects));
      return group.erased();
    };
    try {
      // Not waited for when the process stops: a publisher may have stopped before. It is done after the next start.
      const isDone = await Promise.race([erase(), aborted(signal).then(() => false)]);
      this.failure = undefined;
      return isDone;
    } catch (failure) {
      this.failure = reasonOf(failure);
      if (!signal.aborted) report(failure, this.name);
      return false;
    }
  }

  private moveTo(position: Position, signal: AbortSignal, saveAfterMs: number): void {
    this.position = position;
    if (Date.now() - this.savedAtMs < saveAfterMs) return;
    this.savedAtMs = Date.now();
    this.parts.checkpoint.save(signal).catch((failure: unknown) => {
      if (!signal.aborted) this.fail(failure);
    });
  }
}
