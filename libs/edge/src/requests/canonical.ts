import { Problem } from '../problems/problem.js';
import { isFields } from './request.js';

const DEPTH_MAX = 64;

/** JSON text that does not depend on the order of keys (RFC 8785 §3.2.3). */
export function canonical(value: unknown, depth = 0): string {
  if (depth > DEPTH_MAX)
    throw new Problem('bad-request', `The body is nested deeper than ${DEPTH_MAX} levels.`);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`;
  if (!isFields(value)) return JSON.stringify(value) ?? 'null';
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key], depth + 1)}`);
  return `{${members.join(',')}}`;
}
