import type { ErrorObject } from 'ajv';

import type { Flaw } from '../problems/problem.js';

/** What ajv found, as the sender is told it. */
export function flawOf({ keyword, instancePath, params, message }: ErrorObject): Flaw {
  switch (keyword) {
    case 'required':
      return {
        pointer: `${instancePath}/${escape(params['missingProperty'])}`,
        code: 'required',
        detail: 'is missing',
      };
    case 'additionalProperties':
      return {
        pointer: `${instancePath}/${escape(params['additionalProperty'])}`,
        code: 'unknown-field',
        detail: 'is not a field',
      };
    case 'enum':
      return {
        pointer: instancePath,
        code: 'enum',
        detail: `must be one of ${[params['allowedValues']]
          .flat()
          .filter((value) => value !== null)
          .join(', ')}`,
      };
    case 'type':
      return { pointer: instancePath, code: 'type', detail: `must be of type ${[params['type']].flat()[0]}` };
    case 'checks':
      return { pointer: instancePath, code: String(params['code']), detail: message ?? 'is wrong' };
    default:
      return { pointer: instancePath, code: keyword, detail: message ?? 'is wrong' };
  }
}

/** RFC 6901 §3. */
function escape(segment: unknown): string {
  return String(segment).replaceAll('~', '~0').replaceAll('/', '~1');
}
