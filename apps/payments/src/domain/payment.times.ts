/** Seconds that the provider has for an answer. */
export const ANSWER_WITHIN = 30;
/** Seconds that the customer has for what the bank asks of them. */
export const ACTION_WITHIN = 30 * 60;
/** Seconds before the provider is asked again what became of an authorisation: after the first unknown answer, … */
export const ASK_AGAIN_AFTER: readonly number[] = [10, 60, 300, 900, 3_600];
/** Seconds before a capture, void or refund is tried again by the same key: after the first failure, … */
export const OPERATION_RETRIES: readonly number[] = [10, 60, 300];
/** How often an order may be tried to be paid. */
export const ATTEMPTS = 3;

export function later(now: string, seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1_000).toISOString();
}
