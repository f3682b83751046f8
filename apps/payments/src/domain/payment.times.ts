const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** How long the provider may take to answer. */
export const ANSWER_MS = 30 * SECOND_MS;
/** How long the customer may take for what the bank requires. */
export const ACTION_MS = 30 * MINUTE_MS;
/** How long to wait after each unknown answer before asking again what became of an authorisation. */
export const ASK_AGAIN_MS: readonly number[] = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  60 * MINUTE_MS,
];
/** How long to wait after each failure before requesting a capture, void or refund again with the same key. */
export const RETRY_MS: readonly number[] = [10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS];
/** How often a customer may try to pay for an order. */
export const ATTEMPTS_MAX = 3;

/** RFC 3339 in UTC with milliseconds, like every time in the domain, so that times compare as text. */
export function later(time: string, delayMs: number): string {
  return new Date(Date.parse(time) + delayMs).toISOString();
}
