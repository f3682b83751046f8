import type { Position } from '@waybill/kernel';
import type { LogFeed } from './log/log-feed.js';
import type { ContextFollower } from './ownership/context-follower.js';
import type { ReaderStatus } from './reader-status.js';

/** After how long without progress a reader that fails counts as standing still, in milliseconds. */
const STANDS_STILL_MS = 30_000;

/** Whether a part of this process is ready to work, and why not. */
export interface Health {
  readonly name: string;
  readonly isReady: boolean;
  readonly reason?: string | undefined;
}

/** Judges the readers of this process. */
export class ReaderHealth {
  private readonly seen = new Map<string, { readonly position: Position; readonly sinceMs: number }>();

  constructor(
    private readonly feed: LogFeed,
    private readonly followers: readonly ContextFollower[],
    private readonly nowMs: () => number,
  ) {}

  check(): readonly Health[] {
    return this.followers.flatMap((follower) => {
      const { name } = follower.context;
      const reason = follower.stoppedReason;
      const readers = follower.readers().map((status) => this.judge(status));
      return [{ name, isReady: reason === undefined, reason }, ...readers.filter(({ isReady }) => !isReady)];
    });
  }

  private judge(status: ReaderStatus): Health {
    const reason = this.reasonOf(status);
    return { name: status.name, isReady: reason === undefined, reason };
  }

  private reasonOf({
    name,
    stopped,
    isCatchingUp,
    kind,
    position,
    failure,
  }: ReaderStatus): string | undefined {
    if (stopped !== undefined) return stopped;
    if (isCatchingUp && (kind === 'projection' || kind === 'replica')) {
      return `The read model is being built; it has reached ${position || 'no event'} of ${this.feed.head}.`;
    }
    const seen = this.seen.get(name);
    if (seen?.position !== position) this.seen.set(name, { position, sinceMs: this.nowMs() });
    const standsStill = seen?.position === position && this.nowMs() - seen.sinceMs > STANDS_STILL_MS;
    if (!standsStill || position >= this.feed.head || failure === undefined) return undefined;
    return `It has not advanced beyond ${position || 'the beginning'} for 30 seconds. ${failure}`;
  }
}
