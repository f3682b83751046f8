import type { CollectionDefinition, Lineage } from '../documents.js';
import type { Database } from './database.js';
import { lineageOf, lineageText, type Parameter, type Row } from './row.js';
import type { Prepared } from './statements.js';
import { column, tablesOf } from './tables.js';
import { WordIndex } from './word-index.js';

type Stored = readonly [key: number, fence: string, ...values: Parameter[]];

/** Where the values begin in a stored row; where the search text and the lineage are among them. */
const VALUES = 2;
const SEARCH_TEXT = 0;
const LINEAGE = 2;
/** The most statements kept for sets of changed columns. */
const UPDATES_MAX = 100;

/**
 * Writes one version of a collection: documents with a column and an index for each declared field, tombstones, and the
 * word index. Only what changed is written: an index costs when its field has another value, the words when the search
 * text is another one. Must be called in a transaction.
 */
export class DocumentTable {
  private readonly columns: readonly string[];
  private readonly documents: string;
  private readonly words: WordIndex | undefined;
  private readonly select: Prepared<Stored>;
  private readonly selectTombstone: Prepared<[fence: string]>;
  private readonly insertNew: Prepared<unknown>;
  private readonly remove: Prepared<unknown>;
  private readonly insertTombstone: Prepared<unknown>;
  private readonly removeTombstone: Prepared<unknown>;
  private readonly insertSubject: Prepared<unknown>;
  private readonly removeSubject: Prepared<unknown>;
  /** By the set of columns that change: the bit of each is 2 to the power of its index. */
  private readonly updates = new Map<number, Prepared<unknown>>();

  /** The tables must exist. */
  constructor(
    private readonly database: Database,
    definition: Pick<CollectionDefinition, 'name' | 'version' | 'fields'> & { readonly search?: unknown },
  ) {
    const { documents, tombstones, subjects } = tablesOf(definition);
    this.documents = documents;
    this.columns = ['words', 'revision', 'lineage', ...Object.keys(definition.fields).map(column)];
    this.words = definition.search ? new WordIndex(database, definition) : undefined;
    const columns = this.columns.join(', ');
    const places = this.columns.map(() => '?').join(', ');
    this.select = database.toWrite(`SELECT key, fence, ${columns} FROM ${documents} WHERE id = ?`);
    this.selectTombstone = database.toWrite(`SELECT fence FROM ${tombstones} WHERE id = ?`);
    this.insertNew = database.toWrite(
      `INSERT INTO ${documents} (id, fence, document, ${columns}) VALUES (?, ?, ?, ${places})
       ON CONFLICT DO NOTHING`,
    );
    this.remove = database.toWrite(`DELETE FROM ${documents} WHERE key = ?`);
    this.insertTombstone = database.toWrite(
      `INSERT INTO ${tombstones} (id, fence, deleted_at, lineage) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE
       SET fence = excluded.fence, deleted_at = excluded.deleted_at, lineage = excluded.lineage`,
    );
    this.insertSubject = database.toWrite(`INSERT INTO ${subjects} (subject, key) VALUES (?, ?)`);
    this.removeSubject = database.toWrite(`DELETE FROM ${subjects} WHERE subject = ? AND key = ?`);
    this.removeTombstone = database.toWrite(`DELETE FROM ${tombstones} WHERE id = ?`);
  }

  /** False, and nothing written, when the predecessor is another one. `now` is the time of a deletion. */
  put(row: Row, now: () => number): boolean {
    const { id, document, fence, replaces } = row;
    if (replaces === undefined && document !== null) {
      return this.tombstoneFence(id) === undefined && this.insert(row);
    }
    const stored = this.select.get(id);
    const storedFence = stored ? stored[1] : this.tombstoneFence(id);
    if (storedFence !== replaces) return false;
    if (document === null) {
      if (stored) this.delete(stored);
      this.insertTombstone.run(id, fence, now(), lineageText(row.lineage));
    } else if (stored) {
      this.update(stored, row);
    } else {
      this.removeTombstone.run(id);
      this.insert(row);
    }
    return true;
  }

  /** False, and nothing written, when there is such a document. There must be no tombstone. */
  insert({ id, fence, document, lineage, values }: Row): boolean {
    const { changes, lastInsertRowid } = this.insertNew.run(id, fence, document, ...values);
    if (changes === 0) return false;
    this.words?.add(lastInsertRowid, values[SEARCH_TEXT]);
    this.moveSubjects(Number(lastInsertRowid), undefined, lineage);
    return true;
  }

  /** Merges a part of the word index; false when all is merged. `isFirst`: begins with everything that there is. */
  mergeWords(isFirst: boolean): boolean {
    return this.words?.merge(isFirst) ?? false;
  }

  /** Asked for every new document: measured, it costs less than one statement that inserts and checks. */
  private tombstoneFence(id: string): string | undefined {
    return this.selectTombstone.get(id)?.[0];
  }

  private update(stored: Stored, { fence, document, lineage, values }: Row): void {
    const [key] = stored;
    const before = stored[VALUES + SEARCH_TEXT];
    const parameters: Parameter[] = [fence, document];
    let changed = 0;
    for (const [index, value] of values.entries()) {
      if (value === stored[VALUES + index]) continue;
      changed += 2 ** index;
      parameters.push(value);
    }
    this.updateOf(changed).run(...parameters, key);
    const lineageBefore = stored[VALUES + LINEAGE];
    if (values[LINEAGE] !== lineageBefore) this.moveSubjects(key, lineageOf(lineageBefore), lineage);
    if (values[SEARCH_TEXT] === before) return;
    this.words?.remove(key, before);
    this.words?.add(key, values[SEARCH_TEXT]);
  }

  /** A statement that sets only the columns whose bits are set: SQLite then leaves the other indexes alone. */
  private updateOf(changed: number): Prepared<unknown> {
    const known = this.updates.get(changed);
    if (known) return known;
    const columns = this.columns.filter((_, index) => Math.floor(changed / 2 ** index) % 2 === 1);
    const assignments = ['fence', 'document', ...columns].map((name) => `${name} = ?`).join(', ');
    const made = this.database.toWrite<unknown>(`UPDATE ${this.documents} SET ${assignments} WHERE key = ?`);
    if (this.updates.size >= UPDATES_MAX) this.updates.clear();
    this.updates.set(changed, made);
    return made;
  }

  private delete(stored: Stored): void {
    const [key] = stored;
    this.remove.run(key);
    this.words?.remove(key, stored[VALUES + SEARCH_TEXT]);
    this.moveSubjects(key, lineageOf(stored[VALUES + LINEAGE]), undefined);
  }

  private moveSubjects(key: number, before: Lineage | undefined, after: Lineage | undefined): void {
    const [old, current] = [new Set(before?.subjects), new Set(after?.subjects)];
    for (const subject of old) if (!current.has(subject)) this.removeSubject.run(subject, key);
    for (const subject of current) if (!old.has(subject)) this.insertSubject.run(subject, key);
  }
}
