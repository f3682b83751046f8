import type { FieldKind } from '@waybill/kernel';
import type { CollectionDefinition } from '../documents.js';
import type { Condition, Query } from '../query.js';
import { wordsOf } from '../words.js';
import { column, tablesOf } from './tables.js';

/** What a query needs to know of its collection. */
export type Searched = Pick<CollectionDefinition, 'name' | 'version' | 'fields'> & {
  readonly search?: unknown;
};

type Value = string | number;

/** A condition in SQL with its parameters. Text from outside is only ever a parameter. */
export type Clause = readonly [sql: string, ...parameters: Value[]];

/** The conditions on some fields. An undeclared field, or a value of another kind than the field's, is a TypeError. */
export function conditionsOf(
  collection: Searched,
  { where = {} }: Query,
  isWanted: (field: string) => boolean,
): readonly Clause[] {
  const wanted = Object.entries(where).filter(([field]) => isWanted(field));
  return wanted.flatMap(([field, condition]) => {
    const kind = kindOf(collection, field);
    const check = (value: Value) => {
      if (typeof value === (kind === 'text' ? 'string' : 'number')) return value;
      throw new TypeError(`${collection.name}: ${field} is a ${kind}, not ${JSON.stringify(value)}.`);
    };
    return conditionOf(column(field), condition, check);
  });
}

/** The kind of a declared field; an undeclared one is a TypeError. */
export function kindOf({ name, fields }: Searched, field: string): FieldKind {
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (kind === undefined) throw new TypeError(`${name} declares no field '${field}'.`);
  return kind;
}

/** Ids compare by their bytes; this is the last character there is. */
const LAST_CHARACTER = '\u{10FFFF}';

export function idConditionsOf(prefix = ''): readonly Clause[] {
  return prefix === '' ? [] : [['id >= ? AND id < ?', prefix, prefix + LAST_CHARACTER]];
}

/** A text without words matches nothing. Searching a collection that declares no search is a TypeError. */
export function textConditionsOf(collection: Searched, text: string | undefined): readonly Clause[] {
  if (text === undefined) return [];
  if (!collection.search) throw new TypeError(`${collection.name} cannot be searched.`);
  const match = wordsOf(text)
    .map((word) => `"${word}"*`)
    .join(' AND ');
  if (match === '') return [['FALSE']];
  const { words } = tablesOf(collection);
  return [[`key IN (SELECT rowid FROM ${words} WHERE ${words} MATCH ?)`, match]];
}

function conditionOf(
  column: string,
  condition: Condition,
  check: (value: Value) => Value,
): readonly Clause[] {
  if ('equals' in condition) return [[`${column} = ?`, check(condition.equals)]];
  if ('in' in condition) {
    return [[`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(condition.in.map(check))]];
  }
  const { from, to } = condition;
  const clauses: Clause[] = [];
  if (from !== undefined) clauses.push([`${column} >= ?`, check(from)]);
  if (to !== undefined) clauses.push([`${column} < ?`, check(to)]);
  return clauses;
}
