const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

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
/** How long to wait after each failure before requesting an operation again with the same key: 31 hours in all. */
export const RETRY_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  6 * HOUR_MS,
  24 * HOUR_MS,
];
/** How often to ask about an outcome that nobody could find out. */
export const UNRESOLVED_MS = 24 * HOUR_MS;
/** How long a failed capture waits for a person or another payment. */
export const CAPTURE_WAIT_MS = 72 * HOUR_MS;
/** How long before its expiry an authorisation is renewed; half its validity when that is shorter. */
export const RENEWAL_MS = 24 * HOUR_MS;
/** How long a payment waits for its customer or its order. The order's own deadlines are shorter. */
export const UNUSED_MS = 7 * 24 * HOUR_MS;
/** How often a customer may try to pay with one payment. */
export const ATTEMPTS_MAX = 3;
/** When an authorisation of nothing expires. */
export const NEVER = '9999-12-31T23:59:59.999Z';

/** RFC 3339 in UTC with milliseconds, like every time in the domain, so that times compare as text. */
export function later(time: string, delayMs: number): string {
  return new Date(Date.parse(time) + delayMs).toISOString();
}

/** When to renew an authorisation that is granted now. One that cannot be renewed is looked at when it expires. */
export function renewalTime(
  now: string,
  {
    expiresAt,
    capabilities,
  }: { readonly expiresAt: string; readonly capabilities: { readonly renewal: boolean } },
): string {
  if (!capabilities.renewal) return expiresAt;
  const validityMs = Date.parse(expiresAt) - Date.parse(now);
  return later(expiresAt, -Math.min(RENEWAL_MS, Math.max(0, validityMs / 2)));
}
