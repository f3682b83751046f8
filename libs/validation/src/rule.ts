import { ValidateBy, type ValidationOptions } from 'class-validator';

/** What a decorator of this library means. */
export interface TextRule {
  /** The name under which class-validator stores it. */
  readonly name: string;
  /** The sentence for the sender, without the field's name. */
  readonly detail: string;
  /** What the OpenAPI document shows. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Whether a text in its standard spelling is valid. */
  readonly accepts: (text: string) => boolean;
  /** The standard spelling of a text. Default: the text itself. */
  readonly spell?: (text: string) => string;
}

const known = new Map<string, TextRule>();

/** The rules of this library by their names: the edge reads their schemas and spellings here. */
export const textRules: ReadonlyMap<string, TextRule> = known;

/** Makes the decorator of a rule. It accepts what is valid once it is spelled in the standard way. */
export function textRule(rule: TextRule): (options?: ValidationOptions) => PropertyDecorator {
  known.set(rule.name, rule);
  const { accepts, spell = (text: string) => text } = rule;
  const validate = (value: unknown) => typeof value === 'string' && accepts(spell(value));
  const defaultMessage = () => `$property ${rule.detail}`;
  return (options) => ValidateBy({ name: rule.name, validator: { validate, defaultMessage } }, options);
}
