import { setTimeout as pause } from 'node:timers/promises';
import { Collection } from '../collection.js';
import type { CollectionDefinition, Fenced, Progress, Replacement, StoredText } from '../documents.js';
import type { Page, Query } from '../query.js';
import { checkEpoch, type Checkpoints } from './checkpoints.js';
import type { Database } from './database.js';
import { DocumentTable } from './document-table.js';
import type { GroupCommit } from './group-commit.js';
import { PageReader } from './page-reader.js';
import { lineageOf, rowOf } from './row.js';
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

/** Between two tries to empty the WAL while others read it, in milliseconds. */
const EMPTY_WAL_AGAIN_MS = 20;

/** One version of a collection in tables of its own. */
export class EmbeddedCollection<D extends object> extends Collection<D> {
  private readonly table: DocumentTable;
  private readonly pages: PageReader<D>;
  private readonly selectOne: Prepared<[document: string, revision: number | null]>;
  private readonly selectDocuments: Prepared<
    [id: string, fence: string, lineage: string | null, document: string]
  >;
  private readonly selectTombstones: Prepared<[id: string, fence: string, lineage: string | null]>;
  private readonly selectOfSubjects: Prepared<[id: string]>;
  private readonly countAll: Prepared<[count: number]>;
  private readonly deleteTombstones: Prepared<unknown>;

  /** The tables must exist. */
  constructor(private readonly parts: Parts<D>) {
    super();
    const { database, definition } = parts;
    const { documents, tombstones, subjects } = tablesOf(definition);
    const wanted = (table: string) => `FROM json_each(?) CROSS JOIN ${table} AS stored ON stored.id = value`;
    this.table = new DocumentTable(database, definition);
    this.pages = new PageReader(database, definition);
    this.selectOne = database.toRead(`SELECT document, revision FROM ${documents} WHERE id = ?`);
    this.selectDocuments = database.toRead(`SELECT stored.id, fence, lineage, document ${wanted(documents)}`);
    this.selectTombstones = database.toRead(`SELECT stored.id, fence, lineage ${wanted(tombstones)}`);
    this.selectOfSubjects = database.toRead(
      `SELECT DISTINCT id FROM ${documents} WHERE key IN
       (SELECT key FROM ${subjects} WHERE subject IN (SELECT value FROM json_each(?)))`,
    );
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
        ...documents.map(([id, fence, lineage, text]) => fenced<D>(id, fence, lineage, JSON.parse(text))),
        ...tombstones.map(([id, fence, lineage]) => fenced<D>(id, fence, lineage, undefined)),
      ];
    });
  }

  async find(query: Query): Promise<Page<D>> {
    return this.pages.find(query);
  }

  async count(): Promise<number> {
    return this.parts.database.read(() => this.countAll.get()?.[0] ?? 0);
  }

  async ofSubjects(subjects: readonly string[]): Promise<readonly string[]> {
    const wanted = JSON.stringify(subjects);
    return this.parts.database.read(() => this.selectOfSubjects.all(wanted)).map(([id]) => id);
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

  async scrub(): Promise<void> {
    const { database, commits } = this.parts;
    for (let isFirst = true; ; isFirst = false) {
      if (!(await commits.write(0, () => this.table.mergeWords(isFirst)))) break;
    }
    while (!database.emptyWal()) await pause(EMPTY_WAL_AGAIN_MS);
  }

  async drop(): Promise<void> {
    const { database, commits, definition } = this.parts;
    await commits.write(0, () => dropCollection(database, definition));
  }
}

function fenced<D>(id: string, fence: string, lineage: string | null, document: D | undefined): Fenced<D> {
  return { id, fence, document, ...(lineage !== null && { lineage: lineageOf(lineage) }) };
}
