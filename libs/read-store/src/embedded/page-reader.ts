import { cursorAt, placeOf } from '../cursor.js';
import type { CollectionDefinition } from '../documents.js';
import type { FieldValue } from '../fields.js';
import type { Page, Query } from '../query.js';
import type { Database } from './database.js';
import { planOf, SCANNED_MATCHES_MIN, type PagePart, type Statement } from './query-plan.js';

type Found = [document: string, id: string, sorted: FieldValue];

/** Reads pages of documents. */
export class PageReader<D extends object> {
  constructor(
    private readonly database: Database,
    private readonly definition: CollectionDefinition<D>,
  ) {}

  find(query: Query): Page<D> {
    const { limit } = query;
    if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError('A page holds 1 document or more.');
    const { name } = this.definition;
    const parts = planOf(this.definition, query, placeOf(name, query));
    const oneMore = limit + 1;
    const found = this.database.readTogether(() =>
      parts.reduce<readonly Found[]>((rows, part) => {
        const wanted = oneMore - rows.length;
        return wanted > 0 ? [...rows, ...this.read(part, wanted)] : rows;
      }, []),
    );
    const items = found.slice(0, limit).map(([document]): D => JSON.parse(document));
    const last = found.length > limit ? found[limit - 1] : undefined;
    return last ? { items, next: cursorAt(name, query, { id: last[1], value: last[2] }) } : { items };
  }

  /** A scan that fills the page has found the first matches in order; one that does not may have stopped too early. */
  private read({ search, scan }: PagePart, limit: number): readonly Found[] {
    if (scan && this.hasManyMatches(scan.countMatches)) {
      const found = this.run<Found>(scan.rows, limit);
      if (found.length === limit) return found;
    }
    return this.run(search, limit);
  }

  private hasManyMatches(countMatches: Statement): boolean {
    return this.run<[number]>(countMatches, SCANNED_MATCHES_MIN)[0]?.[0] === SCANNED_MATCHES_MIN;
  }

  private run<R>({ sql, parameters }: Statement, limit: number): readonly R[] {
    return this.database.toQuery<R>(sql).all(...parameters, limit);
  }
}
