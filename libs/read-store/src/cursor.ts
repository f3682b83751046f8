import { hash } from 'node:crypto';
import { BadCursor } from './errors.js';
import type { FieldValue } from './fields.js';
import type { Condition, Query } from './query.js';
import { wordsOf } from './words.js';

/** The last document of a page, after which the next page begins. */
export interface Place {
  readonly value: FieldValue;
  readonly id: string;
}

/** An opaque cursor that is valid only for the same query to the same collection. */
export function cursorAt(collection: string, query: Query, { value, id }: Place): string {
  return Buffer.from(JSON.stringify([fingerprint(collection, query), value, id])).toString('base64url');
}

/** The place that the query's cursor names; undefined for a first page. Throws {@link BadCursor}. */
export function placeOf(collection: string, query: Query): Place | undefined {
  if (query.cursor === undefined) return undefined;
  const [mark, value, id] = decode(query.cursor);
  if (mark !== fingerprint(collection, query) || typeof id !== 'string') throw bad();
  if (typeof value !== 'string' && typeof value !== 'number' && value !== null) throw bad();
  return { value, id };
}

function decode(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    throw bad();
  }
}

function fingerprint(collection: string, { where = {}, idPrefix = '', text, sort }: Query): string {
  const conditions = Object.entries(where)
    .toSorted(byName)
    .map(([field, condition]) => [field, partsOf(condition)]);
  const words = text === undefined ? null : wordsOf(text);
  const parts = [collection, conditions, idPrefix, words, sort?.field, sort?.descending ?? false];
  return hash('sha1', JSON.stringify(parts), 'base64url').slice(0, 16);
}

function partsOf(condition: Condition): readonly unknown[] {
  return Object.entries(condition)
    .filter(([, value]) => value !== undefined)
    .toSorted(byName);
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function bad(): BadCursor {
  return new BadCursor('The cursor does not belong to this query.');
}
