import { getMetadataStorage, type ValidationArguments } from 'class-validator';

import type { Rule } from './rules.js';

/** A decorator that is run as it is, because no word of JSON Schema means precisely the same. */
export interface Check {
  readonly code: string;
  readonly detail: string;
  holds(value: unknown): boolean;
}

/** The check behind a class-validator decorator, its arguments and message prepared. */
export function checkOf(rule: Rule, optional: boolean): Check {
  const constraint = getMetadataStorage().getTargetValidatorConstraints(rule.constraintCls)[0];
  if (!constraint || constraint.async)
    throw new TypeError(`${rule.propertyName}: @${rule.name} cannot be run here.`);
  const validator = constraint.instance;
  const given: ValidationArguments = {
    value: undefined,
    constraints: rule.constraints ?? [],
    targetName: '',
    object: {},
    property: rule.propertyName,
  };
  const isPlainlyRight = lengthSeen(rule);
  const message = rule.message ?? validator.defaultMessage?.bind(validator) ?? '';
  return {
    code: kebab(rule.name ?? rule.type),
    detail: worded(typeof message === 'string' ? message : message(given), given),
    holds: (value) =>
      isPlainlyRight(value) || (optional && (value === null || value === undefined)) || accepts(value),
  };

  /** Some of class-validator's own checks throw, for example at half a character in an e-mail address. */
  function accepts(value: unknown): boolean {
    try {
      return validator.validate(value, given) === true;
    } catch {
      return false;
    }
  }
}

/** The bounds of the decorators that count characters. */
const lengths: ReadonlyMap<string | undefined, (...constraints: readonly unknown[]) => readonly unknown[]> =
  new Map([
    ['minLength', (least) => [least, Infinity]],
    ['maxLength', (most) => [0, most]],
    ['isLength', (least, most = Infinity) => [least, most]],
  ]);

/**
 * Sees at once what is neither too short nor too long however its characters are counted: class-validator counts up to
 * three code units as one.
 */
function lengthSeen({ name, constraints }: Rule): (value: unknown) => boolean {
  const [least, most] = (lengths.get(name)?.(...(constraints ?? [])) ?? [Infinity, 0]).map(Number);
  if (least === undefined || most === undefined) return () => false;
  return (value) => typeof value === 'string' && value.length >= least * 3 && value.length <= most;
}

/** class-validator's message without its placeholders, and without the field's name, which the pointer gives. */
function worded(message: string, { constraints }: ValidationArguments): string {
  return message
    .replace(/^(each value in )?\$property /, '')
    .replace(/\$constraint(\d+)/g, (_, index: string) => String(constraints[Number(index) - 1]))
    .replace(/\$property/g, 'it');
}

function kebab(name: string): string {
  return name
    .replace(/^is(?=[A-Z])/, '')
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}
