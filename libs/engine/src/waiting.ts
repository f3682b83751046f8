import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, or returns early when the signal aborts. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** Waits before the next try: full jitter under a doubling bound, at most a second. */
export async function backOff(attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.random() * Math.min(1_000, 2 ** attempt), signal);
}
