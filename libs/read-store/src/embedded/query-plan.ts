import type { Place } from '../cursor.js';
import type { Query } from '../query.js';
import { conditionsOf, idConditionsOf, textConditionsOf, type Clause, type Searched } from './clauses.js';
import { orderOf, partsAfter, type Order } from './order.js';
import { tablesOf } from './tables.js';

/** SQL whose last parameter is the largest number of rows, which is not among the parameters here. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** How a part of a page is read. Rows are document, id and the value that is sorted by. */
export interface PagePart {
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

/** The rows of the parts, one part after the other, are the page. */
export function planOf(collection: Searched, query: Query, place: Place | undefined): readonly PagePart[] {
  const order = orderOf(collection, query);
  const isSorted = (field: string) => field === query.sort?.field;
  const onSorted = conditionsOf(collection, query, isSorted);
  const onOthers = [
    ...conditionsOf(collection, query, (field) => !isSorted(field)),
    ...idConditionsOf(query.idPrefix),
  ];
  const onText = textConditionsOf(collection, query.text);
  const hasOneIndex = order.column === 'id' || onOthers.length === 0 || onText.length > 0;
  return partsAfter(place, order).map((part) => ({
    search: searchOf(collection, order, [...onOthers, ...onSorted, ...onText, ...part]),
    scan: hasOneIndex ? undefined : scanOf(collection, order, [...onSorted, ...part], onOthers),
  }));
}

function searchOf(collection: Searched, order: Order, clauses: readonly Clause[]): Statement {
  const { documents } = tablesOf(collection);
  return statementOf(
    `SELECT document, id, ${order.column} FROM ${documents}${whereOf(clauses)} ORDER BY ${order.sql} LIMIT ?`,
    clauses,
  );
}

/** The index of the order answers `onOrder`; each document that is read is checked for `onOthers`. */
function scanOf(
  collection: Searched,
  order: Order,
  onOrder: readonly Clause[],
  onOthers: readonly Clause[],
): Scan {
  const { documents } = tablesOf(collection);
  const matches = `SELECT 1 FROM ${documents}${whereOf(onOthers)} LIMIT ?`;
  const inOrder = `SELECT * FROM ${documents}${whereOf(onOrder)} ORDER BY ${order.sql} LIMIT ${SCANNED_DOCUMENTS_MAX}`;
  return {
    countMatches: statementOf(`SELECT count(*) FROM (${matches})`, onOthers),
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
