import { Ajv, type ErrorObject, type SchemaValidateFunction, type ValidateFunction } from 'ajv';

import type { Flaw } from '../problems/problem.js';
import type { Check } from './check.js';
import { shapeOf, type RequestClass, type Shape } from './schema.js';

/** A request class made ready: what it is, a validator compiled from it, and a way to make instances. */
export interface Compiled<T extends object = object> {
  readonly shape: Shape;
  readonly fieldNames: ReadonlySet<string>;
  /** What is wrong with the fields; undefined when nothing is. */
  flaws(fields: unknown): readonly Flaw[] | undefined;
  /** An instance, of fields that have no flaws. */
  create(fields: object): T;
}

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
ajv.addKeyword({ keyword: 'checks', schemaType: 'array', compile: runChecks, errors: true });

const known = new WeakMap<RequestClass, Compiled>();

/** Compiles a request class, once; throws what {@link shapeOf} throws. */
export function compile(type: RequestClass): Compiled {
  const found = known.get(type);
  if (found) return found;
  const shape = shapeOf(type);
  const validate: ValidateFunction = ajv.compile(shape.checked);
  const compiled: Compiled = {
    shape,
    fieldNames: new Set(shape.fields.map(({ name }) => name)),
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

function flawOf({ keyword, instancePath, params, message }: ErrorObject): Flaw {
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

function creatorOf(shape: Shape): (fields: object) => object {
  const constructor = shape.type as new (fields: object) => object;
  const dropNulls = nullDropper(shape);
  const make = takesFields(constructor, shape)
    ? (fields: object) => new constructor(fields)
    : (fields: object) => Object.assign(new constructor({}), fields);
  if (!dropNulls) return make;
  return (fields) => {
    dropNulls(fields);
    return make(fields);
  };
}

/** Whether the constructor puts the fields it is given in place itself. */
function takesFields(constructor: new (fields: object) => object, { fields: [first] }: Shape): boolean {
  const marker = {};
  return first !== undefined && Reflect.get(new constructor({ [first.name]: marker }), first.name) === marker;
}

type Drop = (fields: object) => void;

/** An optional field that is null is absent: no command ever carries a null that its type does not show. */
function nullDropper({ fields }: Shape): Drop | undefined {
  const drops = fields.flatMap((field): Drop[] => {
    const within = field.nested && nullDropper(field.nested);
    const { name, optional } = field;
    const drop: Drop[] = [];
    if (optional)
      drop.push((owner) => void (Reflect.get(owner, name) === null && Reflect.deleteProperty(owner, name)));
    if (within) drop.push((owner) => [Reflect.get(owner, name) ?? []].flat().forEach(within));
    return drop;
  });
  return drops.length === 0 ? undefined : (owner) => drops.forEach((drop) => drop(owner));
}
