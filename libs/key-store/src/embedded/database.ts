import { closeSync, fdatasync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementResultingChanges } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { makeFolder, syncFolder, useWal } from '@waybill/sqlite-files';
import { KeyStoreRefused, KeyStoreUnavailable } from '../key-store.js';
import { meaning, text } from './failures.js';

const syncFile = promisify(fdatasync);

/** The version of the tables below, kept in the file's header (`PRAGMA user_version`). */
const LAYOUT = 1;
/** How long a writer waits for another one, in milliseconds. */
const BUSY_TIMEOUT_MS = 2_000;
/** Between two tries to empty the WAL while another client reads it, in milliseconds. */
const OVERWRITE_AGAIN_MS = 20;
/** Nobody but the owner may read or write the file. SQLite gives its WAL the same permissions. */
const OWNER_ONLY = 0o600;

/** A destroyed key is NULL. Up to `position` the erasures of the log are carried out. */
const TABLES = `
  CREATE TABLE keys (subject TEXT PRIMARY KEY, key BLOB) WITHOUT ROWID;
  CREATE TABLE origin (only INTEGER PRIMARY KEY CHECK (only = 1), log_id TEXT, position TEXT NOT NULL);
  INSERT INTO origin VALUES (1, NULL, '');
  PRAGMA user_version = ${LAYOUT};
`;

/** A prepared statement whose rows are arrays in the order of the selected columns. */
export interface Prepared<R> {
  get(...parameters: SQLInputValue[]): R | undefined;
  all(...parameters: SQLInputValue[]): R[];
  run(...parameters: SQLInputValue[]): StatementResultingChanges;
}

/**
 * The SQLite file of a key store, in WAL mode. Commits are fsynced by {@link sync}, off the thread. After a failed fsync
 * nothing can be written until a restart, which writes what the WAL holds into the file and syncs that.
 */
export class Database {
  readonly file: string;
  private readonly connection: DatabaseSync;
  private readonly statements = new Map<string, Prepared<never>>();
  /** Of the WAL. */
  private readonly handle: number;
  private failure: string | undefined;
  private isOpen = true;

  constructor(folder: string) {
    this.file = join(folder, 'keys.db');
    try {
      makeFolder(folder);
      closeSync(openSync(this.file, 'a', OWNER_ONLY));
      this.connection = new DatabaseSync(this.file, { timeout: BUSY_TIMEOUT_MS });
      useWal(this.connection);
      this.connection.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON');
      this.createTables();
      // What an earlier process has written, and may not have synced, is synced by this.
      this.connection.exec('PRAGMA wal_checkpoint(PASSIVE)');
      this.handle = openSync(`${this.file}-wal`, 'r+');
      syncFolder(folder);
    } catch (error) {
      throw meaning(error, this.file);
    }
  }

  prepare<R>(sql: string): Prepared<R> {
    const known: Prepared<R> | undefined = this.statements.get(sql);
    if (known) return known;
    const statement = this.connection.prepare(sql, { returnArrays: true }) as unknown as Prepared<never>;
    this.statements.set(sql, statement);
    return statement;
  }

  read<T>(work: () => T): T {
    this.ensureOpen();
    try {
      return work();
    } catch (error) {
      throw meaning(error, this.file);
    }
  }

  /** Everything that `work` writes, or nothing. */
  write<T>(work: () => T): T {
    this.ensureOpen();
    if (this.failure !== undefined) throw new KeyStoreUnavailable(this.failure);
    try {
      this.connection.exec('BEGIN IMMEDIATE');
      const result = work();
      this.connection.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK');
      throw meaning(error, this.file);
    }
  }

  /** When it resolves, all that was committed before is on disk. */
  async sync(): Promise<void> {
    try {
      await syncFile(this.handle);
    } catch (error) {
      this.failure = `${this.file} could not be synced: ${text(error)}. Restart when the disk works again.`;
      throw new KeyStoreUnavailable(this.failure, { cause: error });
    }
  }

  /** Moves the WAL into the file, syncs that, and leaves nothing of the WAL. Waits for other clients' reads. */
  async overwriteWal(): Promise<void> {
    const checkpoint = this.prepare<[busy: number]>('PRAGMA wal_checkpoint(TRUNCATE)');
    while (this.read(() => checkpoint.get()?.[0]) !== 0) await pause(OVERWRITE_AGAIN_MS);
  }

  trouble(): string | undefined {
    if (!this.isOpen) return 'The key store is closed.';
    if (this.failure !== undefined) return this.failure;
    try {
      this.read(() => this.prepare('SELECT 1 FROM origin').get());
      return undefined;
    } catch (error) {
      return text(error);
    }
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.connection.close();
    closeSync(this.handle);
  }

  private createTables(): void {
    if (this.layout() === LAYOUT) return;
    this.write(() => {
      // Another client may have created them while this one waited for its turn to write.
      const layout = this.layout();
      if (layout === 0) this.connection.exec(TABLES);
      else if (layout !== LAYOUT) {
        throw new KeyStoreRefused(
          `${this.file} has layout ${layout}, and this version of Waybill knows only layout ${LAYOUT}.`,
        );
      }
    });
  }

  private layout(): number {
    return this.prepare<[number]>('PRAGMA user_version').get()?.[0] ?? 0;
  }

  private ensureOpen(): void {
    if (!this.isOpen) throw new KeyStoreUnavailable('The key store is closed.');
  }
}
