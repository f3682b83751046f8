import { closeSync, fdatasyncSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite';
import { ReadStoreUnavailable } from '../read-store.js';

/** A prepared statement whose rows are arrays in the order of the selected columns. */
export interface Prepared<R> {
  get(...parameters: SQLInputValue[]): R | undefined;
  all(...parameters: SQLInputValue[]): R[];
  iterate(...parameters: SQLInputValue[]): Iterable<R>;
  run(...parameters: SQLInputValue[]): StatementResultingChanges;
}

/** How long to wait for a writer of another process, in milliseconds. */
const BUSY = 2_000;
/** The WAL is moved into the database by the writer when it has grown to so many pages of 4 KiB. */
const CHECKPOINT_PAGES = 4_000;
const KEPT_STATEMENTS = 200;

/**
 * One SQLite database in WAL mode: one connection writes, the other reads and never waits for it. `synchronous=NORMAL`:
 * after a power cut the last transactions may be missing, each as a whole.
 */
export class Database {
  private readonly writer: DatabaseSync;
  private readonly reader: DatabaseSync;
  private readonly questions = new Map<string, Prepared<never>>();
  private readonly begin: Prepared<unknown>;
  private readonly commit: Prepared<unknown>;
  private readonly beginReading: Prepared<unknown>;
  private readonly endReading: Prepared<unknown>;
  private failure: string | undefined;
  private open = true;
  private wal: number | undefined;

  /** Without a folder it lives in memory. */
  constructor(
    folder: string | undefined,
    private readonly file = folder === undefined ? ':memory:' : join(folder, 'read.db'),
  ) {
    try {
      if (folder !== undefined) mkdirSync(folder, { recursive: true });
      this.writer = new DatabaseSync(file, { timeout: BUSY });
      this.writer.exec(`
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
        PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * 4096};
        PRAGMA cache_size = -32000;
        PRAGMA temp_store = MEMORY;
      `);
      this.reader =
        folder === undefined ? this.writer : new DatabaseSync(file, { timeout: BUSY, readOnly: true });
      this.reader.exec('PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;');
      this.begin = this.toWrite('BEGIN IMMEDIATE');
      this.commit = this.toWrite('COMMIT');
      this.beginReading = this.toRead('BEGIN');
      this.endReading = this.toRead('COMMIT');
      if (this.toRead<[number]>(`SELECT sqlite_compileoption_used('ENABLE_FTS5')`).get()?.[0] !== 1) {
        throw new Error('This Node.js was built without FTS5, the full-text search of SQLite.');
      }
    } catch (error) {
      throw this.translate(error);
    }
  }

  toRead<R>(sql: string): Prepared<R> {
    return prepare<R>(this.reader, sql);
  }

  toWrite<R>(sql: string): Prepared<R> {
    return prepare<R>(this.writer, sql);
  }

  /** A statement that is made up at run time; the latest ones are kept prepared. */
  question<R>(sql: string): Prepared<R> {
    const known = this.questions.get(sql) ?? this.toRead<never>(sql);
    this.questions.delete(sql);
    this.questions.set(sql, known);
    const [oldest] = this.questions.size > KEPT_STATEMENTS ? this.questions.keys() : [];
    if (oldest !== undefined) this.questions.delete(oldest);
    return known;
  }

  execute(sql: string): void {
    this.writer.exec(sql);
  }

  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.translate(error);
    }
  }

  /** Several reads that see the same state; cheaper too, as the file is locked for reading only once. */
  readTogether<T>(work: () => T): T {
    return this.read(() => {
      this.beginReading.run();
      try {
        return work();
      } finally {
        this.endReading.run();
      }
    });
  }

  /** Everything that `work` writes, or nothing. `work` must not be async. */
  write<T>(work: () => T): T {
    try {
      this.begin.run();
      const result = work();
      this.commit.run();
      this.failure = undefined;
      return result;
    } catch (error) {
      const translated = this.translate(error);
      if (translated instanceof ReadStoreUnavailable) this.failure = translated.message;
      if (this.open && this.writer.isTransaction) this.writer.exec('ROLLBACK');
      throw translated;
    }
  }

  /** After a failed write it stays in trouble until a write succeeds; asking tries one. */
  trouble(): string | undefined {
    try {
      if (this.failure !== undefined) this.write(() => this.writer.exec('PRAGMA user_version = 1'));
      this.read(() => this.reader.exec('SELECT 1 FROM sqlite_schema'));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Flushes the WAL. What a checkpoint has moved out of it was flushed by that. */
  sync(): void {
    if (this.file === ':memory:' || !this.open) return;
    try {
      this.wal ??= openSync(`${this.file}-wal`, 'r+');
      fdatasyncSync(this.wal);
    } catch (cause) {
      throw new ReadStoreUnavailable(`The read store ${this.file} cannot be flushed.`, { cause });
    }
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    if (this.wal !== undefined) closeSync(this.wal);
    this.questions.clear();
    if (this.reader !== this.writer) this.reader.close();
    this.writer.close();
  }

  private translate(error: unknown): unknown {
    if (!this.open) return new ReadStoreUnavailable('The read store is closed.');
    if (!isSqlite(error)) return error;
    const code = error.errcode & 0xff;
    const told = (what: string) => `The read store ${this.file} ${what}: ${error.message}.`;
    if (UNAVAILABLE.has(code)) return new ReadStoreUnavailable(told('cannot be used'), { cause: error });
    if (!DAMAGED.has(code)) return error;
    const cure = 'Delete it, with its -wal and -shm files, and it is rebuilt from the log.';
    return new Error(`${told('is damaged')} ${cure}`, { cause: error });
  }
}

/** Result codes of SQLite (sqlite.org/rescode.html): BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN. */
const UNAVAILABLE: ReadonlySet<number> = new Set([5, 6, 8, 10, 13, 14]);
/** CORRUPT, NOTADB. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

function prepare<R>(connection: DatabaseSync, sql: string): Prepared<R> {
  const statement = connection.prepare(sql);
  statement.setReturnArrays(true);
  return statement as unknown as Prepared<R>;
}

/** The errors of node:sqlite carry SQLite's result code; their low byte is the primary one. */
function isSqlite(error: unknown): error is Error & { readonly errcode: number } {
  return (
    typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
  );
}
