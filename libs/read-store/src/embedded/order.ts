import type { Place } from '../cursor.js';
import type { Query } from '../query.js';
import { kindOf, type Clause, type Searched } from './clauses.js';
import { column } from './tables.js';

/** The order of a page: by a column, then by id, both in the same direction. */
export interface Order {
  readonly column: string;
  readonly isDescending: boolean;
  /** What stands behind ORDER BY. */
  readonly sql: string;
}

export function orderOf(collection: Searched, { sort }: Query): Order {
  const isDescending = sort?.descending ?? false;
  const direction = isDescending ? 'DESC' : 'ASC';
  if (!sort) return { column: 'id', isDescending, sql: `id ${direction}` };
  kindOf(collection, sort.field);
  const sorted = column(sort.field);
  return { column: sorted, isDescending, sql: `${sorted} ${direction}, id ${direction}` };
}

/**
 * The documents after a place, as conditions for one part after the other; without a place there is one part, without
 * conditions. A document without a value comes before all others (last when descending). SQL compares no null, hence
 * documents without a value are a part of their own.
 */
export function partsAfter(place: Place | undefined, order: Order): readonly (readonly Clause[])[] {
  if (place === undefined) return [[]];
  const { column, isDescending } = order;
  const after = isDescending ? '<' : '>';
  const hasIdAfter: Clause = [`id ${after} ?`, place.id];
  if (column === 'id') return [[hasIdAfter]];
  const isMissing: Clause = [`${column} IS NULL`];
  if (place.value === null) {
    const restOfMissing = [isMissing, hasIdAfter];
    return isDescending ? [restOfMissing] : [restOfMissing, [[`${column} IS NOT NULL`]]];
  }
  const rest: readonly Clause[] = [[`(${column}, id) ${after} (?, ?)`, place.value, place.id]];
  return isDescending ? [rest, [isMissing]] : [rest];
}
