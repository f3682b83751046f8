import { validateSync } from 'class-validator';

import { compile } from './compile.js';
import { isFields, type Fields } from './request.js';
import { instanceOf, type RequestClass } from './request-class.js';
import type { Shape } from './shape.js';

/** Whether class-validator (`specified`) and the compiled validator (`compiled`) accept the same fields. */
export interface Verdicts {
  readonly specified: boolean;
  readonly compiled: boolean;
}

/**
 * Both verdicts, for tests of command classes: they must always be equal. One difference is intended and counts as
 * specified: class-validator accepts a list, null or undefined for a nested object, and a request must not.
 */
export function verdictsOn(type: RequestClass, fields: unknown): Verdicts {
  const { shape, flaws } = compile(type);
  return { specified: isSpecified(type, shape, structuredClone(fields)), compiled: !flaws(fields) };
}

/** Copies of valid fields with one change each: a field left out, null, of another type, or one too many. */
export function* tampered(fields: Readonly<Fields>): Generator<unknown> {
  yield fields;
  yield { ...fields, unknownField: 1 };
  for (const [name, value] of Object.entries(fields)) {
    const { [name]: _, ...others } = fields;
    yield others;
    for (const other of replacements(value)) yield { ...fields, [name]: other };
  }
}

function* replacements(value: unknown): Generator<unknown> {
  yield* [null, '', ' ', 'x', 'x'.repeat(5_000), 0, -1, 1.5, 1e21, 2 ** 53, true, [], [null], [[]], {}, '❤️'];
  if (Array.isArray(value)) {
    yield [...value, ...value];
    for (const item of isFields(value[0]) ? tampered(value[0]) : replacements(value[0]))
      yield [...value, item];
  }
  if (isFields(value)) yield* tampered(value);
}

function isSpecified(type: RequestClass, shape: Shape, fields: unknown): boolean {
  if (!isFields(fields) || !isNestingValid(shape, fields)) return false;
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
  try {
    return validateSync(instanceOf(type, fields), options).length === 0;
  } catch {
    return false;
  }
}

function isNestingValid(shape: Shape, fields: Fields): boolean {
  return shape.fields.every(({ name, nested, optional, list }) => {
    const value = fields[name];
    if (!nested || (optional && (value === null || value === undefined))) return true;
    const parts = list ? value : [value];
    return Array.isArray(parts) && parts.every((part) => isFields(part) && isNestingValid(nested, part));
  });
}
