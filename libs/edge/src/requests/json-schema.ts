import { checkOf } from './check.js';
import { ruleSchemas, type JsonType, type Rule, type RuleSchema } from './rule-schemas.js';

export type Json = Readonly<Record<string, unknown>>;

/** The schema that ajv compiles, or the one that the OpenAPI document shows. */
export type View = 'checked' | 'documented';

/** Why a class cannot be compiled; adds the class and the field. */
export type Unsupported = (reason: string) => TypeError;

/** A decorator with its JSON Schema, for the field's value or for each of its items. */
export interface FieldRule extends RuleSchema {
  readonly rule: Rule;
  readonly each: boolean;
}

export function fieldRuleOf(rule: Rule, unsupported: Unsupported): FieldRule {
  const name = rule.name ?? rule.type;
  const schemaOf = ruleSchemas.get(name);
  if (!schemaOf) throw unsupported(`@${name} is not one of the decorators that requests can use.`);
  if (rule.groups?.length || rule.validateIf) throw unsupported('groups and validateIf are not supported.');
  return { rule, each: rule.each === true, ...schemaOf(...(rule.constraints ?? [])) };
}

/** The schema of one value that all its decorators apply to. */
export function valueSchema(
  rules: readonly FieldRule[],
  type: JsonType | undefined,
  optional: boolean,
  view: View,
): Json {
  const used = rules.filter((rule) => view === 'documented' || rule.isExact);
  const schema: Record<string, unknown> = Object.assign({}, ...used.map(({ keywords }) => keywords ?? {}));
  if (type) schema['type'] = optional && view === 'checked' ? [type, 'null'] : type;
  if (optional && view === 'checked' && Array.isArray(schema['enum']))
    schema['enum'] = [...schema['enum'], null];
  const checks = rules.filter((rule) => !rule.isExact).map(({ rule }) => checkOf(rule, optional));
  return view === 'checked' && checks.length > 0 ? { ...schema, checks } : schema;
}

/** The part of an object's schema that goes into a field beside the field's own keywords. */
export function objectKeywords({ title, properties, required, additionalProperties }: Json): Json {
  return { ...(title ? { title } : {}), properties, ...(required ? { required } : {}), additionalProperties };
}

/** The one type that all decorators ask for; undefined when none asks for a type. */
export function commonType(
  rules: readonly { readonly type?: JsonType | undefined }[],
  unsupported: Unsupported,
): JsonType | undefined {
  const types = new Set(rules.flatMap((rule) => rule.type ?? []));
  if (types.has('integer')) types.delete('number');
  if (types.size > 1) throw unsupported(`its decorators ask for ${[...types].join(' and ')} at once.`);
  return [...types][0];
}
