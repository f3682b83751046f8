import type { DatabaseSync, SQLInputValue, StatementResultingChanges } from 'node:sqlite';
import { resultCode, SCHEMA } from './failures.js';

/** A prepared statement whose rows are arrays in the order of the selected columns. */
export interface Prepared<R> {
  get(...parameters: SQLInputValue[]): R | undefined;
  all(...parameters: SQLInputValue[]): R[];
  iterate(...parameters: SQLInputValue[]): Iterable<R>;
  run(...parameters: SQLInputValue[]): StatementResultingChanges;
}

/** As often as SQLite itself prepares a statement again whose schema has changed. */
const ATTEMPTS_MAX = 50;

/**
 * Repeats work that fails because another connection has changed the schema meanwhile. SQLite does so by itself, but not
 * for what FTS5 reads when a word index is connected. The work must be repeatable.
 */
export function repeatOnSchemaChange<T>(work: () => T): T {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return work();
    } catch (error) {
      if (resultCode(error) !== SCHEMA || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

export function prepare<R>(connection: DatabaseSync, sql: string): Prepared<R> {
  const statement = repeatOnSchemaChange(() => connection.prepare(sql));
  statement.setReturnArrays(true);
  return statement as unknown as Prepared<R>;
}

const KEPT_STATEMENTS_MAX = 200;

/** Keeps the statements prepared that were used last, for SQL that is made at run time. */
export class StatementCache {
  private readonly statements = new Map<string, Prepared<never>>();

  constructor(private readonly connection: DatabaseSync) {}

  prepare<R>(sql: string): Prepared<R> {
    const statement = this.statements.get(sql) ?? prepare<never>(this.connection, sql);
    this.statements.delete(sql);
    this.statements.set(sql, statement);
    const [oldest] = this.statements.size > KEPT_STATEMENTS_MAX ? this.statements.keys() : [];
    if (oldest !== undefined) this.statements.delete(oldest);
    return statement;
  }

  clear(): void {
    this.statements.clear();
  }
}
