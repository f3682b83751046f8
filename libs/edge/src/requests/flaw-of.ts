import type { ErrorObject } from 'ajv';

import type { Flaw } from '../problems/problem.js';

/** An error of ajv as a flaw of the request. */
export function flawOf({ keyword, instancePath, params, message }: ErrorObject): Flaw {
  switch (keyword) {
    case 'required':
      return {
        pointer: `${instancePath}/${escape(params['missingProperty'])}`,
        code: 'required',
        detail: 'is required',
      };
    case 'additionalProperties':
      return {
        pointer: `${instancePath}/${escape(params['additionalProperty'])}`,
        code: 'unknown-field',
        detail: 'is not a known field',
      };
    case 'checks':
      return { pointer: instancePath, code: String(params['code']), detail: message ?? 'is not valid' };
    default: {
      const detail = details[keyword]?.(params) ?? message ?? 'is not valid';
      return { pointer: instancePath, code: keyword, detail };
    }
  }
}

/** What the sender reads about each keyword. */
const details: Readonly<Record<string, (params: ErrorObject['params']) => string>> = {
  enum: ({ allowedValues }) => `must be one of ${listOf(allowedValues).join(', ')}`,
  type: ({ type }) => `must be of type ${String(listOf(type)[0])}`,
  minimum: ({ limit }) => `must be at least ${limit}`,
  maximum: ({ limit }) => `must be at most ${limit}`,
  exclusiveMinimum: ({ limit }) => `must be greater than ${limit}`,
  exclusiveMaximum: ({ limit }) => `must be less than ${limit}`,
  minItems: ({ limit }) => `must have at least ${items(limit)}`,
  maxItems: ({ limit }) => `must have at most ${items(limit)}`,
};

/** Without null, which stands for an absent optional field. */
function listOf(values: unknown): readonly unknown[] {
  return [values].flat().filter((value) => value !== null);
}

function items(count: unknown): string {
  return count === 1 ? '1 item' : `${String(count)} items`;
}

/** RFC 6901 §3. */
function escape(segment: unknown): string {
  return String(segment).replaceAll('~', '~0').replaceAll('/', '~1');
}
