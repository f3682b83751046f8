import { getMetadataStorage, type ValidationArguments } from 'class-validator';

import type { Rule } from './rule-schemas.js';

/** A decorator whose own check runs, because no keyword of JSON Schema means exactly the same. */
export interface Check {
  readonly code: string;
  readonly detail: string;
  accepts(value: unknown): boolean;
}

/** The check behind a class-validator decorator, its arguments and message prepared. */
export function checkOf(rule: Rule, optional: boolean): Check {
  const constraint = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls)[0];
  if (!constraint || constraint.async)
    throw new TypeError(`${rule.propertyName}: @${rule.name} is asynchronous; requests cannot use it.`);
  const validator = constraint.instance;
  const args: ValidationArguments = {
    value: undefined,
    constraints: rule.constraints ?? [],
    targetName: '',
    object: {},
    property: rule.propertyName,
  };
  const isSurelyLongEnough = lengthCheck(rule);
  const message = rule.message ?? validator.defaultMessage?.bind(validator) ?? '';
  return {
    code: kebab(rule.name ?? rule.type),
    detail: detailOf(rule, typeof message === 'string' ? message : message(args), args),
    accepts: (value) =>
      isSurelyLongEnough(value) || (optional && (value === null || value === undefined)) || validates(value),
  };

  /** Some of class-validator's own checks throw, for example at half a character in an e-mail address. */
  function validates(value: unknown): boolean {
    try {
      return validator.validate(value, args) === true;
    } catch {
      return false;
    }
  }
}

/** The bounds of the decorators that count characters. */
const lengthBounds: ReadonlyMap<
  string | undefined,
  (...constraints: readonly unknown[]) => readonly unknown[]
> = new Map([
  ['minLength', (min) => [min, Infinity]],
  ['maxLength', (max) => [0, max]],
  ['isLength', (min, max = Infinity) => [min, max]],
]);

function boundsOf({ name, constraints }: Rule): readonly [min: number, max: number] | undefined {
  const [min, max] = (lengthBounds.get(name)?.(...(constraints ?? [])) ?? []).map(Number);
  return min === undefined || max === undefined ? undefined : [min, max];
}

/**
 * Accepts text that is within the bounds however its characters are counted, which is cheaper than to count them as
 * class-validator does: it counts up to three code units as one character.
 */
function lengthCheck(rule: Rule): (value: unknown) => boolean {
  const bounds = boundsOf(rule);
  if (!bounds) return () => false;
  const [min, max] = bounds;
  return (value) => typeof value === 'string' && value.length >= min * 3 && value.length <= max;
}

/** The sentence for the sender, without the field's name: class-validator's message, except for lengths. */
function detailOf(rule: Rule, message: string, { constraints }: ValidationArguments): string {
  const bounds = rule.message === undefined ? boundsOf(rule) : undefined;
  if (bounds) return lengthDetail(...bounds);
  return message
    .replace(/^(each value in )?\$property /, '')
    .replace(/\$constraint(\d+)/g, (_, index: string) => String(constraints[Number(index) - 1]))
    .replace(/\$property/g, 'the value');
}

function lengthDetail(min: number, max: number): string {
  if (max === Infinity) return `must have at least ${min} characters`;
  return min === 0 ? `must have at most ${max} characters` : `must have ${min} to ${max} characters`;
}

function kebab(name: string): string {
  return name
    .replace(/^is(?=[A-Z])/, '')
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}
