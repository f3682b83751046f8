import { wordsOf } from '../words.js';
import type { Database } from './database.js';
import type { Parameter } from './row.js';
import type { Prepared } from './statements.js';
import { tablesOf } from './tables.js';

/** The words of documents by their key. It holds no text, so a removal needs to know whether there was any. */
export class WordIndex {
  private readonly insert: Prepared<unknown>;
  private readonly delete: Prepared<unknown>;

  constructor(database: Database, collection: { readonly name: string; readonly version: number }) {
    const { words } = tablesOf(collection);
    this.insert = database.toWrite(`INSERT INTO ${words} (rowid, text) VALUES (?, ?)`);
    this.delete = database.toWrite(`DELETE FROM ${words} WHERE rowid = ?`);
  }

  add(key: number | bigint, text: Parameter | undefined): void {
    if (hasText(text)) this.insert.run(key, wordsOf(text).join(' '));
  }

  /** `text` is what was added. */
  remove(key: number, text: Parameter | undefined): void {
    if (hasText(text)) this.delete.run(key);
  }
}

function hasText(text: Parameter | undefined): text is string {
  return typeof text === 'string' && text !== '';
}
