import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or returns early when the signal aborts. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** Waits before the next try: full jitter under a doubling bound, at most a second. */
export async function backOff(attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.random() * Math.min(1_000, 2 ** attempt), signal);
}

/**
 * Between two writes of a read model under load, in milliseconds; a waiting reader shortens it. All are written at the
 * same beats of the clock, so that a read store can make one transaction of them.
 */
export const BEAT = 250;

/** Milliseconds until the next beat. */
export function untilBeat(beat: number): number {
  return beat - (Date.now() % beat);
}
