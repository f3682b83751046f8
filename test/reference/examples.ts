import type { Schema } from './schemas.js';

const ID = '01930f6e-7a10-7c3e-9d52-5b1f0c2a4e61';

/** What fields are called, and what one of them may contain. The first row that matches a name counts. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/^currency$/, 'EUR'],
  [/^(customerId|subjectId|owner|author)$/, 'ada'],
  [/^carrierEventId$/, 'scan-1'],
  [/^workItemId$/, `payments:capture:${ID}`],
  [/^(id|because|key)$|Ids?$|^(awaiting|waiting|reservations|orders|holds)$/, ID],
  [/^(cause|workItems)$/, `label/${ID}`],
  [/^(at|since|until|.*At|heldSince)$/, '2026-11-22T10:00:00.000Z'],
  [/^expiresOn$/, '2027-01-31'],
  [/url$/i, 'https://carrier.example/parcels/1001'],
  [/^sku$/, 'TEA'],
  [/^(location|from|to)$/, 'main'],
  [/^otherLocation$/, 'north'],
  [/^country$/, 'US'],
  [/^region$/, 'CA'],
  [/^city$/, 'San Francisco'],
  [/^place$/, 'Oakland'],
  [/^postalCode$/, '94103'],
  [/^(lines?|street)$/, '55 Hawthorne Street'],
  [/^name$/, 'Ada Lovelace'],
  [/^company$/, 'Analytical Engines'],
  [/^email$/, 'ada@example.org'],
  [/^phone$/, '+14155550100'],
  [/^locale$/, 'en-US'],
  [/number$/i, '1001'],
  [/^(externalReference|reference)$/, 'A-1001'],
  [/^channel$/, 'web'],
  [/^source$/, 'spring-campaign'],
  [/^title$/, 'Earl Grey'],
  [/^tags$/, 'gift'],
  [/^(text|note|customerNotes)$/, 'Please ring twice.'],
  [/^(method|service|shippingMethod)$/, 'standard'],
  [/^(provider|carrier)$/, 'sandbox'],
  [/^brand$/, 'visa'],
  [/^last4$/, '4242'],
  [/^(reason|failure)$/, 'provider_busy'],
  [/^resolution$/, 'The capture has succeeded.'],
  [/^meaning$/, 'The money for a parcel could not be taken.'],
  [/^evidence$/, 'Bank transfer 4711'],
  [/^proof$/, 'left at the door'],
  [/^lot$/, 'A17'],
  [/^context$/, 'payments'],
  [/^request$/, `POST /v1/payments/${ID}/captures/${ID}/retry`],
  [/^effect$/, 'Repeats the capture.'],
  [/^(event|type)$/, 'orders.OrderPlaced'],
  [/^next$/, 'WyIwMTkzMGY2ZSJd'],
  [/^position$/, '0000000000000042'],
];

const numbers: readonly (readonly [RegExp, number])[] = [
  [/amount|price|total/i, 2500],
  [/^goods$/, 2083],
  [/^tax$/, 417],
  [/^rate$/, 2000],
  [/^(quantity|units|required|allocated)$/, 2],
  [/onHand|^delta$/, 10],
  [/available/, 8],
  [/revision/, 3],
  [/^sequence$/, 1001],
  [/Seconds$/, 7200],
  [/Grams$/, 450],
  [/Mm$/, 200],
  [/^priority$/, 100],
  [/^reorderPoint$/, 5],
  [/^(attempt|count|missing)$/, 1],
];

/** Values of enumerations that a usual order, payment, parcel or stock item has. */
const usual: ReadonlySet<unknown> = new Set(
  [
    'processing confirmed committed in_progress picking in_transit purchased captured succeeded allocated released',
    'shipped open active warehouse capture_failed out_of_stock received user customer manual requested none',
  ].flatMap((words) => words.split(' ')),
);

/** What is true of a usual one. */
const TRUE = /^(sellable|permitted|is(Released|Labelled|ReadyForCapture))$/;

/** A document that the schema describes, with every field. `@example` of a field decides, then its name. */
export function exampleOf(schema: Schema, named: Readonly<Record<string, Schema>>, name = ''): unknown {
  const { $ref, examples, enum: values, anyOf, type, items, properties, additionalProperties } = schema;
  if (Array.isArray(examples)) return examples[0];
  if (Array.isArray(values)) return values.find((value) => usual.has(value)) ?? values[0];
  if (typeof $ref === 'string') return exampleOf(named[$ref.split('/').at(-1) ?? ''] ?? {}, named, name);
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0], named, name);
  if (type === 'array') return isSchema(items) ? [exampleOf(items, named, name)] : [];
  if (type === 'string') return find(texts, name) ?? 'text';
  if (type === 'number') return find(numbers, name) ?? 0;
  if (type === 'boolean') return TRUE.test(name);
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
