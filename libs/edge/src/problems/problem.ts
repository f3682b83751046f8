import type { ProblemCode } from './codes.js';

/** One mistake in a request: where (JSON pointer, or a parameter's name), which rule, and a sentence about it. */
export interface Flaw {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export interface ProblemExtras {
  readonly errors?: readonly Flaw[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Further members of the problem document. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
}

/** A refusal by the edge itself, with one of its own codes. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly detail?: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail ?? code);
  }
}

/** The most flaws that one answer lists. */
const FLAWS_MAX = 100;

export function invalidRequest(errors: readonly Flaw[]): Problem {
  const detail = errors.map((flaw) => `${flaw.pointer || 'The body'} ${flaw.detail}`);
  return new Problem(
    'invalid-request',
    `${detail.slice(0, 3).join('; ')}${detail.length > 3 ? '; …' : '.'}`,
    {
      errors: errors.slice(0, FLAWS_MAX),
    },
  );
}
