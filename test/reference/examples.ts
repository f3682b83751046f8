import type { Schema } from './schemas.js';

/** What fields are called, and what one of them may contain. The first row that matches a name counts. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/^currency$/, 'EUR'],
  [/^(customerId|subjectId)$/, 'ada'],
  [/^(id|because)$|Id$/, '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61'],
  [/^(at|.*At)$/, '2026-11-22T10:00:00.000Z'],
  [/url$/i, 'https://carrier.example/label.pdf'],
  [/^sku$/, 'TEA'],
  [/^(location|from|to)$/, 'main'],
  [/^country$/, 'US'],
  [/^region$/, 'CA'],
  [/^city$/, 'San Francisco'],
  [/^postalCode$/, '94103'],
  [/^lines?$/, '55 Hawthorne Street'],
  [/^name$/, 'Ada Lovelace'],
  [/^email$/, 'ada@example.org'],
  [/^phone$/, '+14155550100'],
  [/^locale$/, 'en-US'],
  [/number$/i, '1001'],
  [/^channel$/, 'web'],
  [/^(event|type)$/, 'orders.OrderPlaced'],
  [/^street$/, '55 Hawthorne Street'],
  [/^next$/, 'WyIwMTkzMGY2ZSJd'],
  [/^position$/, '0000000000000042'],
];

const numbers: readonly (readonly [RegExp, number])[] = [
  [/amount|price|total/i, 2500],
  [/quantity|onHand|available/i, 10],
  [/revision/, 3],
];

/** A document that the schema describes, with every field. `example` in a field's schema decides, then its name. */
export function exampleOf(schema: Schema, named: Readonly<Record<string, Schema>>, name = ''): unknown {
  const { $ref, examples, enum: values, anyOf, type, items, properties, additionalProperties } = schema;
  if (Array.isArray(examples)) return examples[0];
  if (Array.isArray(values)) return values[0];
  if (typeof $ref === 'string') return exampleOf(named[$ref.split('/').at(-1) ?? ''] ?? {}, named, name);
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0], named, name);
  if (type === 'array') return isSchema(items) ? [exampleOf(items, named, name)] : [];
  if (type === 'string') return find(texts, name) ?? 'text';
  if (type === 'number') return find(numbers, name) ?? 1;
  if (type === 'boolean') return false;
  if (type === 'null') return null;
  if (isSchema(additionalProperties)) return { TEA: exampleOf(additionalProperties, named, name) };
  const fields = Object.entries(isSchema(properties) ? properties : {});
  return Object.fromEntries(
    fields.map(([field, of]) => [field, isSchema(of) ? exampleOf(of, named, field) : {}]),
  );
}

function find<V>(rows: readonly (readonly [RegExp, V])[], name: string): V | undefined {
  return rows.find(([pattern]) => pattern.test(name))?.[1];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
