import type { Place } from '../cursor.js';
import {
  conditionsOf,
  idConditionsOf,
  kindOf,
  textConditionsOf,
  type Clause,
  type Searched,
} from './clauses.js';
import type { Query } from '../query.js';
import { column, tablesOf } from './tables.js';

/** SQL whose last parameter is the largest number of rows, which is not among the parameters here. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** One stretch of a page. Its rows are document, id and the value that is sorted by. */
export interface Stretch {
  /** Finds the matches by an index and sorts them. Slow when there are many. */
  readonly search: Statement;
  /**
   * Reads documents in order, at most `SCANNED_DOCUMENTS_MAX`, and keeps the matches. Slow when there are few. Present
   * only where the conditions and the order would use different indexes.
   */
  readonly scan?: Scan | undefined;
}

interface Scan {
  /** Its one row is the number of matches, counted up to the limit. */
  readonly countMatches: Statement;
  readonly rows: Statement;
}

/** A scan is tried first when there are this many matches or more. */
export const SCANNED_MATCHES_MIN = 1_000;
const SCANNED_DOCUMENTS_MAX = 5_000;

/**
 * How a page is read: the rows of its stretches, one after the other. A document without a value in the sorted field
 * comes before all others (last when descending). SQL compares no null, so that those documents are a stretch of their
 * own once a cursor says where to go on.
 */
export function planOf(collection: Searched, query: Query, place: Place | undefined): readonly Stretch[] {
  const order = orderOf(collection, query);
  const where = Object.entries(query.where ?? {});
  const isSorted = ([field]: readonly [string, unknown]) => field === query.sort?.field;
  const onSorted = conditionsOf(collection, where.filter(isSorted));
  const onOthers = [
    ...conditionsOf(
      collection,
      where.filter((one) => !isSorted(one)),
    ),
    ...idConditionsOf(query.idPrefix),
  ];
  const onText = textConditionsOf(collection, query.text);
  const hasOneIndex = order.column === 'id' || onOthers.length === 0 || onText.length > 0;
  return stretchesOf(order, place).map((range) => ({
    search: searchOf(collection, order, [...onOthers, ...onSorted, ...onText, ...range]),
    scan: hasOneIndex ? undefined : scanOf(collection, order, [...onSorted, ...range], onOthers),
  }));
}

interface Order {
  readonly column: string;
  readonly isDescending: boolean;
  readonly sql: string;
}

function orderOf(collection: Searched, { sort }: Query): Order {
  const isDescending = sort?.descending ?? false;
  const direction = isDescending ? 'DESC' : 'ASC';
  if (!sort) return { column: 'id', isDescending, sql: `id ${direction}` };
  kindOf(collection, sort.field);
  const sorted = column(sort.field);
  return { column: sorted, isDescending, sql: `${sorted} ${direction}, id ${direction}` };
}

/** The conditions on the order that make up each stretch behind the cursor; without a cursor there is one, without any. */
function stretchesOf(
  { column, isDescending }: Order,
  place: Place | undefined,
): readonly (readonly Clause[])[] {
  if (place === undefined) return [[]];
  const after = isDescending ? '<' : '>';
  const isMissing: Clause = [`${column} IS NULL`];
  const isPresent: Clause = [`${column} IS NOT NULL`];
  const hasIdAfter: Clause = [`id ${after} ?`, place.id];
  if (column === 'id') return [[hasIdAfter]];
  if (place.value === null) {
    const restOfMissing = [isMissing, hasIdAfter];
    return isDescending ? [restOfMissing] : [restOfMissing, [isPresent]];
  }
  const restOfPresent: readonly Clause[] = [[`(${column}, id) ${after} (?, ?)`, place.value, place.id]];
  return isDescending ? [restOfPresent, [isMissing]] : [restOfPresent];
}

function searchOf(collection: Searched, order: Order, clauses: readonly Clause[]): Statement {
  const { documents } = tablesOf(collection);
  return statementOf(
    `SELECT document, id, ${order.column} FROM ${documents}${whereOf(clauses)} ORDER BY ${order.sql} LIMIT ?`,
    clauses,
  );
}

/** `onOrder` is what the index of the order answers, `onOthers` is what each document is checked for. */
function scanOf(
  collection: Searched,
  order: Order,
  onOrder: readonly Clause[],
  onOthers: readonly Clause[],
): Scan {
  const { documents } = tablesOf(collection);
  const inOrder = `SELECT * FROM ${documents}${whereOf(onOrder)} ORDER BY ${order.sql} LIMIT ${SCANNED_DOCUMENTS_MAX}`;
  return {
    countMatches: statementOf(
      `SELECT count(*) FROM (SELECT 1 FROM ${documents}${whereOf(onOthers)} LIMIT ?)`,
      onOthers,
    ),
    rows: statementOf(`SELECT document, id, ${order.column} FROM (${inOrder})${whereOf(onOthers)} LIMIT ?`, [
      ...onOrder,
      ...onOthers,
    ]),
  };
}

function statementOf(sql: string, clauses: readonly Clause[]): Statement {
  return { sql, parameters: clauses.flatMap(([, ...parameters]) => parameters) };
}

function whereOf(clauses: readonly Clause[]): string {
  return clauses.length === 0 ? '' : ` WHERE ${clauses.map(([sql]) => sql).join(' AND ')}`;
}
