import { plainToInstance, type ClassConstructor } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';

import { checkOf, type Check } from './check.js';
import { rules, type JsonType, type Wording } from './rules.js';

export type Json = Readonly<Record<string, unknown>>;

/** A class whose decorators say what a request must be. */
export type RequestClass<T extends object = object> = new (fields: never) => T;

export type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One field of a request class. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  /** Null and undefined mean that the field is absent. */
  readonly optional: boolean;
  readonly list: boolean;
  readonly type?: JsonType;
  readonly itemType?: JsonType;
  readonly nested?: Shape;
  /** What ajv is given: exact words, and the decorators themselves where no word is exact. */
  readonly checked: Json;
  /** What readers are given: words only. */
  readonly documented: Json;
}

/** A request class, read once. */
export interface Shape {
  readonly type: RequestClass;
  readonly fields: readonly Field[];
  readonly checked: Json;
  readonly documented: Json;
}

/**
 * Reads the class-validator and class-transformer decorators of a class. Throws a TypeError that names class, field and
 * decorator for whatever cannot be checked exactly as class-validator would.
 */
export function shapeOf(type: RequestClass, within: readonly RequestClass[] = []): Shape {
  if (within.includes(type))
    throw new TypeError(`${type.name} contains itself; a request cannot be that deep.`);
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  if (metadata.length === 0) throw new TypeError(`${type.name} has no class-validator decorators.`);
  const grouped = Map.groupBy(metadata, (rule) => rule.propertyName);
  const fields = [...grouped].map(([name, its]) => fieldOf(type, name, its, [...within, type]));
  return {
    type,
    fields,
    checked: objectOf(fields, 'checked'),
    documented: objectOf(fields, 'documented', type.name),
  };
}

function objectOf(fields: readonly Field[], view: 'checked' | 'documented', title?: string): Json {
  const required = fields.filter((field) => field.required).map(({ name }) => name);
  return {
    ...(title && { title }),
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, field[view]])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

function fieldOf(
  type: RequestClass,
  name: string,
  metadata: readonly Rule[],
  within: readonly RequestClass[],
): Field {
  const unsupported = (what: string) => new TypeError(`${type.name}.${name}: ${what}`);
  const isOptional = (rule: Rule) => rule.type === 'conditionalValidation' && rule.name === 'isOptional';
  const isNested = (rule: Rule) => rule.type === 'nestedValidation';
  const optional = metadata.some(isOptional);
  const nestedRule = metadata.find(isNested);
  const worded = metadata
    .filter((rule) => rule.type !== 'whitelistValidation' && !isOptional(rule) && !isNested(rule))
    .map((rule): Worded => {
      const wording = rules.get(rule.name ?? rule.type);
      if (!wording) throw unsupported(`@${rule.name ?? rule.type} is not a decorator that requests know.`);
      if (rule.groups?.length || rule.validateIf)
        throw unsupported('groups and validateIf are not supported.');
      return { rule, each: rule.each === true, ...wording(...(rule.constraints ?? [])) };
    });
  const own = worded.filter(({ each }) => !each);
  const ofItems = worded.filter(({ each }) => each);
  const list = own.some((rule) => rule.type === 'array') || nestedRule?.each === true;
  if (ofItems.length > 0 && !list) throw unsupported('{ each: true } needs @IsArray() beside it.');
  const nested = nestedRule && shapeOf(nestedType(type, name, list), within);
  const whole = narrowest(nestedRule ? [...own, { type: list ? 'array' : 'object' }] : own, unsupported);
  const item = narrowest(ofItems, unsupported);
  const view = (key: 'checked' | 'documented'): Json => {
    const items =
      list && (nested?.[key] ?? (ofItems.length > 0 ? words(ofItems, item, false, key) : undefined));
    return {
      ...words(own, whole, optional, key),
      ...(items ? { items } : !list && nested && objectWords(nested[key])),
    };
  };
  return {
    name,
    required: !optional && (worded.length > 0 || nested !== undefined),
    optional,
    list,
    type: whole,
    itemType: item,
    nested,
    checked: view('checked'),
    documented: view('documented'),
  };
}

interface Worded extends Wording {
  readonly rule: Rule;
  readonly each: boolean;
}

function words(
  rules: readonly Worded[],
  type: JsonType | undefined,
  optional: boolean,
  view: 'checked' | 'documented',
): Json {
  const said = rules.filter((rule) => view === 'documented' || rule.exact).map((rule) => rule.words ?? {});
  const schema: Record<string, unknown> = Object.assign({}, ...said);
  if (type) schema['type'] = optional && view === 'checked' ? [type, 'null'] : type;
  if (optional && view === 'checked' && Array.isArray(schema['enum']))
    schema['enum'] = [...schema['enum'], null];
  const checks: readonly Check[] = rules
    .filter((rule) => !rule.exact)
    .map(({ rule }) => checkOf(rule, optional));
  return view === 'checked' && checks.length > 0 ? { ...schema, checks } : schema;
}

function objectWords({ title, properties, required, additionalProperties }: Json): Json {
  return { ...(title ? { title } : {}), properties, ...(required ? { required } : {}), additionalProperties };
}

function narrowest(
  rules: readonly { readonly type?: JsonType }[],
  unsupported: (what: string) => TypeError,
): JsonType | undefined {
  const types = new Set(rules.flatMap((rule) => rule.type ?? []));
  if (types.has('integer')) types.delete('number');
  if (types.size > 1) throw unsupported(`its decorators ask for ${[...types].join(' and ')} at once.`);
  return [...types][0];
}

/** An instance as class-transformer makes it; the class's constructor must bear being given nothing. */
export function instanceOf(type: RequestClass, fields: object): object {
  return plainToInstance(type as ClassConstructor<object>, fields);
}

/** What `@Type()` says, as class-transformer applies it. */
function nestedType(type: RequestClass, name: string, list: boolean): RequestClass {
  const instance = instanceOf(type, { [name]: list ? [{}] : {} });
  const value: unknown = Reflect.get(instance, name);
  const made: unknown = Array.isArray(value) ? value[0] : value;
  const found = made instanceof Object ? made.constructor : Object;
  if (found === Object)
    throw new TypeError(`${type.name}.${name}: @ValidateNested() needs @Type(() => …) beside it.`);
  return found as RequestClass;
}
