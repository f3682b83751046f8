import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { StoreDamaged, type StoredEvent } from '../event-store.js';
import { failure } from './failures.js';
import type { Head } from './heads.js';
import { MARK_EVERY } from './log-file.js';
import { type Matching, matching } from './matching.js';
import { COLUMNS, damaged, restore, type Row } from './row.js';

/** How many positions one read of the whole log looks at: what bounds the time it holds its thread. */
const WINDOW = 5000;

/** Statements for filters of different sizes that are kept prepared. */
const SHAPES = 64;

const ALL_STREAMS = 'SELECT id, name, revision, last FROM streams';

const WRONG_MARKS = `SELECT m.position FROM marks m LEFT JOIN events e ON e.position = m.position
  WHERE e.stream IS NOT m.stream OR e.revision IS NOT m.revision LIMIT 1`;

/** Events up to and including `position`, none left out that match. */
export interface Stretch {
  readonly events: readonly StoredEvent[];
  readonly position: number;
}

/** Reads one connection's committed log. Whatever it hands out has been found whole; anything else throws StoreDamaged. */
export class LogReader {
  readonly #head: StatementSync;
  readonly #stream: StatementSync;
  readonly #mark: StatementSync;
  readonly #chain: StatementSync;
  readonly #count: StatementSync;
  readonly #shapes = new Map<string, StatementSync>();

