import type { ProblemCode } from './codes.js';

/** One thing that is wrong with a request: where (JSON pointer, or a parameter's name), which rule, and in words. */
export interface Flaw {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export interface ProblemExtras {
  readonly errors?: readonly Flaw[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the problem document. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** The edge saying no, with one of its own codes. */
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

/** The most flaws that one answer names. */
const MOST_FLAWS = 100;

export function invalidRequest(errors: readonly Flaw[]): Problem {
  const detail = errors.map((flaw) => `${flaw.pointer || 'the body'} ${flaw.detail}`);
  return new Problem(
    'invalid-request',
    `${detail.slice(0, 3).join('; ')}${detail.length > 3 ? '; …' : '.'}`,
    {
      errors: errors.slice(0, MOST_FLAWS),
    },
  );
}
