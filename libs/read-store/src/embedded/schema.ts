import type { FieldKind } from '@waybill/kernel';
import type { CollectionDefinition } from '../documents.js';
import type { Database } from './database.js';
import { DocumentTable } from './document-table.js';
import { lineageOf, rowOf } from './row.js';
import { column, tablesOf } from './tables.js';

type Declared = Pick<CollectionDefinition, 'name' | 'version' | 'fields'> & { readonly search?: unknown };

const SHAPE = 'SELECT shape FROM collections WHERE name = ? AND version = ?';

/** Whether the tables are there and have all that is declared. Only reads. */
export function isCreated(database: Database, definition: Declared): boolean {
  const { name, version } = definition;
  return database.toQuery<[string]>(SHAPE).get(name, version)?.[0] === shapeOf(definition);
}

/**
 * Creates the tables of a collection, or brings them in line when it was declared with other fields, or with or
 * without a search: every document is read once and put into new tables. A search that merely picks other words is
 * not noticed; that, like every other change of what a document is, takes a new version.
 */
export function createCollection<D extends object>(
  database: Database,
  definition: CollectionDefinition<D>,
): void {
  const { name, version } = definition;
  const shape = shapeOf(definition);
  const stored = database.toWrite<[string]>(SHAPE).get(name, version)?.[0];
  if (stored === shape) return;
  if (stored !== undefined) return reshape(database, definition, shape);
  database
    .toWrite('INSERT INTO collections (name, version, shape) VALUES (?, ?, ?)')
    .run(name, version, shape);
  createDocuments(database, definition);
  createTombstones(database, definition);
  createIndexes(database, definition);
}

export function dropCollection(database: Database, definition: Declared): void {
  const { documents, tombstones, words, subjects } = tablesOf(definition);
  for (const table of [documents, tombstones, words, subjects])
    database.execute(`DROP TABLE IF EXISTS ${table}`);
  database
    .toWrite('DELETE FROM collections WHERE name = ? AND version = ?')
    .run(definition.name, definition.version);
}

function shapeOf({ fields, search }: Declared): string {
  const declared = Object.entries(fields).map(([field, kind]) => `${field} ${kind}`);
  return JSON.stringify([declared.toSorted(), search !== undefined]);
}

function reshape<D extends object>(
  database: Database,
  definition: CollectionDefinition<D>,
  shape: string,
): void {
  const { documents, words, subjects } = tablesOf(definition);
  database.execute(
    `DROP TABLE IF EXISTS ${words}; DROP TABLE ${subjects}; ALTER TABLE ${documents} RENAME TO reshaped`,
  );
  createDocuments(database, definition);
  const table = new DocumentTable(database, definition);
  const stored = database.toWrite<[string, string, string | null, string]>(
    'SELECT id, fence, lineage, document FROM reshaped ORDER BY key',
  );
  for (const [id, fence, lineage, text] of stored.iterate()) {
    const document: D = JSON.parse(text);
    table.insert(
      rowOf(definition, { id, fence, document, lineage: lineageOf(lineage), replaces: undefined }),
    );
  }
  database.execute('DROP TABLE reshaped');
  createIndexes(database, definition);
  database
    .toWrite('UPDATE collections SET shape = ? WHERE name = ? AND version = ?')
    .run(shape, definition.name, definition.version);
}

/**
 * The document is the last column: SQLite reads what lies before a long value without walking through it. `words` is the
 * text from which the word index was made: while it stays the same, so does the word index.
 */
function createDocuments(database: Database, definition: Declared): void {
  const { documents, words, subjects } = tablesOf(definition);
  const fields = Object.entries(definition.fields);
  const columns = fields.map(([field, kind]) => `${column(field)} ${COLUMN_TYPES[kind]}, `);
  database.execute(`CREATE TABLE ${documents} (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, fence TEXT NOT NULL, words TEXT, revision INTEGER, lineage TEXT,
    ${columns.join('')}document TEXT NOT NULL
  )`);
  database.execute(
    `CREATE TABLE ${subjects} (subject TEXT, key INTEGER, PRIMARY KEY (subject, key)) WITHOUT ROWID`,
  );
  if (!definition.search) return;
  // The words arrive folded and separated by spaces, which is all that this tokenizer has to see.
  database.execute(`CREATE VIRTUAL TABLE ${words} USING fts5(
    text, content = '', contentless_delete = 1, detail = 'none', tokenize = 'ascii'
  )`);
}

/** Apart from the documents, so that no query walks over them. */
function createTombstones(database: Database, definition: Declared): void {
  const { tombstones, indexBy } = tablesOf(definition);
  database.execute(`
    CREATE TABLE ${tombstones} (
      id TEXT PRIMARY KEY, fence TEXT NOT NULL, deleted_at INTEGER NOT NULL, lineage TEXT
    ) WITHOUT ROWID;
    CREATE INDEX ${indexBy('time of deletion')} ON ${tombstones} (deleted_at)
  `);
}

function createIndexes(database: Database, definition: Declared): void {
  const { documents, indexBy } = tablesOf(definition);
  for (const field of Object.keys(definition.fields)) {
    database.execute(`CREATE INDEX ${indexBy(field)} ON ${documents} (${column(field)}, id)`);
  }
}

const COLUMN_TYPES: Readonly<Record<FieldKind, string>> = { text: 'TEXT', number: 'REAL' };
