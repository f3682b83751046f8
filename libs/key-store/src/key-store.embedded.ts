import { randomBytes } from 'node:crypto';
import type { Position } from '@waybill/kernel';
import { Database } from './embedded/database.js';
import { GroupCommit } from './embedded/group-commit.js';
import { KeyStore, KeyStoreRefused, type SubjectKey } from './key-store.js';

const KEY_BYTES = 32;

type Row = readonly [subject: string, key: Uint8Array | null];

/**
 * Keys in one SQLite file, `<folder>/keys.db`, which only its owner may read. Several clients may use one folder. A
 * destroyed key is overwritten, in the file and in its WAL.
 */
export class EmbeddedKeyStore extends KeyStore {
  private readonly database: Database;
  private readonly commits: GroupCommit;

  constructor(folder: string) {
    super();
    this.database = new Database(folder);
    this.commits = new GroupCommit(this.database);
  }

  async bind(logId: string): Promise<void> {
    const stored = await this.commits.write(() => {
      this.database.prepare('UPDATE origin SET log_id = ? WHERE log_id IS NULL').run(logId);
      return this.database.prepare<[string]>('SELECT log_id FROM origin').get()?.[0];
    });
    if (stored === logId) return;
    throw new KeyStoreRefused(
      `${this.database.file} has the keys of another log: of ${stored}, not of ${logId}. Restore the keys of this log, ` +
        'or set KEY_STORE_URL to where they are. Without them, the personal data in the log cannot be read.',
    );
  }

  async obtain(subjects: readonly string[]): Promise<readonly SubjectKey[]> {
    return this.commits.write(() => {
      const insert = this.database.prepare(
        'INSERT INTO keys (subject, key) VALUES (?, ?) ON CONFLICT DO NOTHING',
      );
      for (const subject of subjects) insert.run(subject, randomBytes(KEY_BYTES));
      return this.select(subjects);
    });
  }

  async find(subjects: readonly string[]): Promise<readonly SubjectKey[]> {
    return this.database.read(() => this.select(subjects));
  }

  async destroy(subject: string): Promise<void> {
    const [known] = await this.find([subject]);
    if (known && known.key === undefined) return;
    await this.commits.write(() => {
      this.database
        .prepare('INSERT INTO keys (subject, key) VALUES (?, NULL) ON CONFLICT DO UPDATE SET key = NULL')
        .run(subject);
    });
    await this.database.overwriteWal();
  }

  async destroyed(): Promise<readonly string[]> {
    const sql = 'SELECT subject FROM keys WHERE key IS NULL ORDER BY subject';
    return this.database.read(() => this.database.prepare<[string]>(sql).all()).map(([subject]) => subject);
  }

  async position(): Promise<Position> {
    return this.database.read(
      () => this.database.prepare<[string]>('SELECT position FROM origin').get()?.[0] ?? '',
    );
  }

  async moveTo(position: Position): Promise<void> {
    await this.commits.write(() => {
      this.database.prepare('UPDATE origin SET position = ? WHERE position < ?').run(position, position);
    });
  }

  async trouble(): Promise<string | undefined> {
    return this.database.trouble();
  }

  async close(): Promise<void> {
    await this.commits.close();
    this.database.close();
  }

  private select(subjects: readonly string[]): readonly SubjectKey[] {
    const select = this.database.prepare<Row>(
      'SELECT subject, keys.key FROM json_each(?) AS wanted CROSS JOIN keys ON subject = wanted.value',
    );
    return select
      .all(JSON.stringify(subjects))
      .map(([subject, key]) => ({ subject, key: key === null ? undefined : key }));
  }
}
