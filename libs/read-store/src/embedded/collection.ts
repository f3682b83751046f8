import { Collection } from '../collection.js';
import type { CollectionDefinition, Fenced, Progress, Replacement, StoredText } from '../documents.js';
import type { Page, Query } from '../query.js';
import { checkEpoch, type Checkpoints } from './checkpoints.js';
import type { Database } from './database.js';
import { DocumentTable } from './document-table.js';
import type { GroupCommit } from './group-commit.js';
import { PageReader } from './page-reader.js';
import { rowOf } from './row.js';
import { dropCollection } from './schema.js';
import type { Prepared } from './statements.js';
import { tablesOf } from './tables.js';

/** The most tombstones that are deleted in one transaction: deleting holds the thread. */
const PURGED_MAX = 1_000;

interface Parts<D extends object> {
  readonly database: Database;
  readonly commits: GroupCommit;
  readonly checkpoints: Checkpoints;
  readonly now: () => number;
  readonly definition: CollectionDefinition<D>;
}

/** One version of a collection in tables of its own. */
export class EmbeddedCollection<D extends object> extends Collection<D> {
  private readonly table: DocumentTable;
  private readonly pages: PageReader<D>;
  private readonly selectOne: Prepared<[document: string, revision: number | null]>;
  private readonly selectDocuments: Prepared<[id: string, fence: string, document: string]>;
  private readonly selectTombstones: Prepared<[id: string, fence: string]>;
  private readonly countAll: Prepared<[count: number]>;
  private readonly deleteTombstones: Prepared<unknown>;

  /** The tables must exist. */
  constructor(private readonly parts: Parts<D>) {
    super();
    const { database, definition } = parts;
    const { documents, tombstones } = tablesOf(definition);
    const wanted = (table: string) => `FROM json_each(?) CROSS JOIN ${table} AS stored ON stored.id = value`;
    this.table = new DocumentTable(database, definition);
    this.pages = new PageReader(database, definition);
    this.selectOne = database.toRead(`SELECT document, revision FROM ${documents} WHERE id = ?`);
    this.selectDocuments = database.toRead(`SELECT stored.id, fence, document ${wanted(documents)}`);
    this.selectTombstones = database.toRead(`SELECT stored.id, fence ${wanted(tombstones)}`);
    this.countAll = database.toRead(`SELECT count(*) FROM ${documents}`);
    this.deleteTombstones = database.toWrite(
      `DELETE FROM ${tombstones} WHERE id IN
       (SELECT id FROM ${tombstones} WHERE deleted_at < ? ORDER BY deleted_at LIMIT ?)`,
    );
  }

  async get(id: string): Promise<D | undefined> {
    const row = this.parts.database.read(() => this.selectOne.get(id));
    return row && JSON.parse(row[0]);
  }

  async getText(id: string): Promise<StoredText | undefined> {
    const row = this.parts.database.read(() => this.selectOne.get(id));
    return row && { text: row[0], revision: row[1] ?? undefined };
  }

  async load(ids: readonly string[]): Promise<readonly Fenced<D>[]> {
    const wanted = JSON.stringify(ids);
    return this.parts.database.readTogether(() => {
      const documents = this.selectDocuments.all(wanted);
      const tombstones = documents.length === ids.length ? [] : this.selectTombstones.all(wanted);
      return [
        ...documents.map(([id, fence, text]): Fenced<D> => ({ id, fence, document: JSON.parse(text) })),
        ...tombstones.map(([id, fence]) => ({ id, fence, document: undefined })),
      ];
    });
  }

  async find(query: Query): Promise<Page<D>> {
    return this.pages.find(query);
  }

  async count(): Promise<number> {
    return this.parts.database.read(() => this.countAll.get()?.[0] ?? 0);
  }

  async replace(replacements: readonly Replacement<D>[], progress?: Progress): Promise<readonly string[]> {
    const { commits, checkpoints, definition, now } = this.parts;
    if (progress) checkEpoch(progress.epoch);
    const rows = replacements.map((replacement) => rowOf(definition, replacement));
    return commits.write(rows.length, () => {
      if (progress) checkpoints.check(definition, progress.epoch);
      const refused = rows.filter((row) => !this.table.put(row, now)).map(({ id }) => id);
      if (progress && refused.length === 0) checkpoints.move(definition, progress);
      return refused;
    });
  }

  async progress(): Promise<Progress | undefined> {
    return this.parts.checkpoints.read(this.parts.definition);
  }

  async claim(epoch: number): Promise<Progress> {
    return this.parts.checkpoints.claim(this.parts.definition, epoch);
  }

  async purge(before: number): Promise<number> {
    let total = 0;
    for (;;) {
      const purged = await this.parts.commits.write(PURGED_MAX, () =>
        Number(this.deleteTombstones.run(before, PURGED_MAX).changes),
      );
      total += purged;
      if (purged < PURGED_MAX) return total;
    }
  }

  async drop(): Promise<void> {
    const { database, commits, definition } = this.parts;
    await commits.write(0, () => dropCollection(database, definition));
  }
}
