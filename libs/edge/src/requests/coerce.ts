import type { Field } from './shape.js';

const NUMBER = /^-?\d{1,17}(\.\d{1,17})?$/;

/** Converts the text of a parameter to its field's type. Text that cannot be converted stays text, and the validator rejects it. */
export function coerce(field: Field, text: string): unknown {
  if (field.list) return text.split(',').map((item) => scalar(field.itemType, item));
  return scalar(field.type, text);
}

function scalar(type: Field['type'], text: string): unknown {
  if ((type === 'integer' || type === 'number') && NUMBER.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
