import type { Position } from '@waybill/kernel';
import type { Message, Parked } from '../message-bus.js';
import { Database, type Prepared } from './database.js';

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
  readonly parse: () => Message;
}

/** A queue takes a topic's messages from after the place where it first asked for it. */
export interface QueueState {
  readonly cursor: number;
  readonly topics: ReadonlyMap<string, number>;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY, topic TEXT NOT NULL, queue TEXT, message TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS publishers (name TEXT PRIMARY KEY, through TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, cursor INTEGER NOT NULL, topics TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parked (
    place INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, message TEXT NOT NULL,
    reason TEXT NOT NULL, attempts INTEGER NOT NULL, parked_at TEXT NOT NULL, UNIQUE (queue, id)
  );
`;

type StoredRow = [sequence: number, topic: string, queue: string | null, message: string];
type ParkedRow = [queue: string, message: string, reason: string, attempts: number, parkedAt: string];

/**
 * What the bus keeps: messages, the publishers' progress, the queues' cursors and what is parked. `add`, `progress`,
 * `moveCursor`, `prune` and `unpark` are to be called within {@link Journal.write}.
 */
export class Journal {
  private readonly database: Database;
  private readonly insertMessage: Prepared<unknown>;
  private readonly saveThrough: Prepared<unknown>;
  private readonly saveCursor: Prepared<unknown>;
  private readonly page: Prepared<StoredRow>;

  constructor(folder: string | undefined) {
    this.database = new Database(folder, SCHEMA);
    this.insertMessage = this.database.prepare(
      'INSERT INTO messages (sequence, topic, queue, message) VALUES (?, ?, ?, ?)',
    );
    this.saveThrough = this.database.prepare(
      'INSERT INTO publishers (name, through) VALUES (?, ?) ON CONFLICT DO UPDATE SET through = excluded.through',
    );
    this.saveCursor = this.database.prepare('UPDATE queues SET cursor = ? WHERE name = ?');
    this.page = this.database.prepare(
      'SELECT sequence, topic, queue, message FROM messages WHERE sequence > ? ORDER BY sequence LIMIT ?',
    );
  }

  /** Everything that `work` writes, or nothing. */
  write<T>(work: () => T, beforeCommit?: () => void): T {
    return this.database.write(work, beforeCommit);
  }

  /** The last sequence that was ever given; none is given twice, though messages are deleted. */
  head(): number {
    const [message] = this.rows<[number | null]>('SELECT max(sequence) FROM messages');
    const [cursor] = this.rows<[number | null]>('SELECT max(cursor) FROM queues');
    return Math.max(message?.[0] ?? 0, cursor?.[0] ?? 0);
  }

  add({ sequence, message, text, queue }: Sequenced): void {
    this.insertMessage.run(sequence, message.topic, queue ?? null, text);
  }

  /** The messages after a sequence, in order, whomever they are for. */
  after(sequence: number, limit: number): readonly Stored[] {
    const rows = this.database.read(() => this.page.all(sequence, limit));
    return rows.map(([place, topic, queue, message]) => ({
      sequence: place,
      topic,
      queue: queue ?? undefined,
      parse: (): Message => JSON.parse(message),
    }));
  }

  prune(through: number): void {
    this.database.prepare('DELETE FROM messages WHERE sequence <= ?').run(through);
  }

  published(publisher: string): Position | undefined {
    return this.rows<[string]>('SELECT through FROM publishers WHERE name = ?', publisher)[0]?.[0];
  }

  progress(publisher: string, through: Position): void {
    this.saveThrough.run(publisher, through);
  }

  queues(): ReadonlyMap<string, QueueState> {
    const rows = this.rows<[string, number, string]>('SELECT name, cursor, topics FROM queues');
    return new Map(
      rows.map(([name, cursor, topics]) => {
        const since: Readonly<Record<string, number>> = JSON.parse(topics);
        return [name, { cursor, topics: new Map(Object.entries(since)) }];
      }),
    );
  }

  saveQueue(name: string, { cursor, topics }: QueueState): void {
    const since = JSON.stringify(Object.fromEntries(topics));
    const sql = 'INSERT OR REPLACE INTO queues (name, cursor, topics) VALUES (?, ?, ?)';
    this.write(() => this.database.prepare(sql).run(name, cursor, since));
  }

  moveCursor(queue: string, cursor: number): void {
    this.saveCursor.run(cursor, queue);
  }

  park({ queue, message, reason, attempts, parkedAt }: Parked): void {
    const sql = `
      INSERT INTO parked (queue, id, message, reason, attempts, parked_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts`;
    const text = JSON.stringify(message);
    this.write(() => this.database.prepare(sql).run(queue, message.id, text, reason, attempts, parkedAt));
  }

  /** Removes a parked message and returns it. */
  unpark(queue: string, id: string): Message | undefined {
    const sql = 'DELETE FROM parked WHERE queue = ? AND id = ? RETURNING message';
    const row = this.database.prepare<[message: string]>(sql).get(queue, id);
    return row && JSON.parse(row[0]);
  }

  parked(queue: string | undefined): readonly Parked[] {
    const sql = `
      SELECT queue, message, reason, attempts, parked_at FROM parked
      WHERE queue = coalesce(?, queue) ORDER BY place`;
    return this.rows<ParkedRow>(sql, queue ?? null).map(([name, message, reason, attempts, parkedAt]) => ({
      queue: name,
      message: JSON.parse(message),
      reason,
      attempts,
      parkedAt,
    }));
  }

  trouble(): string | undefined {
    return this.database.trouble();
  }

  close(): void {
    this.database.close();
  }

  private rows<R>(sql: string, ...parameters: (string | number | null)[]): readonly R[] {
    return this.database.read(() => this.database.prepare<R>(sql).all(...parameters));
  }
}
