import type { FieldKind } from '@waybill/kernel';
import type { Place } from '../cursor.js';
import type { CollectionDefinition, Condition, Query } from '../read-store.js';
import { wordsOf } from '../words.js';
import { column, tablesOf } from './table.js';

type Parameter = string | number;

/** A statement without its LIMIT, which is the last parameter. It selects document, id and sort value. */
export interface Question {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/** A piece of SQL with its parameters. Text from outside is only ever a parameter. */
type Clause = readonly [sql: string, ...parameters: Parameter[]];

/**
 * The statements whose rows, one after the other, are the page. Each walks one index in one direction: what has no
 * value in the sorted field comes first (last when descending), and is a statement of its own when the cursor lies in
 * or before it.
 */
export function questionsFor(
  definition: Definition,
  query: Query,
  place: Place | undefined,
): readonly Question[] {
  const { living } = tablesOf(definition.name, definition.version);
  const conditions = [...whereOf(definition, query.where ?? {}), ...textOf(definition, query.text ?? '')];
  const by = query.sort === undefined ? 'id' : sortOf(definition, query.sort.field);
  const direction = query.sort?.descending ? 'DESC' : 'ASC';
  const order = by === 'id' ? `id ${direction}` : `${by} ${direction}, id ${direction}`;
  return partsOf(by, query.sort?.descending ?? false, place).map((part) => {
    const clauses = [...conditions, ...part];
    const where = clauses.length === 0 ? '' : ` WHERE ${clauses.map(([sql]) => sql).join(' AND ')}`;
    return {
      sql: `SELECT document, id, ${by} FROM ${living}${where} ORDER BY ${order} LIMIT ?`,
      parameters: clauses.flatMap(([, ...parameters]) => parameters),
    };
  });
}

type Definition = Pick<CollectionDefinition, 'name' | 'version' | 'fields'> & { readonly search?: unknown };

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

function sortOf({ name, fields }: Definition, field: string): string {
  kindOf(name, fields, field);
  return column(field);
}

function whereOf(
  { name, fields }: Definition,
  where: Readonly<Record<string, Condition>>,
): readonly Clause[] {
  return Object.entries(where).flatMap(([field, condition]) => {
    const kind = kindOf(name, fields, field);
    const check = (value: Parameter) => {
      if (typeof value !== (kind === 'text' ? 'string' : 'number')) {
        throw new TypeError(`${name}: ${field} is a ${kind}, not ${JSON.stringify(value)}.`);
      }
      return value;
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

function textOf({ name, version, search }: Definition, text: string): readonly Clause[] {
  const match = wordsOf(text)
    .map((word) => `"${word}"*`)
    .join(' AND ');
  if (match === '') return [];
  if (!search) throw new TypeError(`${name} cannot be searched.`);
  const { words } = tablesOf(name, version);
  return [[`key IN (SELECT rowid FROM ${words} WHERE ${words} MATCH ?)`, match]];
}

function kindOf(name: string, fields: Readonly<Record<string, FieldKind>>, field: string): FieldKind {
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (kind === undefined) throw new TypeError(`${name} declares no field '${field}'.`);
  return kind;
}
