import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { UUID } from '@waybill/kernel';
import { StoreDamaged, type StoredEvent } from '../event-store.js';
import { FirstDamage } from './damage.js';
import { failure } from './failures.js';
import type { Head } from './heads.js';
import { MARK_EVERY } from './log-file.js';
import { COLUMNS, damaged, restore, type Row } from './row.js';

const EVENTS = 'events e LEFT JOIN streams s ON s.id = e.stream';

/**
 * Reads the committed log on one connection. Every event it returns has been compared with its checksum; what is missing
 * or changed throws StoreDamaged.
 */
export class LogQueries {
  readonly #begin: StatementSync;
  readonly #end: StatementSync;
  readonly #id: StatementSync;
  readonly #head: StatementSync;
  readonly #stream: StatementSync;
  readonly #mark: StatementSync;
  readonly #event: StatementSync;
  readonly #range: StatementSync;

  constructor(
    private readonly database: DatabaseSync,
    readonly file: string,
    readonly damage: FirstDamage = new FirstDamage(),
  ) {
    this.#begin = this.#prepare('BEGIN');
    this.#end = this.#prepare('ROLLBACK');
    this.#id = this.#prepare("SELECT value FROM meta WHERE key = 'store'");
    this.#head = this.#prepare('SELECT max(position) FROM events');
    this.#stream = this.#prepare(
      `SELECT s.id, s.revision, s.last, e.stream, e.revision
       FROM streams s LEFT JOIN events e ON e.position = s.last WHERE s.name = ?`,
    );
    this.#mark = this.#prepare(
      'SELECT revision, position FROM marks WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT 1',
    );
    this.#event = this.#prepare(`SELECT ${COLUMNS} FROM ${EVENTS} WHERE e.position = ?`);
    this.#range = this.#prepare(
      `SELECT ${COLUMNS} FROM ${EVENTS} WHERE e.position > ? AND e.position <= ? ORDER BY e.position`,
    );
  }

  /** The log's id, a UUID. */
  id(): string {
    return this.#reading('its id', () => {
      const [id] = rows<[string]>(this.#id)[0] ?? [];
      if (id === undefined || !UUID.test(id))
        throw new StoreDamaged(`${this.file} is damaged: it has no id.`);
      return id;
    });
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

  /** The events after one position up to another, all of them. */
  events(after: number, upTo: number): StoredEvent[] {
    return this.#reading(`the positions after ${after}`, () =>
      this.rows(after, upTo).map((row) => restore(row, this.file)),
    );
  }

  /** The rows after one position up to another, all of them, not compared with their checksums. */
  rows(after: number, upTo: number): readonly Row[] {
    return this.#reading(`the positions after ${after}`, () => {
      const found = rows<Row>(this.#range, after, upTo);
      const gap = found.findIndex((row, index) => row[0] !== after + index + 1);
      if (gap < 0 && found.length === upTo - after) return found;
      const missing = after + (gap < 0 ? found.length : gap) + 1;
      throw damaged(this.file, missing, 'the event is missing');
    });
  }

  /** The rows that any other query returns. */
  query<R>(sql: string, ...parameters: SQLInputValue[]): readonly R[] {
    return this.#reading('its indexes', () => rows<R>(this.#prepare(sql), ...parameters));
  }

  #markAfter(head: Head, revision: number): Head {
    const [mark] = rows<[number, number]>(this.#mark, head.id, revision);
    return mark && mark[0] < head.revision ? { id: head.id, revision: mark[0], last: mark[1] } : head;
  }

  #prepare(sql: string): StatementSync {
    return this.database.prepare(sql, { returnArrays: true });
  }

  /** Several queries in one transaction: far cheaper. The writer's connection may be in one already. */
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
      throw this.damage.remember(failure(error, this.file, place));
    }
  }
}

function rows<R>(statement: StatementSync, ...parameters: SQLInputValue[]): R[] {
  return statement.all(...parameters) as unknown as R[];
}
