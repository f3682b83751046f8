import type { LogReader } from '@waybill/event-store';
import type { Position } from '@waybill/kernel';
import type { KeyStore } from '@waybill/key-store';
import type { Commands } from '../commands/commands.js';
import type { LogFeed } from '../log/log-feed.js';
import type { Seals } from '../sealing/seals.js';
import { backOff } from '../timers.js';
import { erasedSubjects, isErasure } from './subject.js';

/** How often it is recorded how far the log has been read, in milliseconds, while there are no erasures. */
const MOVE_EVERY_MS = 60_000;

export interface ProcessErasuresParts {
  readonly log: Pick<LogReader, 'readAll'>;
  readonly keys: KeyStore;
  readonly seals: Seals;
  readonly commands: Pick<Commands, 'forget'>;
  readonly nowMs: () => number;
  readonly report: (failure: unknown, what: string) => void;
}

/**
 * Carries out the erasures that the log records, in this process: destroys the key, unless another process has, and
 * forgets what was opened with it. A key store that was restored from a backup loses its erased keys again.
 */
export class ProcessErasures {
  private position: Position = '';
  private movedAtMs = 0;

  constructor(private readonly parts: ProcessErasuresParts) {}

  /** Carries out what is recorded up to a position, before anything can be read with a key that should not be there. */
  async catchUp(head: Position): Promise<void> {
    const { keys, log } = this.parts;
    const after = await keys.position();
    if (after < head) {
      for await (const { events } of log.readAll({ after, upTo: head }))
        await this.carryOut(erasedSubjects(events));
      await keys.moveTo(head);
    }
    this.position = head;
    this.movedAtMs = this.parts.nowMs();
  }

  /** Follows the log until the signal aborts. */
  async follow(feed: LogFeed, signal: AbortSignal): Promise<void> {
    for (let attempt = 5; !signal.aborted; attempt += 1) {
      try {
        for await (const { events, position } of feed.follow({
          after: this.position,
          wants: isErasure,
          signal,
        })) {
          await this.carryOut(erasedSubjects(events));
          this.position = position;
          attempt = 5;
          if (events.length > 0 || this.parts.nowMs() - this.movedAtMs > MOVE_EVERY_MS) await this.move();
        }
      } catch (failure) {
        if (!signal.aborted) this.parts.report(failure, 'erasures');
        await backOff(attempt, signal);
      }
    }
    await this.move();
  }

  private async carryOut(subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) {
      await this.parts.seals.erase(subject);
      this.parts.commands.forget(subject);
    }
  }

  private async move(): Promise<void> {
    await this.parts.keys.moveTo(this.position);
    this.movedAtMs = this.parts.nowMs();
  }
}