  constructor(
    private readonly database: DatabaseSync,
    readonly file: string,
  ) {
    this.#head = this.#prepare('SELECT max(position) FROM events');
    this.#stream = this.#prepare(
      `SELECT s.id, s.revision, s.last, e.stream, e.revision
       FROM streams s LEFT JOIN events e ON e.position = s.last WHERE s.name = ?`,
    );
    this.#mark = this.#prepare(
      'SELECT revision, position FROM marks WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT 1',
    );
    this.#chain = this.#prepare(
      `WITH RECURSIVE e AS (
         SELECT * FROM events WHERE position = ?
         UNION ALL
         SELECT older.* FROM e JOIN events older ON older.position = e.previous
         WHERE e.revision > ? AND older.position < e.position)
       SELECT ${COLUMNS} FROM e LEFT JOIN streams s ON s.id = e.stream LIMIT ?`,
    );
    this.#count = this.#prepare('SELECT count(*) FROM events WHERE position > ? AND position <= ?');
  }

  /** The position of the last event; 0 when there is none. */
  head(): number {
    return this.#reading('its end', () => {
      const [position] = rows<[number | null]>(this.#head)[0] ?? [null];
      return position ?? 0;
    });
  }

  /** Where a stream ends; undefined when it has no events. */
  stream(name: string): Head | undefined {
    return this.#reading(`the stream ${name}`, () => {
      const row = rows<[number, number, number, number | null, number | null]>(this.#stream, name)[0];
      if (!row) return undefined;
      const [id, revision, last, stream, lastRevision] = row;
      if (stream !== id || lastRevision !== revision) {
        throw damaged(
          this.file,
          last,
          `the last event of ${name} should be there, with revision ${revision}`,
        );
      }
      return { id, revision, last };
    });
  }

  /** The events of a stream from one revision to another, both included; `head` is at or after them. */
  revisions(name: string, head: Head, from: number, to: number): StoredEvent[] {
    return this.#reading(`the stream ${name}`, () => {
      const start = to + MARK_EVERY < head.revision ? this.#markAfter(head, to) : head;
      const found = rows<Row>(this.#chain, start.last, from, start.revision - from + 1);
      found.forEach((row, index) => {
        if (row[1] !== head.id || row[3] !== start.revision - index) {
          throw damaged(
            this.file,
            row[0],
            `not revision ${start.revision - index} of ${name}, which should be there`,
          );
        }
      });
      if (found.length !== start.revision - from + 1) {
        throw damaged(
          this.file,
          start.last,
          `${name} lacks revisions before ${start.revision - found.length + 1}`,
        );
      }
      return found
        .slice(start.revision - to)
        .reverse()
        .map((row) => restore(row, this.file));
    });
  }

  /** What matches after a position, at most `max` events and not beyond `upTo`; looks at a bounded part of the log. */
  after(position: number, upTo: number, filter: Matching, max: number): Stretch {
    return this.#reading(`the positions after ${position}`, () => {
      const end = Math.min(upTo, position + Math.max(WINDOW, max));
      const { types = [], streams = [] } = filter;
      const parameters = [...types, ...streams.flatMap((beginning) => [beginning, beginning])];
      const found = rows<Row>(this.#shape(filter), position, end, ...parameters, max);
      const events = found.map((row) => restore(row, this.file));
      const reached = found.length === max ? (found.at(-1)?.[0] ?? end) : end;
      const [stored] = rows<[number]>(this.#count, position, reached)[0] ?? [0];
      if (stored !== reached - position) {
        throw damaged(
          this.file,
          position + 1,
          `${reached - position - stored} events are missing from here to ${reached}`,
        );
      }
      return { events, position: reached };
    });
  }

  /** Every row after one position up to another. */
  rows(position: number, upTo: number): readonly Row[] {
    return this.#reading(`the positions after ${position}`, () => {
      const found = rows<Row>(this.#shape(matching()), position, upTo, upTo - position);
      const gap = found.findIndex((row, index) => row[0] !== position + index + 1);
      const complete = gap < 0 ? found.length : gap;
      if (complete !== upTo - position)
        throw damaged(this.file, position + complete + 1, 'the event is missing');
      return found;
    });
  }

  /** Whether everything that leads to the events leads there; `streams` are the heads as the events tell them. */
  verifyIndexes(
    streams: ReadonlyMap<number, { readonly revision: number; readonly last: number }>,
    upTo: number,
  ): void {
    this.#reading('its indexes', () => {
      for (const [id, name, revision, last] of rows<[number, string, number, number]>(
        this.#prepare(ALL_STREAMS),
      )) {
        const known = streams.get(id);
        const isAsTold = last > upTo || (known?.revision === revision && known.last === last);
        if (!isAsTold) throw damaged(this.file, last, `it is not the last event of ${name}`);
      }
      const [wrong] = rows<[number]>(this.#prepare(WRONG_MARKS))[0] ?? [];
      if (wrong !== undefined) throw damaged(this.file, wrong, 'the mark that leads here is wrong');
      const [verdict] = rows<[string]>(this.#prepare('PRAGMA integrity_check(1)'))[0] ?? [];
      if (verdict !== 'ok') throw new StoreDamaged(`${this.file} is damaged: ${verdict}.`);
    });
  }

  #markAfter(head: Head, revision: number): Head {
    const [mark] = rows<[number, number]>(this.#mark, head.id, revision);
    return mark && mark[0] < head.revision ? { id: head.id, revision: mark[0], last: mark[1] } : head;
  }

  /** Positions decide the order, so the events come first in the join; a filter's beginnings are compared byte by byte. */
  #shape({ types, streams }: Matching): StatementSync {
    const conditions = [
      types && `e.type IN (${[...types].map(() => '?').join(', ')})`,
      streams &&
        `(s.name IS NULL OR ${streams.map(() => 'substr(s.name, 1, length(?)) = ?').join(' OR ') || 'FALSE'})`,
    ].filter((condition) => condition !== undefined);
    const where = ['e.position > ?', 'e.position <= ?', ...conditions].join(' AND ');
    const known = this.#shapes.get(where);
    if (known) return known;
    if (this.#shapes.size === SHAPES) this.#shapes.clear();
    const statement = this.#prepare(
      `SELECT ${COLUMNS} FROM events e LEFT JOIN streams s ON s.id = e.stream WHERE ${where} ORDER BY e.position LIMIT ?`,
    );
    this.#shapes.set(where, statement);
    return statement;
  }

  #prepare(sql: string): StatementSync {
    return this.database.prepare(sql, { returnArrays: true });
  }

  #reading<T>(place: string, read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw failure(error, this.file, place);
    }
  }
}

function rows<R>(statement: StatementSync, ...parameters: SQLInputValue[]): R[] {
  // oxlint-disable-next-line typescript/consistent-type-assertions -- only the statement's author knows its columns
  return statement.all(...parameters) as unknown as R[];
}
