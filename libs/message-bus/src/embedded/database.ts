import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync, SQLInputValue, StatementResultingChanges } from 'node:sqlite';
import { BusUnavailable } from '../message-bus.js';
import { openConnection } from './connection.js';
import { meaning, text } from './failures.js';
import { LAYOUT } from './layout.js';
import { Wal } from './wal.js';

/** A prepared statement whose rows are arrays in the order of the selected columns. */
export interface Prepared<R> {
  get(...parameters: SQLInputValue[]): R | undefined;
  all(...parameters: SQLInputValue[]): R[];
  run(...parameters: SQLInputValue[]): StatementResultingChanges;
}

/** One SQLite database, `<folder>/bus.db`, held by one process; in memory without a folder. */
export class Database {
  private readonly file: string;
  private readonly connection: DatabaseSync;
  /** Undefined in memory. */
  private readonly wal: Wal | undefined;
  private readonly begin: Prepared<unknown>;
  private readonly commit: Prepared<unknown>;
  private failure: string | undefined;
  private isOpen = true;

  constructor(folder?: string) {
    this.file = folder === undefined ? ':memory:' : join(folder, 'bus.db');
    try {
      if (folder !== undefined) makeFolder(folder);
      this.connection = openConnection(this.file);
      this.wal = folder === undefined ? undefined : new Wal(`${this.file}-wal`);
    } catch (error) {
      throw meaning(error, this.file);
    }
    this.begin = this.prepare('BEGIN IMMEDIATE');
    this.commit = this.prepare('COMMIT');
  }

  /** Runs statements as they are, outside {@link Database.write}. */
  exec(sql: string): void {
    this.connection.exec(sql);
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
      throw meaning(error, this.file);
    }
  }

  /** Commits everything that `work` writes, or nothing. `work` must not be async. */
  write<T>(work: () => T): T {
    if (!this.isOpen) throw new BusUnavailable('The message bus is closed.');
    try {
      if (this.wal?.isSound === false) throw new BusUnavailable(`${this.file} could not be synced.`);
      this.begin.run();
      const result = work();
      this.commit.run();
      this.failure = undefined;
      return result;
    } catch (error) {
      const translated = meaning(error, this.file);
      if (translated !== error || error instanceof BusUnavailable) this.failure = text(translated);
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK');
      throw translated;
    }
  }

  /** Repairs what a failed sync left behind; {@link Database.write} throws until that has succeeded. */
  async mend(): Promise<void> {
    if (this.wal?.isSound === false) await this.syncing(this.wal.mend());
  }

  /** Resolves when what has been committed so far survives a power cut. */
  async sync(): Promise<void> {
    if (this.wal) await this.syncing(this.wal.sync());
  }

  /** After a failed write it stays in trouble until a write succeeds; asking tries one. */
  async trouble(): Promise<string | undefined> {
    if (this.failure === undefined) return undefined;
    try {
      await this.mend();
      this.write(() => this.connection.exec(`PRAGMA user_version = ${LAYOUT}`));
      return undefined;
    } catch (error) {
      return text(error);
    }
  }

  async close(): Promise<void> {
    await this.wal?.close();
    this.isOpen = false;
    this.connection.close();
  }

  private async syncing(sync: Promise<void>): Promise<void> {
    try {
      await sync;
    } catch (error) {
      const translated = meaning(error, this.file);
      this.failure = text(translated);
      throw translated;
    }
  }
}

/** Parent by parent: with `recursive` Node tries for ever where a file system has no such folders, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(resolve(folder)));
  mkdirSync(folder);
}
