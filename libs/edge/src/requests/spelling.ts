import { isFields, type Fields } from './request.js';
import type { Field, Shape } from './shape.js';

/**
 * Gives the values of a request their standard spelling, in place: UUIDs in lower case, names without blanks around them.
 * Then equal values are equal texts for validation, for idempotency keys and in every stream's name.
 */
export function spellerOf(shape: Shape): (fields: unknown) => void {
  const steps = shape.fields.flatMap((field) => stepOf(field) ?? []);
  return (fields) => {
    if (isFields(fields)) for (const step of steps) step(fields);
  };
}

function stepOf(field: Field): ((owner: Fields) => void) | undefined {
  const { name } = field;
  const spell = spellOf(field);
  return spell && ((owner) => void (Object.hasOwn(owner, name) && (owner[name] = spell(owner[name]))));
}

function spellOf({ list, nested, spell, spellItem }: Field): ((value: unknown) => unknown) | undefined {
  const ofOne = nested ? inPlace(spellerOf(nested)) : text(list ? spellItem : spell);
  if (!list || !ofOne) return ofOne;
  return (value) => (Array.isArray(value) ? value.map(ofOne) : value);
}

function inPlace(spell: (value: unknown) => void): (value: unknown) => unknown {
  return (value) => {
    spell(value);
    return value;
  };
}

function text(spell: ((text: string) => string) | undefined): ((value: unknown) => unknown) | undefined {
  return spell && ((value) => (typeof value === 'string' ? spell(value) : value));
}
