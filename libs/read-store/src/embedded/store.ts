import type { Collection } from '../collection.js';
import type { CollectionDefinition } from '../documents.js';
import { ReadStoreRefused } from '../errors.js';
import { checkDefinition } from '../fields.js';
import { ReadStore } from '../read-store.js';
import { Checkpoints } from './checkpoints.js';
import { EmbeddedCollection } from './collection.js';
import { Database, type StoreKind } from './database.js';
import { GroupCommit } from './group-commit.js';
import { LAYOUT, prepareLayout } from './layout.js';
import { createCollection, isCreated } from './schema.js';

export interface EmbeddedStoreOptions {
  /** The time, in milliseconds since 1970, at which a deletion is recorded. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Collections in one SQLite file, or in memory. */
export class EmbeddedStore extends ReadStore {
  readonly isExclusive = true;
  private readonly database: Database;
  private readonly commits: GroupCommit;
  private readonly checkpoints: Checkpoints;
  private readonly now: () => number;

  constructor(folder: string | undefined, kind: StoreKind, { now = Date.now }: EmbeddedStoreOptions) {
    super();
    this.now = now;
    this.database = new Database(folder, kind, prepareLayout);
    this.commits = new GroupCommit(this.database);
    this.checkpoints = new Checkpoints(this.database, this.commits);
  }

  async bind(logId: string): Promise<void> {
    const stored = this.logId() ?? (await this.commits.write(0, () => this.recordLogId(logId)));
    if (stored === logId) return;
    const { file, kind } = this.database;
    throw new ReadStoreRefused(
      `${file} was built from another log: from ${stored}, not from ${logId}. Restore the right log, or: ${kind.remedy}`,
    );
  }

  async collection<D extends object>(definition: CollectionDefinition<D>): Promise<Collection<D>> {
    checkDefinition(definition);
    const { database, commits, checkpoints, now } = this;
    if (!database.read(() => isCreated(database, definition))) {
      await commits.write(0, () => createCollection(database, definition));
    }
    return new EmbeddedCollection({ database, commits, checkpoints, now, definition });
  }

  async collections(): Promise<readonly { readonly name: string; readonly version: number }[]> {
    const sql = 'SELECT name, version FROM collections ORDER BY name, version';
    const rows = this.database.read(() => this.database.toQuery<[string, number]>(sql).all());
    return rows.map(([name, version]) => ({ name, version }));
  }

  async versions(name: string): Promise<readonly number[]> {
    const all = await this.collections();
    return all.filter((one) => one.name === name).map(({ version }) => version);
  }

  /** After a failed write the store is in trouble until a write succeeds; asking tries one. */
  async trouble(): Promise<string | undefined> {
    if (this.commits.failure !== undefined) {
      const probe = () => this.database.execute(`PRAGMA user_version = ${LAYOUT}`);
      await this.commits.write(0, probe).catch(() => undefined);
    }
    return this.commits.failure ?? this.database.readFailure();
  }

  async close(): Promise<void> {
    await this.commits.close();
    this.database.close();
  }

  private logId(): string | undefined {
    return this.database.read(() => this.database.toQuery<[string]>('SELECT log_id FROM origin').get()?.[0]);
  }

  /** Unless there is one; returns the one that is stored. */
  private recordLogId(logId: string): string | undefined {
    this.database
      .toWrite('INSERT INTO origin (only, log_id) VALUES (1, ?) ON CONFLICT DO NOTHING')
      .run(logId);
    return this.database.toWrite<[string]>('SELECT log_id FROM origin').get()?.[0];
  }
}
