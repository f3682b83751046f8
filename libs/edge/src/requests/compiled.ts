import { Ajv, type SchemaValidateFunction } from 'ajv';

import type { Flaw } from '../problems/problem.js';
import type { Check } from './check.js';
import { creatorOf } from './creator.js';
import { flawOf } from './flaw-of.js';
import type { RequestClass } from './request-class.js';
import { shapeOf, type Shape } from './schema.js';

/** A request class made ready: what it is, a validator compiled from it, and a way to make instances. */
export interface Compiled<T extends object = object> {
  readonly shape: Shape;
  /** What is wrong with the fields; undefined when nothing is. */
  readonly flaws: (fields: unknown) => readonly Flaw[] | undefined;
  /** An instance, of fields that have no flaws. */
  readonly create: (fields: object) => T;
}

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addKeyword({ keyword: 'checks', schemaType: 'array', compile: runChecks, errors: true });

const known = new WeakMap<RequestClass, Compiled>();

/** Compiles a request class, once; throws what {@link shapeOf} throws. */
export function compile(type: RequestClass): Compiled {
  const found = known.get(type);
  if (found) return found;
  const shape = shapeOf(type);
  const validate = ajv.compile(shape.checked);
  const compiled: Compiled = {
    shape,
    flaws: (fields) => (validate(fields) ? undefined : (validate.errors ?? []).map(flawOf)),
    create: creatorOf(shape),
  };
  known.set(type, compiled);
  return compiled;
}

function runChecks(checks: readonly Check[]): SchemaValidateFunction {
  const run: SchemaValidateFunction = (value: unknown) => {
    for (const check of checks) if (!check.holds(value)) return fail(run, checks, value);
    return true;
  };
  return run;
}

function fail(run: SchemaValidateFunction, checks: readonly Check[], value: unknown): false {
  run.errors = checks
    .filter((check) => !check.holds(value))
    .map(({ code, detail }) => ({ keyword: 'checks', params: { code }, message: detail }));
  return false;
}
