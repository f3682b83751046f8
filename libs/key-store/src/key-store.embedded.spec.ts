import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyStoreContract } from './key-store.contract.js';
import { EmbeddedKeyStore } from './key-store.embedded.js';
import { KeyStoreRefused, KeyStoreUnavailable } from './key-store.js';
import { openKeyStore } from './open-key-store.js';

keyStoreContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keys-'));
  return {
    open: async () => new EmbeddedKeyStore(folder),
    discard: () => rm(folder, { recursive: true }),
  };
});

describe('The embedded key store', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Everything that is in the store's files. */
  async function bytes(): Promise<Buffer> {
    const names = (await readdir(folder)).filter((name) => name.startsWith('keys.db'));
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
  }

  it('is opened by its URL, never in memory', async () => {
    const store = await openKeyStore(`embedded:${join(folder, 'deep', 'down')}`);
    await store.close();
    expect((await stat(join(folder, 'deep', 'down', 'keys.db'))).isFile()).toBe(true);
    for (const url of ['embedded:', 'embedded::memory:', 'vault://localhost', 'nonsense']) {
      await expect(openKeyStore(url)).rejects.toThrow('No key store is known for');
    }
  });

  it('is for its owner only, with its WAL', async () => {
    const store = new EmbeddedKeyStore(folder);
    await store.obtain(['ada']);
    for (const file of ['keys.db', 'keys.db-wal']) {
      expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
    }
    await store.close();
  });

  it('leaves nothing of a destroyed key in its files', async () => {
    const [store, other] = [new EmbeddedKeyStore(folder), new EmbeddedKeyStore(folder)];
    const subjects = Array.from({ length: 300 }, (_, n) => `subject-${n}`);
    const keys = new Map(
      (await store.obtain(subjects)).map(({ subject, key }) => [subject, Buffer.from(key ?? [])]),
    );
    const before = await bytes();
    for (const key of keys.values()) expect(before.includes(key)).toBe(true);
    for (const subject of subjects.filter((_, n) => n % 3 === 0)) await store.destroy(subject);
    const after = await bytes();
    for (const [n, subject] of subjects.entries()) {
      expect(after.includes(keys.get(subject) ?? '')).toBe(n % 3 !== 0);
    }
    await store.close();
    await other.close();
  });

  it('says which file is damaged or of a newer version, and the cure', async () => {
    await writeFile(join(folder, 'keys.db'), 'this is no database, and never was one'.repeat(200));
    expect(() => new EmbeddedKeyStore(folder)).toThrow(KeyStoreRefused);
    expect(() => new EmbeddedKeyStore(folder)).toThrow('Restore it from a backup');
  });

  it('says that it cannot be used where it cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(() => new EmbeddedKeyStore(join(folder, 'file'))).toThrow(KeyStoreUnavailable);
  });
});
