import { wordsOf } from '../words.js';
import type { Database } from './database.js';
import type { Parameter } from './row.js';
import type { Prepared } from './statements.js';
import { tablesOf } from './tables.js';

/** Pages that a step of a merge writes: it holds the thread. */
const MERGED_PAGES = 500;

/**
 * The words of documents by their key. It holds no text, so a removal needs to know whether there was any. What is removed
 * stays in the index until its parts are merged.
 */
export class WordIndex {
  private readonly insert: Prepared<unknown>;
  private readonly delete: Prepared<unknown>;
  private readonly mergeSome: Prepared<unknown>;
  private readonly countChanges: Prepared<[changes: number]>;

  constructor(database: Database, collection: { readonly name: string; readonly version: number }) {
    const { words } = tablesOf(collection);
    this.insert = database.toWrite(`INSERT INTO ${words} (rowid, text) VALUES (?, ?)`);
    this.delete = database.toWrite(`DELETE FROM ${words} WHERE rowid = ?`);
    this.mergeSome = database.toWrite(`INSERT INTO ${words} (${words}, rank) VALUES ('merge', ?)`);
    this.countChanges = database.toWrite('SELECT total_changes()');
  }

  add(key: number | bigint, text: Parameter | undefined): void {
    if (hasText(text)) this.insert.run(key, wordsOf(text).join(' '));
  }

  /** `text` is what was added. */
  remove(key: number, text: Parameter | undefined): void {
    if (hasText(text)) this.delete.run(key);
  }

  /**
   * Merges some pages; false when there was nothing to merge (sqlite.org/fts5.html#the_merge_command). `isFirst`: a
   * negative number has all parts merged into one.
   */
  merge(isFirst: boolean): boolean {
    const [before = 0] = this.countChanges.get() ?? [];
    this.mergeSome.run(isFirst ? -MERGED_PAGES : MERGED_PAGES);
    const [after = 0] = this.countChanges.get() ?? [];
    return after - before >= 2;
  }
}

function hasText(text: Parameter | undefined): text is string {
  return typeof text === 'string' && text !== '';
}
