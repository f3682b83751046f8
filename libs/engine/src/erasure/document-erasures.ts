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
  private position: Position = START;
  private startHead: Position = START;
  private savedAtMs = 0;
  private failure: string | undefined;

  constructor(
    readonly name: string,
    private readonly parts: DocumentErasuresParts,
  ) {
    parts.checkpoint.capture = () => ({ value: this.position });
  }

  get status(): ReaderStatus {
    const { name, position, failure } = this;
    const isCatchingUp = position < this.startHead;
    return { name, kind: 'erasures', position, isCatchingUp, pending: 0, parked: 0, failure };
  }

  /** Takes over the checkpoint. */
  async claim(): Promise<void> {
    this.position = (await this.parts.checkpoint.claim()) ?? START;
  }

  /** Runs until the signal aborts. Rejects with `OwnershipLost`. */
  async run(signal: AbortSignal): Promise<void> {
    this.startHead = this.parts.feed.head;
    const failed = Promise.withResolvers<never>();
    await Promise.race([failed.promise, this.follow(signal, failed.reject)]);
    await this.parts.checkpoint.flush();
  }

  private async follow(signal: AbortSignal, fail: (failure: unknown) => void): Promise<void> {
    const { feed, checkpoint, report } = this.parts;
    for (let attempt = 5; !signal.aborted; attempt += 1) {
      try {
        for await (const { events, position } of feed.follow({
          after: this.position,
          wants: isErasure,
          signal,
        })) {
          if (events.length > 0 && !(await this.erase(erasedSubjects(events), signal))) return;
          this.position = position;
          this.failure = undefined;
          attempt = 5;
          if (events.length === 0 && Date.now() - this.savedAtMs < SAVE_EVERY_MS) continue;
          this.savedAtMs = Date.now();
          checkpoint.save(signal).catch((failure: unknown) => {
            if (!signal.aborted) fail(failure);
          });
        }
      } catch (failure) {
        if (signal.aborted) return;
        this.failure = reasonOf(failure);
        report(failure, this.name);
        await backOff(attempt, signal);
      }
    }
  }

  /** False when the signal aborts before all is done: what is left is done after the next start. */
  private async erase(subjects: readonly string[], signal: AbortSignal): Promise<boolean> {
    const { group, request } = this.parts;
    const tryOnce = async () => {
      await request(await group.erase(subjects));
      return group.erased();
    };
    for (let attempt = 5; !signal.aborted; attempt += 1) {
      // Not waited for when the process stops: a publisher may have stopped before.
      if (await Promise.race([tryOnce(), aborted(signal).then(() => false)])) return true;
      await backOff(attempt, signal);
    }
    return false;
  }
}
