import type { Database, Prepared } from './database.js';

/** Where the rows of one queue are. Writing methods are to be called within {@link Database.write}. */
export class QueueTable {
  /** The last sequence that was written. */
  readonly last: number;
  private readonly insertRow: Prepared<unknown>;
  private readonly selectPage: Prepared<[sequence: number, message: string]>;
  private readonly deleteRows: Prepared<unknown>;

  constructor(
    private readonly database: Database,
    private readonly number: number,
  ) {
    const table = `queue_${number}`;
    this.insertRow = database.prepare(`INSERT INTO ${table} VALUES (?, ?)`);
    this.selectPage = database.prepare(
      `SELECT sequence, message FROM ${table} WHERE sequence > ? ORDER BY sequence LIMIT ?`,
    );
    this.deleteRows = database.prepare(`DELETE FROM ${table} WHERE sequence BETWEEN ? AND ?`);
    this.last = this.numberOf(`SELECT coalesce(max(sequence), 0) FROM ${table}`);
  }

  insert(sequence: number, message: string): void {
    this.insertRow.run(sequence, message);
  }

  /** The rows after a sequence, in order. */
  page(after: number, limit: number): readonly (readonly [sequence: number, message: string])[] {
    return this.database.read(() => this.selectPage.all(after, limit));
  }

  /** Deletes these sequences, in ascending order, range by range. Returns how many rows there were. */
  delete(sequences: readonly number[]): number {
    let deleted = 0;
    let from = 0;
    sequences.forEach((sequence, index) => {
      if (sequences[index + 1] === sequence + 1) return;
      deleted += Number(this.deleteRows.run(sequences[from] ?? sequence, sequence).changes);
      from = index + 1;
    });
    return deleted;
  }

  /** Reads the whole table. */
  count(): number {
    return this.numberOf(`SELECT count(*) FROM queue_${this.number}`);
  }

  private numberOf(sql: string): number {
    return this.database.read(() => this.database.prepare<[number]>(sql).get()?.[0] ?? 0);
  }
}
