import { getMetadataStorage } from 'class-validator';

import { nestedType, type RequestClass } from './request-class.js';
import type { JsonType, Rule } from './rule-schemas.js';
import {
  commonType,
  fieldRuleOf,
  objectKeywords,
  valueSchema,
  type FieldRule,
  type Json,
  type View,
} from './json-schema.js';

/** One field of a request class. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  /** Null and undefined mean that the field is absent. */
  readonly optional: boolean;
  readonly list: boolean;
  readonly type: JsonType | undefined;
  readonly itemType: JsonType | undefined;
  readonly nested: Shape | undefined;
  /** The standard spelling of the value, or of each item. */
  readonly spell: ((text: string) => string) | undefined;
  readonly spellItem: ((text: string) => string) | undefined;
  /** What ajv compiles: exact keywords, and the decorators' own checks where no keyword is exact. */
  readonly checked: Json;
  /** What the OpenAPI document shows: keywords only. */
  readonly documented: Json;
}

/** The fields and rules of a request class, read from its decorators once. */
export interface Shape {
  readonly type: RequestClass;
  readonly fields: readonly Field[];
  readonly checked: Json;
  readonly documented: Json;
}

/**
 * Reads the class-validator and class-transformer decorators of a class. Throws a TypeError that names class, field and
 * decorator when a decorator cannot be checked exactly as class-validator checks it.
 */
export function shapeOf(type: RequestClass, within: readonly RequestClass[] = []): Shape {
  if (within.includes(type))
    throw new TypeError(`${type.name} contains itself; a request cannot be nested without end.`);
  const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  if (metadata.length === 0) throw new TypeError(`${type.name} has no class-validator decorators.`);
  const grouped = Map.groupBy(metadata, (rule) => rule.propertyName);
  const fields = [...grouped].map(([name, rules]) => fieldOf(type, name, rules, [...within, type]));
  return {
    type,
    fields,
    checked: objectOf(fields, 'checked'),
    documented: objectOf(fields, 'documented', type.name),
  };
}

function objectOf(fields: readonly Field[], view: View, title?: string): Json {
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
  const rules = metadata
    .filter((rule) => rule.type !== 'whitelistValidation' && !isOptional(rule) && !isNested(rule))
    .map((rule) => fieldRuleOf(rule, unsupported));
  const own = rules.filter(({ each }) => !each);
  const ofItems = rules.filter(({ each }) => each);
  const list = own.some((rule) => rule.type === 'array') || nestedRule?.each === true;
  if (ofItems.length > 0 && !list) throw unsupported('{ each: true } needs @IsArray() beside it.');
  const nested = nestedRule && shapeOf(nestedType(type, name, list), within);
  const whole = commonType(nestedRule ? [...own, { type: list ? 'array' : 'object' }] : own, unsupported);
  const item = commonType(ofItems, unsupported);
  const view = (key: View): Json => {
    const items =
      list && (nested?.[key] ?? (ofItems.length > 0 ? valueSchema(ofItems, item, false, key) : undefined));
    return {
      ...valueSchema(own, whole, optional, key),
      ...(items ? { items } : !list && nested && objectKeywords(nested[key])),
    };
  };
  return {
    name,
    required: !optional && (rules.length > 0 || nested !== undefined),
    optional,
    list,
    type: whole,
    itemType: item,
    nested,
    spell: spellOf(own),
    spellItem: spellOf(ofItems),
    checked: view('checked'),
    documented: view('documented'),
  };
}

/** All spellings that a field's decorators define, one after the other. */
function spellOf(rules: readonly FieldRule[]): ((text: string) => string) | undefined {
  const spellings = rules.flatMap(({ spell }) => spell ?? []);
  if (spellings.length === 0) return undefined;
  return (text) => spellings.reduce((spelled, spell) => spell(spelled), text);
}
