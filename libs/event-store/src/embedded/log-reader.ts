import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { StoredEvent } from '../event-store.js';
import { failure } from './failures.js';
import type { Head } from './heads.js';
import { MARK_EVERY } from './log-file.js';
import { type Matching, matching } from './matching.js';
import { COLUMNS, damaged, restore, type Row } from './row.js';

/** Statements for filters of different sizes that are kept prepared. */
const SHAPES = 64;

const EVENTS = 'events e LEFT JOIN streams s ON s.id = e.stream';

/** Events up to and including `position`, none left out that match. */
export interface Stretch {
  readonly events: readonly StoredEvent[];
  readonly position: number;
}

/** Reads one connection's committed log. Whatever it hands out has been found whole; anything else throws StoreDamaged. */
export class LogReader {
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  readonly #head: StatementSync;
  readonly #stream: StatementSync;
  readonly #mark: StatementSync;
  readonly #event: StatementSync;
  readonly #count: StatementSync;
  readonly #weight: StatementSync;
  readonly #shapes = new Map<string, StatementSync>();

  constructor(
    private readonly database: DatabaseSync,
    readonly file: string,
  ) {
    this.#begin = this.#prepare('BEGIN');
    this.#end = this.#prepare('ROLLBACK');
    this.#head = this.#prepare('SELECT max(position) FROM events');
    this.#stream = this.#prepare(
      `SELECT s.id, s.revision, s.last, e.stream, e.revision
       FROM streams s LEFT JOIN events e ON e.position = s.last WHERE s.name = ?`,
    );
    this.#mark = this.#prepare(
      'SELECT revision, position FROM marks WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT 1',
    );
    this.#event = this.#prepare(`SELECT ${COLUMNS} FROM ${EVENTS} WHERE e.position = ?`);
    this.#count = this.#prepare('SELECT count(*) FROM events WHERE position > ? AND position <= ?');
    this.#weight = this.#prepare(
      'SELECT sum(octet_length(data) + octet_length(meta)) FROM events WHERE position > ? AND position <= ?',
    );
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
    return this.#together(`the stream ${name}`, () => {
      const start = to + MARK_EVERY < head.revision ? this.#markAfter(head, to) : head;
      const found: Row[] = [];
      let position = start.last;
      for (let revision = start.revision; revision >= from; revision -= 1) {
        const [row] = rows<Row>(this.#event, position);
        if (row?.[1] !== head.id || row[3] !== revision) {
          throw damaged(
            this.file,
            position,
            `it is not revision ${revision} of ${name}, which should be there`,
          );
        }
        if (revision <= to) found.push(row);
        position = row[4];
      }
      return found.reverse().map((row) => restore(row, this.file));
    });
  }

  /** What matches after a position, at most `max` events and not beyond `end`. */
  after(position: number, end: number, filter: Matching, max: number): Stretch {
    return this.#together(`the positions after ${position}`, () => {
      const found = this.#matching(position, end, filter, max);
      const reached = found.length === max ? (found.at(-1)?.[0] ?? end) : end;
      const stored = filter.isOpen ? found.length : this.#stored(position, reached);
      if (stored !== reached - position)
        throw damaged(this.file, position + 1, `an event between here and ${reached} is missing`);
      return { events: found.map((row) => restore(row, this.file)), position: reached };
    });
  }

  /** Every row after one position up to another. */
  rows(position: number, upTo: number): readonly Row[] {
    return this.#reading(`the positions after ${position}`, () => {
      const found = this.#matching(position, upTo, matching(), upTo - position);
      if (found.length < upTo - position) throw damaged(this.file, upTo, 'the event is missing');
      return found;
    });
  }

  /** How many bytes of JSON stand after one position up to another. */
  weight(position: number, upTo: number): number {
    return this.#reading(`the positions after ${position}`, () => {
      return rows<[number | null]>(this.#weight, position, upTo)[0]?.[0] ?? 0;
    });
  }

  /** The rows that some other question comes to. */
  ask<R>(sql: string, ...parameters: SQLInputValue[]): readonly R[] {
    return this.#reading('its indexes', () => rows<R>(this.#prepare(sql), ...parameters));
  }

  #markAfter(head: Head, revision: number): Head {
    const [mark] = rows<[number, number]>(this.#mark, head.id, revision);
    return mark && mark[0] < head.revision ? { id: head.id, revision: mark[0], last: mark[1] } : head;
  }

  #matching(position: number, end: number, filter: Matching, max: number): Row[] {
    const { types = [], streams = [] } = filter;
    const parameters = [...types, ...streams.flatMap((beginning) => [beginning, beginning])];
    const found = rows<Row>(this.#shape(filter), position, end, ...parameters, max);
    const gap = filter.isOpen ? found.findIndex((row, index) => row[0] !== position + index + 1) : -1;
    if (gap >= 0) throw damaged(this.file, position + gap + 1, 'the event is missing');
    return found;
  }

  /** How many events there are after a position up to another. */
  #stored(position: number, upTo: number): number {
    return rows<[number]>(this.#count, position, upTo)[0]?.[0] ?? 0;
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
      `SELECT ${COLUMNS} FROM ${EVENTS} WHERE ${where} ORDER BY e.position LIMIT ?`,
    );
    this.#shapes.set(where, statement);
    return statement;
  }

  #prepare(sql: string): StatementSync {
    return this.database.prepare(sql, { returnArrays: true });
  }

  /** Several questions in one transaction: far cheaper. The writer's connection may be in one already. */
  #together<T>(place: string, read: () => T): T {
    return this.#reading(place, () => {
      if (this.database.isTransaction) return read();
      this.#begin.run();
      try {
        return read();
      } finally {
        if (this.database.isTransaction) this.#end.run();
      }
    });
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
  return statement.all(...parameters) as unknown as R[];
}
