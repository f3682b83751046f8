import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { openReadStore } from './open-read-store.js';
import { readStoreContract } from './read-store.contract.js';
import { EmbeddedReadStore } from './read-store.embedded.js';
import { ReadStoreRefused, ReadStoreUnavailable } from './errors.js';

readStoreContract('SQLite', async (now) => {
  const folder = await mkdtemp(join(tmpdir(), 'read-'));
  return {
    open: async () => new EmbeddedReadStore(folder, { now }),
    discard: () => rm(folder, { recursive: true }),
  };
});

interface Stock {
  readonly id: string;
  readonly status: string;
  readonly total?: number;
}

/** Transactions in the WAL: each ends in a frame that tells the size of the database (sqlite.org/fileformat2.html §4). */
async function commitsIn(folder: string): Promise<number> {
  const wal = await readFile(join(folder, 'read.db-wal'));
  const frame = 24 + wal.readUInt32BE(8);
  const frames = Math.floor((wal.length - 32) / frame);
  return Array.from({ length: frames }, (_, n) => wal.readUInt32BE(32 + n * frame + 4)).filter(Boolean)
    .length;
}

describe('The embedded read store', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'read-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const definition = { name: 'stock', version: 1, fields: { status: 'text', total: 'number' } } as const;
  const put = (id: string) => ({ id, document: { id }, fence: '1', replaces: undefined });
  const at = (position: string) => ({ position, epoch: 1 });

  it('is opened by its URL, in a folder or in memory', async () => {
    const inMemory = await openReadStore('embedded:');
    const collection = await inMemory.collection(definition);
    await collection.replace([put('a')], at('1'));
    expect(await collection.get('a')).toEqual({ id: 'a' });
    await inMemory.close();
    const deep = join(folder, 'deep', 'down');
    await (await openReadStore(`embedded:${deep}`)).close();
    expect((await stat(join(deep, 'read.db'))).isFile()).toBe(true);
    await expect(openReadStore('redis://localhost')).rejects.toThrow("No read store is known for 'redis:'");
    await expect(openReadStore('nonsense')).rejects.toThrow("No read store is known for 'nonsense:'");
  });

  it('leaves nothing of what was changed or deleted in its files once it is scrubbed', async () => {
    const store = new EmbeddedReadStore(folder);
    const search = ({ name }: { readonly name: string }) => name;
    const people = await store.collection<{ readonly name: string; readonly filler: string }>({
      name: 'people',
      version: 1,
      fields: { name: 'text' },
      search,
    });
    const all = Array.from({ length: 400 }, (_, n) => `p-${n}`);
    const [some, others] = [all.filter((_, n) => n % 40 === 0), all.filter((_, n) => n % 40 > 0)];
    const timesIn = async (name: RegExp) => {
      const names = (await readdir(folder)).filter((one) => one.startsWith('read.db'));
      const bytes = Buffer.concat(await Promise.all(names.map((one) => readFile(join(folder, one)))));
      return bytes.toString('latin1').match(name)?.length ?? 0;
    };
    const put = async (ids: readonly string[], name: string, size: number, replaces?: string) => {
      const fence = `${Number(replaces ?? 0) + 1}`;
      const filler = 'f'.repeat(size);
      const documents = ids.map((id) => ({ id, document: { name: `${name} ${id}`, filler } }));
      await people.replace(documents.map((one) => ({ ...one, fence, replaces })));
      return fence;
    };
    let [one, other]: (string | undefined)[] = [];
    for (const size of [10, 3_000, 700, 9_000]) {
      one = await put(some, 'Quetzalcoatl', size, one);
      other = await put(others, 'Xochipilli', size, other);
    }
    expect(await timesIn(/quetzalcoatl/gi)).toBeGreaterThan(10);
    const [first = '', ...rest] = some;
    await people.replace([{ id: first, document: undefined, fence: 'x', replaces: one }]);
    await put(rest, 'erased', 40, one);
    await people.scrub();
    expect(await timesIn(/quetzalcoatl/gi)).toBe(0);
    expect(await timesIn(/xochipilli/gi)).toBeGreaterThan(390);
    expect((await people.find({ text: 'erased', limit: 1_000 })).items).toHaveLength(rest.length);
    await store.close();
  });

  it('waits with scrubbing for whoever reads, and blocks nobody meanwhile', async () => {
    const store = new EmbeddedReadStore(folder);
    const collection = await store.collection(definition);
    await collection.replace([put('a')]);
    const reader = new DatabaseSync(join(folder, 'read.db'), { readOnly: true });
    reader.exec('BEGIN; SELECT count(*) FROM collections');
    await collection.replace([put('b')]);
    let isScrubbed = false;
    const scrubbing = collection.scrub().then(() => (isScrubbed = true));
    const startMs = performance.now();
    await collection.replace([put('c')]);
    expect(await collection.count()).toBe(3);
    expect(performance.now() - startMs).toBeLessThan(1_000);
    await pause(100);
    expect(isScrubbed).toBe(false);
    reader.exec('COMMIT');
    await scrubbing;
    expect((await stat(join(folder, 'read.db-wal'))).size).toBe(0);
    reader.close();
    await store.close();
  });

  it('says which file is damaged, and the cure', async () => {
    const file = join(folder, 'read.db');
    await writeFile(
      file,
      'this is no database, and long enough to be noticed as such by everyone'.repeat(100),
    );
    expect(() => new EmbeddedReadStore(folder)).toThrow(ReadStoreRefused);
    expect(() => new EmbeddedReadStore(folder)).toThrow(`${file} is damaged`);
    expect(() => new EmbeddedReadStore(folder)).toThrow('rebuilt from the log');
  });

  it('writes what is written in one turn in one transaction, and a thousand documents or so in each', async () => {
    const store = new EmbeddedReadStore(folder);
    const collection = await store.collection(definition);
    const before = await commitsIn(folder);
    await Promise.all(Array.from({ length: 40 }, (_, n) => collection.replace([put(`a${n}`)], at(`${n}`))));
    expect((await commitsIn(folder)) - before).toBe(1);
    const many = Array.from({ length: 5 }, (_, lot) =>
      Array.from({ length: 400 }, (_, n) => put(`b${lot}-${n}`)),
    );
    await Promise.all(many.map((lot) => collection.replace(lot)));
    expect((await commitsIn(folder)) - before).toBe(4);
    expect(await collection.count()).toBe(2_040);
    await store.close();
  });

  it('lets one that fails by itself take no others with it', async () => {
    const store = new EmbeddedReadStore(folder);
    const [kept, dropped] = [
      await store.collection(definition),
      await store.collection({ ...definition, version: 2 }),
    ];
    await dropped.drop();
    const answers = await Promise.allSettled([
      kept.replace([put('a')], at('1')),
      dropped.replace([put('a')], at('1')),
      kept.replace([put('b')], at('2')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await kept.count()).toBe(2);
    expect(await kept.progress()).toEqual(at('2'));
    await store.close();
  });

  it('is unavailable, and says so, while nothing can be written, and recovers', async () => {
    const store = new EmbeddedReadStore(folder);
    const collection = await store.collection(definition);
    const other = new DatabaseSync(join(folder, 'read.db'));
    const full = async () => {
      other.exec('BEGIN IMMEDIATE');
      const attempts = [collection.replace([put('a')], at('1')), collection.replace([put('b')], at('2'))];
      for (const { reason } of (await Promise.allSettled(attempts)) as PromiseRejectedResult[])
        expect(reason).toBeInstanceOf(ReadStoreUnavailable);
    };
    await full();
    expect(await collection.count()).toBe(0);
    other.exec('ROLLBACK');
    other.close();
    expect(await store.trouble()).toBeUndefined();
    await collection.replace([put('a')], at('1'));
    expect(await collection.progress()).toEqual(at('1'));
    await store.close();
  }, 20_000);

  it('puts nothing of a batch in place when one document cannot be written', async () => {
    const store = new EmbeddedReadStore(folder);
    const collection = await store.collection<object>(definition);
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const batch = [put('a'), { ...put('b'), document: circular }];
    await expect(collection.replace(batch, at('1'))).rejects.toThrow(TypeError);
    expect(await collection.get('a')).toBeUndefined();
    expect(await collection.progress()).toBeUndefined();
    await collection.replace([put('a')], at('1'));
    await store.close();
  });

  it('empties a file that another version laid out differently, and goes on with it', async () => {
    const older = new DatabaseSync(join(folder, 'read.db'));
    older.exec(`
      PRAGMA journal_mode = WAL; PRAGMA user_version = 1;
      CREATE TABLE collections (name TEXT, version INTEGER, shape TEXT, checkpoint TEXT);
      INSERT INTO collections VALUES ('stock', 1, '[]', '0009');
      CREATE TABLE "stock@1" (key INTEGER PRIMARY KEY, id TEXT UNIQUE);
      CREATE VIRTUAL TABLE "stock@1 words" USING fts5(text, content = '', contentless_delete = 1);
      CREATE TABLE "stock@1 gone" (id TEXT PRIMARY KEY) WITHOUT ROWID;
    `);
    older.close();
    for (const known of [[], [1]]) {
      const store = new EmbeddedReadStore(folder);
      expect(await store.versions('stock')).toEqual(known);
      const collection = await store.collection({ ...definition, search: () => 'word' });
      expect(await collection.replace([put('a')], at('1'))).toEqual(known.length === 0 ? [] : ['a']);
      expect(await collection.count()).toBe(1);
      await store.close();
    }
  });

  it('is read by two at a time, and sees what the other one has committed', async () => {
    const writer = new EmbeddedReadStore(folder);
    const reader = new EmbeddedReadStore(folder);
    const written = await writer.collection(definition);
    const read = await reader.collection(definition);
    await written.replace([put('a')], at('1'));
    expect(await read.get('a')).toEqual({ id: 'a' });
    expect(await read.progress()).toEqual(at('1'));
    expect(await read.replace([put('a')])).toEqual(['a']);
    await writer.close();
    await reader.close();
  });

  it('goes on with words that were stored folded, not as the text they come from', async () => {
    const searched = { ...definition, search: ({ id }: { id: string }) => `The ${id.toUpperCase()}!` };
    const store = new EmbeddedReadStore(folder);
    const collection = await store.collection<{ id: string }>(searched);
    await collection.replace(['a', 'b', 'c'].map(put));
    await store.close();
    const older = new DatabaseSync(join(folder, 'read.db'));
    older.exec(`UPDATE "stock@1" SET words = 'the ' || id`);
    older.close();
    const again = new EmbeddedReadStore(folder);
    const stock = await again.collection<{ id: string }>(searched);
    const next = { fence: '2', replaces: '1' };
    await stock.replace([
      { id: 'a', document: { id: 'a' }, ...next },
      { id: 'b', document: { id: 'z' }, ...next },
      { id: 'c', document: undefined, ...next },
    ]);
    for (const [text, found] of [
      ['the a', 1],
      ['b', 0],
      ['z', 1],
      ['c', 0],
      ['the', 2],
    ] as const)
      expect((await stock.find({ text, limit: 9 })).items).toHaveLength(found);
    await again.close();
  });

  it('finds by words that were not always there', async () => {
    const store = new EmbeddedReadStore(folder);
    const search = ({ status }: Stock) => status;
    const collection = await store.collection<Stock>({ ...definition, search });
    const texts = ['', 'low', '', '-', 'high', '', 'low'];
    for (const [n, status] of texts.entries()) {
      const replaces = n === 0 ? undefined : `${n - 1}`;
      const document = { id: 'a', status };
      expect(await collection.replace([{ id: 'a', document, fence: `${n}`, replaces }])).toEqual([]);
      const found = await Promise.all(['low', 'high'].map((text) => collection.find({ text, limit: 1 })));
      expect(found.map(({ items }) => items.length)).toEqual([+(status === 'low'), +(status === 'high')]);
    }
    await store.close();
  });

  it('pages through many matches in every order, be they dense or far down', async () => {
    const store = new EmbeddedReadStore(folder);
    const collection = await store.collection<Stock>({
      ...definition,
      fields: { status: 'text', total: 'number' },
    });
    const all = Array.from({ length: 9_000 }, (_, n): Stock => {
      const id = String((n * 7919) % 9_000).padStart(4, '0');
      return { id, status: n < 6_000 ? 'early' : 'late', ...(n > 500 && { total: n >> 2 }) };
    });
    await collection.replace(
      all.map((document) => ({ id: document.id, document, fence: '1', replaces: undefined })),
    );
    const rank = ({ id, total = -1 }: Stock) => `${String(total + 1).padStart(5, '0')}-${id}`;
    for (const status of ['early', 'late']) {
      const wanted = all
        .filter((one) => one.status === status)
        .map(rank)
        .toSorted();
      for (const descending of [false, true]) {
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const sort = { field: 'total', descending };
          const where = { status: { equals: status } };
          const page = await collection.find({
            where,
            sort,
            limit: 400,
            ...(cursor !== undefined && { cursor }),
          });
          found.push(...page.items.map(rank));
          cursor = page.next;
        } while (cursor !== undefined);
        expect(found).toEqual(descending ? wanted.toReversed() : wanted);
      }
    }
    await store.close();
  });

  it('answers its queries by walking an index', async () => {
    const store = new EmbeddedReadStore(folder);
    await store.collection(definition);
    await store.close();
    const database = new DatabaseSync(join(folder, 'read.db'));
    const plan = (sql: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN SELECT document FROM "stock@1" ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
        .join('; ');
    for (const sql of [
      'WHERE ("$total", id) > (1, \'a\') ORDER BY "$total", id',
      'WHERE "$total" IS NULL AND id > \'a\' ORDER BY "$total", id',
      'WHERE "$total" = 1 ORDER BY id',
      'ORDER BY "$status" DESC, id DESC',
      "WHERE id > 'a' ORDER BY id",
      "WHERE id >= 'a' AND id < 'b' ORDER BY id",
      "WHERE \"$status\" = 'a' AND id >= 'a' AND id < 'b' ORDER BY id",
    ]) {
      expect(plan(sql)).toContain('USING INDEX');
      expect(plan(sql)).not.toContain('TEMP B-TREE');
    }
    database.close();
  });
});
