import { setTimeout as pause } from 'node:timers/promises';

/** How long a test waits for what it expects, in milliseconds. */
const WAIT_MS_MAX = 20_000;

/** Resolves as soon as the condition holds; rejects when it has not held for 20 seconds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = String(condition),
): Promise<void> {
  const endMs = performance.now() + WAIT_MS_MAX;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`It has not come to this: ${what}`);
    await pause(2);
  }
}
