import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { makeFolder, syncFolder } from '@waybill/sqlite-files';
import { ReadStoreUnavailable } from '../errors.js';
import { BUSY_TIMEOUT_MS, openForReading, openForWriting } from './connections.js';
import { failureOf, messageOf } from './failures.js';
import { prepare, repeatOnSchemaChange, StatementCache, type Prepared } from './statements.js';
import { Wal } from './wal.js';

/** What differs between the file of read models and the file of state. */
export interface StoreKind {
  /** The file's name without `.db`, and the first part of the names of its failpoints. */
  readonly name: 'read' | 'state';
  /** Whether all of it can be made from the log again. What cannot is fsynced before it is answered. */
  readonly isDerived: boolean;
  /** What an operator can do when the file is damaged or belongs to another log. */
  readonly remedy: string;
}

/**
 * One SQLite database in WAL mode. One connection writes, the other reads and never waits for a writer.
 * `synchronous=NORMAL`: after a power cut the last transactions may be missing, each as a whole, unless {@link Wal} has
 * synced them.
 */
export class Database {
  readonly file: string;
  /** What makes commits durable; undefined where nothing has to. */
  readonly wal: Wal | undefined;
  private readonly writer: DatabaseSync;
  private readonly reader: DatabaseSync;
  private readonly queries: StatementCache;
  private readonly begin: Prepared<unknown>;
  private readonly commit: Prepared<unknown>;
  private readonly beginReading: Prepared<unknown>;
  private readonly endReading: Prepared<unknown>;
  private isOpen = true;

  /** Without a folder it lives in memory. `prepareLayout` creates the tables, unless they are there. */
  constructor(
    folder: string | undefined,
    readonly kind: StoreKind,
    prepareLayout: (database: Database) => void,
  ) {
    this.file = folder === undefined ? ':memory:' : join(folder, `${kind.name}.db`);
    try {
      if (folder !== undefined) makeFolder(folder);
      this.writer = openForWriting(this.file);
      this.begin = this.toWrite('BEGIN IMMEDIATE');
      this.commit = this.toWrite('COMMIT');
      prepareLayout(this);
      this.reader = folder === undefined ? this.writer : openForReading(this.file);
      this.queries = new StatementCache(this.reader);
      this.beginReading = this.toRead('BEGIN');
      this.endReading = this.toRead('COMMIT');
      if (folder === undefined || kind.isDerived) return;
      syncFolder(folder);
      this.wal = new Wal(`${this.file}-wal`, this.reader);
    } catch (error) {
      const failure = this.translate(error);
      this.close();
      throw failure;
    }
  }

  toRead<R>(sql: string): Prepared<R> {
    return prepare<R>(this.reader, sql);
  }

  toWrite<R>(sql: string): Prepared<R> {
    return prepare<R>(this.writer, sql);
  }

  /** Reads with SQL that is made at run time; the statements used last are kept prepared. */
  toQuery<R>(sql: string): Prepared<R> {
    return this.queries.prepare<R>(sql);
  }

  execute(sql: string): void {
    this.writer.exec(sql);
  }

  /** `work` only reads, and may run again. */
  read<T>(work: () => T): T {
    try {
      return repeatOnSchemaChange(work);
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
      return result;
    } catch (error) {
      if (this.isOpen && this.writer.isTransaction) this.writer.exec('ROLLBACK');
      throw this.translate(error);
    }
  }

  /** Moves the WAL into the database and leaves nothing of it; false, at once, while another client uses it. */
  emptyWal(): boolean {
    return this.read(() => {
      this.writer.exec('PRAGMA busy_timeout = 0');
      try {
        return this.writer.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy'] === 0;
      } finally {
        this.writer.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
      }
    });
  }

  /** Why nothing can be read at present; undefined while it can. */
  readFailure(): string | undefined {
    try {
      this.read(() => this.reader.exec('SELECT 1 FROM sqlite_schema'));
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  /**
   * The last connection that closes moves the WAL into the database, unless it only reads. A WAL that may not be on
   * disk must stay where it is: a power cut while it is moved would leave a mixture. After a failed constructor some
   * parts are missing.
   */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.queries?.clear();
    const isKept = this.wal !== undefined && !this.wal.isSynced;
    const order = isKept ? [this.writer, this.reader] : [this.reader, this.writer];
    for (const connection of new Set(order)) connection?.close();
    this.wal?.close();
  }

  private translate(error: unknown): unknown {
    if (!this.isOpen) return new ReadStoreUnavailable('The store is closed.');
    return failureOf(error, this.file, this.kind.remedy);
  }
}
