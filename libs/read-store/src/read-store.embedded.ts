import type { Position } from '@waybill/kernel';
import { cursorAt, placeOf } from './cursor.js';
import { Database, type Prepared } from './embedded/database.js';
import { GroupCommit } from './embedded/group-commit.js';
import { MANY, questionsFor, type Question, type Statement } from './embedded/questions.js';
import { createTable, dropTable, REGISTRY } from './embedded/schema.js';
import { tablesOf, type Table } from './embedded/table.js';
import { checkDefinition, type FieldValue } from './fields.js';
import {
  Collection,
  ReadStore,
  type CollectionDefinition,
  type Fenced,
  type Page,
  type Query,
  type Replacement,
} from './read-store.js';

/**
 * Read models in one SQLite file, `<folder>/read.db`. A batch of documents and its checkpoint are one transaction;
 * it is not fsynced, for what is lost with the power is folded from the log again.
 */
export class EmbeddedReadStore extends ReadStore {
  private readonly database: Database;
  private readonly together: GroupCommit;

  /** Without a folder it lives in memory and is gone when it is closed. */
  constructor(folder?: string) {
    super();
    this.database = new Database(folder);
    this.together = new GroupCommit(this.database);
    this.database.write(() => this.database.execute(REGISTRY));
  }

  async collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>> {
    checkDefinition(definition);
    this.together.flush();
    const table = this.database.write(() => createTable(this.database, definition));
    return new EmbeddedCollection(this.database, this.together, definition, table);
  }

  async versions(name: string): Promise<readonly number[]> {
    return this.database.read(() => {
      const sql = 'SELECT version FROM collections WHERE name = ? ORDER BY version';
      return this.database
        .question<[number]>(sql)
        .all(name)
        .map(([version]) => version);
    });
  }

  async sync(): Promise<void> {
    this.database.sync();
  }

  async trouble(): Promise<string | undefined> {
    return this.database.trouble();
  }

  async close(): Promise<void> {
    this.together.flush();
    this.database.close();
  }
}

class EmbeddedCollection<D extends object> extends Collection<D> {
  private readonly one: Prepared<[document: string]>;
  private readonly fenced: Prepared<[id: string, fence: string, document: string]>;
  private readonly goneFences: Prepared<[id: string, fence: string]>;
  private readonly passed: Prepared<[checkpoint: string | null]>;
  private readonly pass: Prepared<unknown>;

  constructor(
    private readonly database: Database,
    private readonly together: GroupCommit,
    private readonly definition: CollectionDefinition<D>,
    private readonly table: Table<D>,
  ) {
    super();
    const { living, gone } = tablesOf(definition.name, definition.version);
    this.one = database.toRead(`SELECT document FROM ${living} WHERE id = ?`);
    const among = (table: string) => `FROM json_each(?) CROSS JOIN ${table} AS stored ON stored.id = value`;
    this.fenced = database.toRead(`SELECT stored.id, fence, document ${among(living)}`);
    this.goneFences = database.toRead(`SELECT stored.id, fence ${among(gone)}`);
    this.passed = database.toRead('SELECT checkpoint FROM collections WHERE name = ? AND version = ?');
    this.pass = database.toWrite('UPDATE collections SET checkpoint = ? WHERE name = ? AND version = ?');
  }

  async get(id: string): Promise<D | undefined> {
    const row = this.database.read(() => this.one.get(id));
    return row && JSON.parse(row[0]);
  }

  async load(ids: readonly string[]): Promise<readonly Fenced<D>[]> {
    const wanted = JSON.stringify(ids);
    return this.database.readTogether(() => {
      const living = this.fenced.all(wanted);
      const isComplete = living.length === ids.length || !this.table.hasGraves;
      const gone = isComplete ? [] : this.goneFences.all(wanted);
      return [
        ...living.map(([id, fence, document]): Fenced<D> => ({ id, fence, document: JSON.parse(document) })),
        ...gone.map(([id, fence]) => ({ id, fence, document: undefined })),
      ];
    });
  }

  async find(query: Query): Promise<Page<D>> {
    if (!Number.isSafeInteger(query.limit) || query.limit < 1)
      throw new RangeError('A page holds 1 document or more.');
    const { name } = this.definition;
    const questions = questionsFor(this.definition, query, placeOf(name, query));
    const rows = this.database.readTogether(() => {
      const found: Found[] = [];
      for (const question of questions) {
        if (found.length <= query.limit) found.push(...this.answer(question, query.limit + 1 - found.length));
      }
      return found;
    });
    const items = rows.slice(0, query.limit).map(([document]): D => JSON.parse(document));
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined;
    return last ? { items, next: cursorAt(name, query, { id: last[1], value: last[2] }) } : { items };
  }

  async count(): Promise<number> {
    const { living } = tablesOf(this.definition.name, this.definition.version);
    return this.database.read(
      () => this.database.question<[number]>(`SELECT count(*) FROM ${living}`).get()?.[0] ?? 0,
    );
  }

  async replace(replacements: readonly Replacement<D>[], checkpoint?: Position): Promise<readonly string[]> {
    const { name, version } = this.definition;
    const rows = replacements.map((replacement) => this.table.rowOf(replacement));
    return this.together.write(rows.length, () => {
      const refused = rows.filter((row) => !this.table.put(row)).map(({ id }) => id);
      if (refused.length === 0 && checkpoint !== undefined) this.pass.run(checkpoint, name, version);
      return refused;
    });
  }

  async checkpoint(): Promise<Position | undefined> {
    const { name, version } = this.definition;
    return this.database.read(() => this.passed.get(name, version)?.[0] ?? undefined);
  }

  async drop(): Promise<void> {
    this.together.flush();
    this.database.write(() => dropTable(this.database, this.definition.name, this.definition.version));
  }

  private answer({ direct, along }: Question, most: number): readonly Found[] {
    if (along && this.ask<[number]>(along.matches, MANY)[0]?.[0] === MANY) {
      const found = this.ask<Found>(along.walk, most);
      if (found.length === most) return found;
    }
    return this.ask(direct, most);
  }

  private ask<R>({ sql, parameters }: Statement, most: number): readonly R[] {
    return this.database.question<R>(sql).all(...parameters, most);
  }
}

type Found = [document: string, id: string, sorted: FieldValue];
