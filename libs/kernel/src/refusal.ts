/** How the edge answers: 404, 409 or 422 in HTTP's terms. */
export type RefusalKind = 'unknown' | 'conflict' | 'invalid';

/** The domain saying no to someone who waits for the answer. `code` is stable and names the reason, not the request. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly kind: RefusalKind,
    readonly code: string,
    message: string,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }
}

/**
 * Refuses with a conflict (409) unless the condition holds: the thing is not in a state that allows it. The engine adds
 * the state's `status` and the revision to the details.
 */
export function ensure(
  condition: unknown,
  code: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): asserts condition {
  if (!condition) throw new Refusal('conflict', code, message, details);
}

/** Refuses as unknown (404) unless the condition holds: there is no such thing. */
export function ensureKnown(condition: unknown, code: string, message?: string): asserts condition {
  if (!condition)
    throw new Refusal(
      'unknown',
      code,
      message ?? `There is no such ${code.replace(/-unknown$/, '').replaceAll('-', ' ')}.`,
    );
}

/**
 * Refuses as invalid (422) unless the condition holds: well formed, but against a rule that no later state will lift.
 * `details.field` is the JSON pointer of the field that breaks the rule.
 */
export function ensureValid(
  condition: unknown,
  code: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): asserts condition {
  if (!condition) throw new Refusal('invalid', code, message, details);
}
