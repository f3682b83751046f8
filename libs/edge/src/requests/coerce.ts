import type { Field } from './schema.js';

const NUMBER = /^-?\d{1,17}(\.\d{1,17})?$/;

/** Reads the text of a parameter as what its field declares; text that does not read so is left for the validator. */
export function coerce(field: Field, text: string): unknown {
  if (field.list) return text.split(',').map((item) => scalar(field.itemType, item));
  return scalar(field.type, text);
}

function scalar(type: Field['type'], text: string): unknown {
  if ((type === 'integer' || type === 'number') && NUMBER.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
