import type { FieldKind } from '@waybill/kernel';
import { fieldOf, type FieldValue } from '../fields.js';
import type { CollectionDefinition, Fenced, Replacement } from '../read-store.js';
import { wordsOf } from '../words.js';
import type { Database, Prepared } from './database.js';

type Seen = readonly [key: number, fence: string, words: string | null, ...fields: FieldValue[]];
type Parameter = string | number | null;

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

  /** False, and nothing written, when the predecessor is another one. */
  put({ id, document, fence, replaces }: Replacement<D>): boolean {
    if (replaces === undefined && document !== undefined) return this.add({ id, document, fence });
    const seen = this.seen.get(id);
    const gone = seen ? undefined : this.fenceOfGrave(id);
    if ((seen?.[1] ?? gone) !== replaces) return false;
    if (document === undefined) {
      if (seen) this.delete(seen);
      this.bury.run(id, fence);
      this.hasGraves = true;
    } else if (seen) {
      this.update(seen, document, fence);
    } else {
      this.unbury.run(id);
      this.add({ id, document, fence });
    }
    return true;
  }

  /** False, and nothing written, when there is such a document, or was. */
  add({ id, document, fence }: Fenced<D> & { readonly document: D }): boolean {
    if (this.fenceOfGrave(id) !== undefined) return false;
    const values = this.valuesOf(document);
    const { changes, lastInsertRowid } = this.insert.run(id, fence, JSON.stringify(document), ...values);
    if (changes === 0) return false;
    if (values[0]) this.addWords?.run(lastInsertRowid, values[0]);
    return true;
  }

  private fenceOfGrave(id: string): string | undefined {
    return this.hasGraves ? this.seenGone.get(id)?.[0] : undefined;
  }

  private update(seen: Seen, document: D, fence: string): void {
    const values = this.valuesOf(document);
    const parameters: Parameter[] = [fence, JSON.stringify(document)];
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
    if (values[0]) this.addWords?.run(seen[0], values[0]);
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

  private delete([key, , words]: Seen): void {
    this.remove.run(key);
    if (words) this.removeWords?.run(key);
  }

  private valuesOf(document: D): Parameter[] {
    const words = this.definition.search ? wordsOf(this.definition.search(document)).join(' ') : null;
    return [words, ...this.fields.map(([field, kind]) => fieldOf(document, field, kind))];
  }
}
