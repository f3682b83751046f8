import type { FieldKind } from '@waybill/kernel';
import type { CollectionDefinition } from '../read-store.js';
import type { Database } from './database.js';
import { column, Table, tablesOf } from './table.js';

/** The collections there are, what they were declared as, and how far each has come. */
export const REGISTRY = `CREATE TABLE IF NOT EXISTS collections (
  name TEXT NOT NULL, version INTEGER NOT NULL, shape TEXT NOT NULL, checkpoint TEXT,
  PRIMARY KEY (name, version)
) WITHOUT ROWID`;

/**
 * Creates the tables of a collection, or brings them in line when it was declared with other fields, or with or
 * without a search: every document is read once and put into new tables. A search that merely picks other words is
 * not noticed; that, like every other change of what a document is, takes a new version.
 */
export function createTable<D extends object>(
  database: Database,
  definition: CollectionDefinition<D>,
): Table<D> {
  const { name, version } = definition;
  const fields = Object.entries(definition.fields).map(([field, kind]) => `${field} ${kind}`);
  const shape = JSON.stringify([fields.toSorted(), definition.search !== undefined]);
  const stored = database
    .toWrite<[string]>('SELECT shape FROM collections WHERE name = ? AND version = ?')
    .get(name, version)?.[0];
  if (stored === shape) return new Table(database, definition);
  if (stored !== undefined) return reshape(database, definition, shape);
  database
    .toWrite('INSERT INTO collections (name, version, shape) VALUES (?, ?, ?)')
    .run(name, version, shape);
  createLiving(database, definition);
  database.execute(
    `CREATE TABLE ${tablesOf(name, version).gone} (id TEXT PRIMARY KEY, fence TEXT NOT NULL) WITHOUT ROWID`,
  );
  createIndexes(database, definition);
  return new Table(database, definition);
}

export function dropTable(database: Database, name: string, version: number): void {
  const { living, gone, words } = tablesOf(name, version);
  for (const table of [living, gone, words]) database.execute(`DROP TABLE IF EXISTS ${table}`);
  database.toWrite('DELETE FROM collections WHERE name = ? AND version = ?').run(name, version);
}

function reshape<D extends object>(
  database: Database,
  definition: CollectionDefinition<D>,
  shape: string,
): Table<D> {
  const { name, version } = definition;
  const { living, words } = tablesOf(name, version);
  database.execute(`DROP TABLE IF EXISTS ${words}; ALTER TABLE ${living} RENAME TO reshaped`);
  createLiving(database, definition);
  const table = new Table(database, definition);
  const documents = database.toWrite<[string, string, string]>(
    'SELECT id, fence, document FROM reshaped ORDER BY key',
  );
  for (const [id, fence, document] of documents.iterate())
    table.put(table.rowOf({ id, fence, document: JSON.parse(document), replaces: undefined }));
  database.execute('DROP TABLE reshaped');
  createIndexes(database, definition);
  database
    .toWrite('UPDATE collections SET shape = ? WHERE name = ? AND version = ?')
    .run(shape, name, version);
  return table;
}

type Shape = Pick<CollectionDefinition, 'name' | 'version' | 'fields'> & { readonly search?: unknown };

/**
 * The document comes last: what lies before it is read without walking through a long one. In "words" is the text that
 * they were taken from: while it is the same one, so are they.
 */
function createLiving(database: Database, { name, version, fields, search }: Shape): void {
  const { living, words } = tablesOf(name, version);
  const columns = Object.entries(fields).map(([field, kind]) => `${column(field)} ${TYPES[kind]}, `);
  database.execute(`CREATE TABLE ${living} (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fence TEXT NOT NULL, words TEXT,
    ${columns.join('')}document TEXT NOT NULL
  )`);
  if (!search) return;
  // The words arrive folded and separated by spaces, which is all that this tokenizer has to see.
  database.execute(`CREATE VIRTUAL TABLE ${words} USING fts5(
    text, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
  )`);
}

function createIndexes(database: Database, { name, version, fields }: Shape): void {
  const { living, index } = tablesOf(name, version);
  for (const field of Object.keys(fields)) {
    database.execute(`CREATE INDEX ${index}${field}" ON ${living} (${column(field)}, id)`);
  }
}

const TYPES: Readonly<Record<FieldKind, string>> = { text: 'TEXT', number: 'REAL' };
