import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite';
import { BusUnavailable } from '../message-bus.js';

/** A prepared statement whose rows are arrays in the order of the selected columns. */
export interface Prepared<R> {
  get(...parameters: SQLInputValue[]): R | undefined;
  all(...parameters: SQLInputValue[]): R[];
  run(...parameters: SQLInputValue[]): StatementResultingChanges;
}

/** The WAL is moved into the database when it has grown to so many pages of 4 KiB. */
const CHECKPOINT_PAGES = 1_000;

/**
 * One SQLite database, `<folder>/bus.db`, held by one process. `synchronous=NORMAL`: a power cut may take the last
 * transactions, each as a whole, so that what is left fits together.
 */
export class Database {
  private readonly connection: DatabaseSync;
  private readonly begin: Prepared<unknown>;
  private readonly commit: Prepared<unknown>;
  private failure: string | undefined;
  private open = true;

  /** Without a folder it lives in memory. */
  constructor(
    folder: string | undefined,
    schema: string,
    private readonly file = folder === undefined ? ':memory:' : join(folder, 'bus.db'),
  ) {
    try {
      if (folder !== undefined) mkdirSync(folder, { recursive: true });
      this.connection = new DatabaseSync(file, { timeout: 500 });
      this.connection.exec(`
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
        PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * 4096};
        ${schema}
      `);
      this.begin = this.prepare('BEGIN IMMEDIATE');
      this.commit = this.prepare('COMMIT');
    } catch (error) {
      throw this.translate(error);
    }
  }

  prepare<R>(sql: string): Prepared<R> {
    const statement = this.connection.prepare(sql);
    statement.setReturnArrays(true);
    return statement as unknown as Prepared<R>;
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
      if (this.open && this.connection.isTransaction) this.connection.exec('ROLLBACK');
      throw translated;
    }
  }

  /** After a failed write it stays in trouble until a write succeeds; asking tries one. */
  trouble(): string | undefined {
    try {
      if (this.failure !== undefined) this.write(() => this.connection.exec('PRAGMA user_version = 1'));
      this.read(() => this.connection.exec('SELECT 1 FROM sqlite_schema'));
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  close(): void {
    if (this.open) this.connection.close();
    this.open = false;
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

/** Result codes of SQLite (sqlite.org/rescode.html): BUSY, LOCKED. */
const BUSY: ReadonlySet<number> = new Set([5, 6]);
/** READONLY, IOERR, FULL, CANTOPEN. */
const UNAVAILABLE: ReadonlySet<number> = new Set([8, 10, 13, 14]);
/** CORRUPT, NOTADB. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

/** The errors of node:sqlite carry SQLite's result code; their low byte is the primary one. */
function isSqlite(error: unknown): error is Error & { readonly errcode: number } {
  return (
    typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
  );
}
