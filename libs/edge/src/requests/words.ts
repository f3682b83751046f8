import { checkOf } from './check.js';
import { rules, type JsonType, type Rule, type Wording } from './rules.js';

export type Json = Readonly<Record<string, unknown>>;

/** The schema that ajv is given, or the one that readers are given. */
export type View = 'checked' | 'documented';

/** Why a class cannot be compiled, with the place. */
export type Unsupported = (what: string) => TypeError;

/** A decorator in the words of JSON Schema, for the field's value or for each of its items. */
export interface Worded extends Wording {
  readonly rule: Rule;
  readonly each: boolean;
}

export function worded(rule: Rule, unsupported: Unsupported): Worded {
  const name = rule.name ?? rule.type;
  const wording = rules.get(name);
  if (!wording) throw unsupported(`@${name} is not a decorator that requests know.`);
  if (rule.groups?.length || rule.validateIf) throw unsupported('groups and validateIf are not supported.');
  return { rule, each: rule.each === true, ...wording(...(rule.constraints ?? [])) };
}

/** What several decorators say together of one value. */
export function words(
  rules: readonly Worded[],
  type: JsonType | undefined,
  optional: boolean,
  view: View,
): Json {
  const said = rules.filter((rule) => view === 'documented' || rule.exact).map((rule) => rule.words ?? {});
  const schema: Record<string, unknown> = Object.assign({}, ...said);
  if (type) schema['type'] = optional && view === 'checked' ? [type, 'null'] : type;
  if (optional && view === 'checked' && Array.isArray(schema['enum']))
    schema['enum'] = [...schema['enum'], null];
  const checks = rules.filter((rule) => !rule.exact).map(({ rule }) => checkOf(rule, optional));
  return view === 'checked' && checks.length > 0 ? { ...schema, checks } : schema;
}

/** An object's words, for a field whose own words are there too. */
export function objectWords({ title, properties, required, additionalProperties }: Json): Json {
  return { ...(title ? { title } : {}), properties, ...(required ? { required } : {}), additionalProperties };
}

/** The one type that all decorators can mean. */
export function narrowest(
  rules: readonly { readonly type?: JsonType }[],
  unsupported: Unsupported,
): JsonType | undefined {
  const types = new Set(rules.flatMap((rule) => rule.type ?? []));
  if (types.has('integer')) types.delete('number');
  if (types.size > 1) throw unsupported(`its decorators ask for ${[...types].join(' and ')} at once.`);
  return [...types][0];
}
