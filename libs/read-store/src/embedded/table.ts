import type { FieldKind } from '@waybill/kernel';
import { fieldOf, type FieldValue } from '../fields.js';
import type { CollectionDefinition, Replacement } from '../read-store.js';
import { wordsOf } from '../words.js';
import type { Database, Prepared } from './database.js';

type Seen = readonly [key: number, fence: string, text: string | null, ...fields: FieldValue[]];
type Parameter = string | number | null;

/** A replacement as it is written. */
interface Row {
  readonly id: string;
  readonly fence: string;
  readonly replaces: string | undefined;
  /** As JSON; null leaves a tombstone. */
  readonly document: string | null;
  /** Of the columns beside it, in their order. */
  readonly values: readonly Parameter[];
}

/** The names of a collection's tables; the collection's own name has been checked. */
export function tablesOf(name: string, version: number) {
  const table = `${name}@${version}`;
  return { living: `"${table}"`, gone: `"${table} gone"`, words: `"${table} words"`, index: `"${table} by ` };
}

export const column = (field: string) => `"$${field}"`;

/**
 * One version of a collection as tables: documents with a column and an index for each declared field; the fences of
 * those that are gone, apart, so that no query walks over them; and the words to search by. Only what changed is
 * written: an index costs when its field has another value, the words when the search text is another one.
 */
export class Table<D extends object> {
  private readonly fields: readonly (readonly [string, FieldKind])[];
  private readonly columns: readonly string[];
  private readonly names: ReturnType<typeof tablesOf>;
  private readonly seen: Prepared<Seen>;
  private readonly seenGone: Prepared<[string]>;
  private readonly insert: Prepared<unknown>;
  private readonly remove: Prepared<unknown>;
  private readonly bury: Prepared<unknown>;
  private readonly unbury: Prepared<unknown>;
  private readonly addWords: Prepared<unknown> | undefined;
  private readonly removeWords: Prepared<unknown> | undefined;
  private readonly updates = new Map<number, Prepared<unknown>>();
  /** Whether any document is gone: while none is, nobody looks among them. */
  hasGraves: boolean;

  /** The tables must exist: {@link createTable}. */
  constructor(
    private readonly database: Database,
    private readonly definition: CollectionDefinition<D>,
  ) {
    this.fields = Object.entries(definition.fields);
    this.columns = ['words', ...this.fields.map(([field]) => column(field))];
    this.names = tablesOf(definition.name, definition.version);
    const { living, gone, words } = this.names;
    const columns = this.columns.join(', ');
    this.seen = database.toWrite(`SELECT key, fence, ${columns} FROM ${living} WHERE id = ?`);
    this.seenGone = database.toWrite(`SELECT fence FROM ${gone} WHERE id = ?`);
    this.insert = database.toWrite(
      `INSERT INTO ${living} (id, fence, document, ${columns}) VALUES (?, ?, ?${', ?'.repeat(this.columns.length)})
       ON CONFLICT DO NOTHING`,
    );
    this.hasGraves = database.toWrite<[number]>(`SELECT 1 FROM ${gone} LIMIT 1`).get() !== undefined;
    this.remove = database.toWrite(`DELETE FROM ${living} WHERE key = ?`);
    this.bury = database.toWrite(
      `INSERT INTO ${gone} (id, fence) VALUES (?, ?) ON CONFLICT DO UPDATE SET fence = excluded.fence`,
    );
    this.unbury = database.toWrite(`DELETE FROM ${gone} WHERE id = ?`);
    if (definition.search) {
      this.addWords = database.toWrite(`INSERT INTO ${words} (rowid, text) VALUES (?, ?)`);
      this.removeWords = database.toWrite(`DELETE FROM ${words} WHERE rowid = ?`);
    }
  }

  /** Everything about a replacement that can throw, done before the transaction. */
  rowOf({ id, document, fence, replaces }: Replacement<D>): Row {
    if (document === undefined) return { id, fence, replaces, document: null, values: [] };
    return { id, fence, replaces, document: JSON.stringify(document), values: this.valuesOf(document) };
  }

  /** False, and nothing written, when the predecessor is another one. */
  put(row: Row): boolean {
    const { id, document, fence, replaces } = row;
    if (replaces === undefined && document !== null) return this.add(row);
    const seen = this.seen.get(id);
    const gone = seen ? undefined : this.fenceOfGrave(id);
    if ((seen?.[1] ?? gone) !== replaces) return false;
    if (document === null) {
      if (seen) this.delete(seen);
      this.bury.run(id, fence);
      this.hasGraves = true;
    } else if (seen) {
      this.update(seen, row);
    } else {
      this.unbury.run(id);
      this.add(row);
    }
    return true;
  }

  /** False, and nothing written, when there is such a document, or was. */
  private add({ id, fence, document, values }: Row): boolean {
    if (this.fenceOfGrave(id) !== undefined) return false;
    const { changes, lastInsertRowid } = this.insert.run(id, fence, document, ...values);
    if (changes === 0) return false;
    this.addWordsOf(values[0], lastInsertRowid);
    return true;
  }

  private fenceOfGrave(id: string): string | undefined {
    return this.hasGraves ? this.seenGone.get(id)?.[0] : undefined;
  }

  private update(seen: Seen, { fence, document, values }: Row): void {
    const parameters: Parameter[] = [fence, document];
    let changed = 0;
    for (const [index, value] of values.entries()) {
      if (value === seen[index + 2]) continue;
      changed += 2 ** index;
      parameters.push(value);
    }
    parameters.push(seen[0]);
    this.updateOf(changed, values, seen).run(...parameters);
    if (values[0] === seen[2]) return;
    if (seen[2]) this.removeWords?.run(seen[0]);
    this.addWordsOf(values[0], seen[0]);
  }

  private updateOf(changed: number, values: readonly Parameter[], seen: Seen): Prepared<unknown> {
    const known = this.updates.get(changed);
    if (known) return known;
    const columns = this.columns.filter((_, index) => values[index] !== seen[index + 2]);
    const set = ['fence', 'document', ...columns].map((name) => `${name} = ?`).join(', ');
    const made = this.database.toWrite<unknown>(`UPDATE ${this.names.living} SET ${set} WHERE key = ?`);
    this.updates.set(changed, made);
    return made;
  }

  private delete([key, , text]: Seen): void {
    this.remove.run(key);
    if (text) this.removeWords?.run(key);
  }

  private addWordsOf(text: Parameter | undefined, key: number | bigint): void {
    if (typeof text === 'string' && text !== '') this.addWords?.run(key, wordsOf(text).join(' '));
  }

  private valuesOf(document: D): Parameter[] {
    const text = this.definition.search?.(document) ?? null;
    return [text, ...this.fields.map(([field, kind]) => fieldOf(document, field, kind))];
  }
}
