import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { type Slice, StoreUnavailable, type SubscriptionRange } from '../event-store.js';
import type { CommitSignal } from './commit-signal.js';
import { format } from './row.js';
import { beginning, type ReadEvents } from './slices.js';

/** How long a subscription waits after a read that failed, unless the log is damaged or closed. */
const RETRY_MS = 250;

interface Log {
  /** The position of the last event that is durable. */
  readonly head: () => number;
  readonly read: ReadEvents;
  readonly committed: CommitSignal;
  /** Throws once the store is closed. */
  readonly ensureOpen: () => void;
}

/** Delivers the log from a position on, one slice at a time, and waits at its end for the next commit. */
export async function* subscription(range: SubscriptionRange, log: Log): AsyncGenerator<Slice> {
  const { signal } = range;
  const { after, max } = beginning(range);
  let at = after;
  while (!signal.aborted) {
    log.ensureOpen();
    const upTo = Math.min(log.head(), at + max);
    if (at >= upTo) {
      await log.committed.next(signal);
      continue;
    }
    const events = await readOrWait(at, upTo, log, signal);
    if (!events) continue;
    at = upTo;
    yield { events, position: format(at) };
    if (at < log.head()) await turn();
  }
}

/** The events; or undefined, after a wait, when they could not be read for now. */
async function readOrWait(after: number, upTo: number, { read, ensureOpen }: Log, signal: AbortSignal) {
  try {
    return read(after, upTo);
  } catch (error) {
    ensureOpen();
    if (!(error instanceof StoreUnavailable)) throw error;
    await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
    return undefined;
  }
}
