import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite';
import type { Position } from '@waybill/kernel';
import { BusUnavailable, type Message, type Parked } from '../message-bus.js';

/** A message with its text. */
export interface Written {
  readonly message: Message;
  readonly text: string;
}

/** A message at its place in the order of the bus. */
export interface Sequenced extends Written {
  readonly sequence: number;
  /** The one queue that it is for; undefined: all that subscribe to its topic. */
  readonly queue?: string;
}

/** A message as it was read back, not parsed yet. */
export interface Stored {
  readonly sequence: number;
  readonly topic: string;
  readonly queue: string | undefined;
  parse(): Message;
}

/** A queue takes a topic's messages from after the place where it first asked for it. */
export interface QueueState {
  readonly cursor: number;
  readonly topics: ReadonlyMap<string, number>;
}

interface Prepared<R> {
  get(...parameters: SQLInputValue[]): R | undefined;
  all(...parameters: SQLInputValue[]): R[];
  run(...parameters: SQLInputValue[]): StatementResultingChanges;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (sequence INTEGER PRIMARY KEY, topic TEXT NOT NULL, queue TEXT, message TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS publishers (name TEXT PRIMARY KEY, through TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, cursor INTEGER NOT NULL, topics TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parked (
    place INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, message TEXT NOT NULL,
    reason TEXT NOT NULL, attempts INTEGER NOT NULL, parked_at TEXT NOT NULL, UNIQUE (queue, id)
  );
`;
const CHECKPOINT_PAGES = 1_000;
const PARKED = 'SELECT queue, message, reason, attempts, parked_at FROM parked';
type StoredRow = [sequence: number, topic: string, queue: string | null, message: string];
type ParkedRow = [queue: string, message: string, reason: string, attempts: number, parkedAt: string];

/**
 * The bus on disk, and nothing but its statements: messages, the publishers' progress and the queues' cursors in one
 * SQLite database, `<folder>/bus.db`. `synchronous=NORMAL`: a power cut may take the last transactions, each as a
 * whole, so that what is left fits together. One process holds it.
 */
export class Journal {
  private readonly database: DatabaseSync;
  private failure: string | undefined;
  private open = true;

  private readonly begin: Prepared<unknown>;
  private readonly commit: Prepared<unknown>;
  private readonly insertMessage: Prepared<unknown>;
  private readonly saveThrough: Prepared<unknown>;
  private readonly saveCursor: Prepared<unknown>;
  private readonly deleteMessages: Prepared<unknown>;
  private readonly page: Prepared<StoredRow>;

  /** Without a folder it lives in memory. */
  constructor(
    folder: string | undefined,
    private readonly file = folder === undefined ? ':memory:' : join(folder, 'bus.db'),
  ) {
    try {
      if (folder !== undefined) mkdirSync(folder, { recursive: true });
      this.database = new DatabaseSync(file, { timeout: 500 });
      this.database.exec(`
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
        PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * 4096};
        ${SCHEMA}
      `);
      this.begin = this.prepare('BEGIN IMMEDIATE');
      this.commit = this.prepare('COMMIT');
      this.insertMessage = this.prepare(
        'INSERT INTO messages (sequence, topic, queue, message) VALUES (?, ?, ?, ?)',
      );
      this.saveThrough = this.prepare(
        'INSERT INTO publishers (name, through) VALUES (?, ?) ON CONFLICT DO UPDATE SET through = excluded.through',
      );
      this.saveCursor = this.prepare('UPDATE queues SET cursor = ? WHERE name = ?');
      this.deleteMessages = this.prepare('DELETE FROM messages WHERE sequence <= ?');
      this.page = this.prepare(
        'SELECT sequence, topic, queue, message FROM messages WHERE sequence > ? ORDER BY sequence LIMIT ?',
      );
    } catch (error) {
      throw this.translate(error);
    }
  }

  /** The last sequence that was ever given; none is given twice, though messages are deleted. */
  head(): number {
    const sql =
      'SELECT max(coalesce((SELECT max(sequence) FROM messages), 0), coalesce((SELECT max(cursor) FROM queues), 0))';
    return this.read(() => this.prepare<[number]>(sql).get()?.[0] ?? 0);
  }

  queues(): ReadonlyMap<string, QueueState> {
    const rows = this.read(() =>
      this.prepare<[string, number, string]>('SELECT name, cursor, topics FROM queues').all(),
    );
    return new Map(
      rows.map(([name, cursor, topics]) => [
        name,
        { cursor, topics: new Map<string, number>(Object.entries(JSON.parse(topics))) },
      ]),
    );
  }

  saveQueue(name: string, { cursor, topics }: QueueState): void {
    this.write(() =>
      this.prepare('INSERT OR REPLACE INTO queues (name, cursor, topics) VALUES (?, ?, ?)').run(
        name,
        cursor,
        JSON.stringify(Object.fromEntries(topics)),
      ),
    );
  }

  published(publisher: string): Position | undefined {
    return this.read(
      () => this.prepare<[string]>('SELECT through FROM publishers WHERE name = ?').get(publisher)?.[0],
    );
  }

  add({ sequence, message, text, queue }: Sequenced): void {
    this.insertMessage.run(sequence, message.topic, queue ?? null, text);
  }

  progress(publisher: string, through: Position): void {
    this.saveThrough.run(publisher, through);
  }

  moveCursor(queue: string, cursor: number): void {
    this.saveCursor.run(cursor, queue);
  }

  prune(through: number): void {
    this.deleteMessages.run(through);
  }

  /** The messages after a sequence, in order, whomever they are for. */
  after(sequence: number, limit: number): readonly Stored[] {
    const rows = this.read(() => this.page.all(sequence, limit));
    return rows.map(([sequence, topic, queue, message]) => ({
      sequence,
      topic,
      queue: queue ?? undefined,
      parse: (): Message => JSON.parse(message),
    }));
  }

  /** How many messages after a sequence a queue will want. */
  countAfter(sequence: number, queue: string, topics: ReadonlyMap<string, number>): number {
    const sql = `
      SELECT count(*) FROM messages m LEFT JOIN json_each(?) t ON t.key = m.topic
      WHERE m.sequence > ? AND (m.queue = ? OR m.queue IS NULL AND m.sequence > t.value)`;
    const since = JSON.stringify(Object.fromEntries(topics));
    return this.read(() => this.prepare<[number]>(sql).get(since, sequence, queue)?.[0] ?? 0);
  }

  park({ queue, message, reason, attempts, parkedAt }: Parked): void {
    const sql = `
      INSERT INTO parked (queue, id, message, reason, attempts, parked_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts`;
    this.write(() =>
      this.prepare(sql).run(queue, message.id, JSON.stringify(message), reason, attempts, parkedAt),
    );
  }

  parked(queue: string | undefined): readonly Parked[] {
    const where = queue === undefined ? '' : ' WHERE queue = ?';
    const parameters = queue === undefined ? [] : [queue];
    return this.read(() =>
      this.prepare<ParkedRow>(`${PARKED}${where} ORDER BY place`).all(...parameters),
    ).map(toParked);
  }

  /** Removes a parked message and returns it. */
  unpark(queue: string, id: string): Message | undefined {
    const sql = 'DELETE FROM parked WHERE queue = ? AND id = ? RETURNING message';
    const row = this.prepare<[message: string]>(sql).get(queue, id);
    return row && JSON.parse(row[0]);
  }

  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.translate(error);
    }
  }

  /** Everything that `work` writes, or nothing. `work` must not be async. */
  write<T>(work: () => T, beforeCommit?: () => void): T {
    try {
      this.begin.run();
      const result = work();
      beforeCommit?.();
      this.commit.run();
      this.failure = undefined;
      return result;
    } catch (error) {
      const translated = this.translate(error);
      if (translated instanceof BusUnavailable) this.failure = translated.message;
      if (this.open && this.database.isTransaction) this.database.exec('ROLLBACK');
      throw translated;
    }
  }

  /** After a failed write it stays in trouble until a write succeeds; asking tries one. */
  trouble(): string | undefined {
    try {
      if (this.failure !== undefined) this.write(() => this.database.exec('PRAGMA user_version = 1'));
      this.read(() => this.database.exec('SELECT 1 FROM sqlite_schema'));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  close(): void {
    if (this.open) this.database.close();
    this.open = false;
  }

  private prepare<R>(sql: string): Prepared<R> {
    const statement = this.database.prepare(sql);
    statement.setReturnArrays(true);
    return statement as unknown as Prepared<R>;
  }

  private translate(error: unknown): unknown {
    if (!this.open) return new BusUnavailable('The message bus is closed.');
    if (!isSqlite(error)) return error;
    const code = error.errcode & 0xff;
    const told = (what: string) => `The message bus ${this.file} ${what}: ${error.message}.`;
    if (BUSY.has(code)) return new BusUnavailable(told('is held by another process'), { cause: error });
    if (UNAVAILABLE.has(code)) return new BusUnavailable(told('cannot be used'), { cause: error });
    return DAMAGED.has(code) ? new Error(told('is damaged'), { cause: error }) : error;
  }
}

/** Result codes of SQLite (sqlite.org/rescode.html): BUSY and LOCKED; READONLY, IOERR, FULL, CANTOPEN; CORRUPT, NOTADB. */
const BUSY: ReadonlySet<number> = new Set([5, 6]);
const UNAVAILABLE: ReadonlySet<number> = new Set([8, 10, 13, 14]);
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

function toParked([queue, message, reason, attempts, parkedAt]: ParkedRow): Parked {
  return { queue, message: JSON.parse(message), reason, attempts, parkedAt };
}

/** The errors of node:sqlite carry SQLite's result code; their low byte is the primary one. */
function isSqlite(error: unknown): error is Error & { readonly errcode: number } {
  return (
    typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
  );
}
