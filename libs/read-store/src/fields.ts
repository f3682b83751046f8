import type { FieldKind } from '@waybill/kernel';
import type { CollectionDefinition } from './documents.js';

/** A field as it is compared and sorted. Missing values come before all others. */
export type FieldValue = string | number | null;

/** Throws a TypeError for a definition that a store cannot keep. */
export function checkDefinition({ name, version, fields }: Omit<CollectionDefinition, 'search'>): void {
  if (!/^[a-z0-9][a-z0-9.-]{0,99}$/.test(name)) throw new TypeError(`'${name}' cannot name a collection.`);
  if (!Number.isSafeInteger(version) || version < 0)
    throw new TypeError(`${name} has no version ${version}.`);
  const names = Object.keys(fields);
  for (const field of names) {
    if (!/^[A-Za-z][A-Za-z0-9_]{0,59}$/.test(field))
      throw new TypeError(`${name}: '${field}' cannot name a field.`);
  }
  if (names.length > 50) throw new TypeError(`${name} declares more than 50 fields.`);
  if (new Set(names.map((field) => field.toLowerCase())).size < names.length) {
    throw new TypeError(`${name} declares two fields that differ in case only.`);
  }
}

/** What a document, once stored, has in a declared field; a value of another kind counts as missing. */
export function fieldOf(document: object, field: string, kind: FieldKind): FieldValue {
  const value = asStored(Reflect.get(document, field));
  if (kind === 'text') return typeof value === 'string' ? value : null;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** An object such as a Date is another value once it was JSON; text and finite numbers are the same. */
function asStored(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value) ?? 'null') : value;
}
