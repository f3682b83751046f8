import { setTimeout as delay } from 'node:timers/promises';

/** Waits so many milliseconds; rejects as soon as the signal aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Real time; does not keep the process alive. */
export const sleep: Sleep = (ms, signal) => delay(ms, undefined, { signal, ref: false });

/** The longest wait between two tries, in milliseconds. */
const BACK_OFF_MS_MAX = 1_000;

/** Waits, or returns early when the signal aborts. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}

/** Pauses that can be cut short. */
export class Hurry {
  private readonly pauses = new Set<AbortController>();

  /** Waits, or returns early when the signal aborts or {@link now} is called. */
  async pause(ms: number, signal: AbortSignal): Promise<void> {
    const cut = new AbortController();
    this.pauses.add(cut);
    await pause(ms, AbortSignal.any([signal, cut.signal]));
    this.pauses.delete(cut);
  }

  now(): void {
    for (const cut of this.pauses) cut.abort();
  }
}

/** Waits before the next try: full jitter below a bound that doubles with each attempt, at most a second. */
export async function backOff(attempt: number, signal?: AbortSignal): Promise<void> {
  await pause(Math.random() * Math.min(BACK_OFF_MS_MAX, 2 ** attempt), signal);
}

/** Whether the work ended within the time; it goes on afterwards when it did not. */
export async function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timeout = new AbortController();
  const ended = work.then(
    () => true,
    () => true,
  );
  const late = pause(ms, timeout.signal).then(() => false);
  try {
    return await Promise.race([ended, late]);
  } finally {
    timeout.abort();
  }
}

/** Resolves when the signal aborts. */
export async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
