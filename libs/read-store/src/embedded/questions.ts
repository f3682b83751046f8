import type { FieldKind } from '@waybill/kernel';
import type { Place } from '../cursor.js';
import type { CollectionDefinition, Condition, Query } from '../read-store.js';
import { wordsOf } from '../words.js';
import { column, tablesOf } from './table.js';

type Parameter = string | number;

/** A statement without the number of rows it may return, which is its last parameter. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** One stretch of a page; its rows are document, id and the value sorted by. */
export interface Question {
  /** Finds what matches by an index, and sorts it unless the index does. */
  readonly direct: Statement;
  /** The other way round, when what matches may be too much to sort: goes along the order, so far, and picks. */
  readonly along?: { readonly matches: Statement; readonly walk: Statement };
}

/** From so many matches on, going along the order is tried first, over so many documents. */
export const MANY = 1_000;
const FAR = 5_000;

/** A piece of SQL with its parameters. Text from outside is only ever a parameter. */
type Clause = readonly [sql: string, ...parameters: Parameter[]];

type Definition = Pick<CollectionDefinition, 'name' | 'version' | 'fields'> & { readonly search?: unknown };

/**
 * The questions whose answers, one after the other, are the page. Each goes along one index in one direction: what has
 * no value in the sorted field comes first (last when descending), and is a question of its own when the cursor lies
 * in or before it.
 */
export function questionsFor(
  definition: Definition,
  query: Query,
  place: Place | undefined,
): readonly Question[] {
  const table = tablesOf(definition.name, definition.version).living;
  const { field, descending = false } = query.sort ?? {};
  const by = field === undefined ? 'id' : fieldColumn(definition, field);
  const direction = descending ? 'DESC' : 'ASC';
  const order = by === 'id' ? `id ${direction}` : `${by} ${direction}, id ${direction}`;
  const words = textOf(definition, query.text ?? '');
  const conditions = Object.entries(query.where ?? {});
  const onSorted = whereOf(
    definition,
    conditions.filter(([name]) => name === field),
  );
  const others = [
    ...whereOf(
      definition,
      conditions.filter(([name]) => name !== field),
    ),
    ...idsOf(query.idPrefix ?? ''),
  ];
  return partsOf(by, descending, place).map((part) => {
    const all = [...others, ...onSorted, ...words, ...part];
    const direct = statement(
      `SELECT document, id, ${by} FROM ${table}${where(all)} ORDER BY ${order} LIMIT ?`,
      all,
    );
    if (by === 'id' || others.length === 0 || words.length > 0) return { direct };
    const inner = [...onSorted, ...part];
    const walk = `SELECT document, id, ${by} FROM
      (SELECT * FROM ${table}${where(inner)} ORDER BY ${order} LIMIT ${FAR})${where(others)} LIMIT ?`;
    const matches = `SELECT count(*) FROM (SELECT 1 FROM ${table}${where(others)} LIMIT ?)`;
    return {
      direct,
      along: { matches: statement(matches, others), walk: statement(walk, [...inner, ...others]) },
    };
  });
}

function statement(sql: string, clauses: readonly Clause[]): Statement {
  return { sql, parameters: clauses.flatMap(([, ...parameters]) => parameters) };
}

function where(clauses: readonly Clause[]): string {
  return clauses.length === 0 ? '' : ` WHERE ${clauses.map(([sql]) => sql).join(' AND ')}`;
}

function partsOf(by: string, descending: boolean, place: Place | undefined): readonly (readonly Clause[])[] {
  if (place === undefined) return [[]];
  const after = descending ? '<' : '>';
  if (by === 'id') return [[[`id ${after} ?`, place.id]]];
  const missing: Clause = [`${by} IS NULL`];
  if (place.value !== null) {
    const rest: readonly Clause[] = [[`(${by}, id) ${after} (?, ?)`, place.value, place.id]];
    return descending ? [rest, [missing]] : [rest];
  }
  const restOfMissing: readonly Clause[] = [missing, [`id ${after} ?`, place.id]];
  return descending ? [restOfMissing] : [restOfMissing, [[`${by} IS NOT NULL`]]];
}

function fieldColumn(definition: Definition, field: string): string {
  kindOf(definition, field);
  return column(field);
}

function whereOf(
  definition: Definition,
  conditions: readonly (readonly [string, Condition])[],
): readonly Clause[] {
  return conditions.flatMap(([field, condition]) => {
    const kind = kindOf(definition, field);
    const check = (value: Parameter) => {
      if (typeof value === (kind === 'text' ? 'string' : 'number')) return value;
      throw new TypeError(`${definition.name}: ${field} is a ${kind}, not ${JSON.stringify(value)}.`);
    };
    return conditionOf(column(field), condition, check);
  });
}

function conditionOf(
  by: string,
  condition: Condition,
  check: (value: Parameter) => Parameter,
): readonly Clause[] {
  if ('equals' in condition) return [[`${by} = ?`, check(condition.equals)]];
  if ('in' in condition) {
    return [[`${by} IN (SELECT value FROM json_each(?))`, JSON.stringify(condition.in.map(check))]];
  }
  const clauses: Clause[] = [];
  if (condition.from !== undefined) clauses.push([`${by} >= ?`, check(condition.from)]);
  if (condition.to !== undefined) clauses.push([`${by} < ?`, check(condition.to)]);
  return clauses;
}

/** Ids compare by their bytes; this is the last character there is. */
const LAST = '\u{10FFFF}';

function idsOf(prefix: string): readonly Clause[] {
  return prefix === '' ? [] : [['id >= ? AND id < ?', prefix, prefix + LAST]];
}

function textOf({ name, version, search }: Definition, text: string): readonly Clause[] {
  const match = wordsOf(text)
    .map((word) => `"${word}"*`)
    .join(' AND ');
  if (match === '') return [];
  if (!search) throw new TypeError(`${name} cannot be searched.`);
  const { words } = tablesOf(name, version);
  return [[`key IN (SELECT rowid FROM ${words} WHERE ${words} MATCH ?)`, match]];
}

function kindOf({ name, fields }: Definition, field: string): FieldKind {
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (kind === undefined) throw new TypeError(`${name} declares no field '${field}'.`);
  return kind;
}
