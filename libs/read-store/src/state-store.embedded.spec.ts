import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ReadStoreRefused } from './errors.js';
import { openStateStore } from './open-read-store.js';
import { readStoreContract } from './read-store.contract.js';
import { EmbeddedReadStore, EmbeddedStateStore } from './read-store.embedded.js';

readStoreContract('SQLite with fsync', async (now) => {
  const folder = await mkdtemp(join(tmpdir(), 'state-'));
  return {
    open: async () => new EmbeddedStateStore(folder, { now }),
    discard: () => rm(folder, { recursive: true }),
  };
});

describe('The embedded state store', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'state-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const definition = { name: 'leases', version: 1, fields: {} };
  const put = (id: string) => ({ id, document: { id }, fence: '1', replaces: undefined });

  it('is opened by its URL, in a folder or in memory', async () => {
    const inMemory = await openStateStore('embedded:');
    const leases = await inMemory.collection(definition);
    await leases.replace([put('a')]);
    expect(await leases.get('a')).toEqual({ id: 'a' });
    await inMemory.close();
    const deep = join(folder, 'deep', 'down');
    await (await openStateStore(`embedded:${deep}`)).close();
    expect(existsSync(join(deep, 'state.db'))).toBe(true);
    await expect(openStateStore('redis://localhost')).rejects.toThrow("No state store is known for 'redis:'");
  });

  it('keeps its data when the read models beside it are deleted', async () => {
    const [reads, states] = [new EmbeddedReadStore(folder), new EmbeddedStateStore(folder)];
    for (const store of [reads, states]) {
      await store.bind('log-1');
      await (await store.collection(definition)).replace([put('a')], { position: '5', epoch: 1 });
      await store.close();
    }
    for (const end of ['', '-wal', '-shm']) await rm(join(folder, `read.db${end}`), { force: true });
    const again = new EmbeddedStateStore(folder);
    const leases = await again.collection(definition);
    expect(await leases.get('a')).toEqual({ id: 'a' });
    expect(await leases.progress()).toEqual({ position: '5', epoch: 1 });
    const refused = again.bind('log-2');
    await expect(refused).rejects.toThrow('state.db was built from another log');
    await expect(refused).rejects.toThrow('loses the checkpoints');
    await again.close();
  });

  it('is never emptied: another layout is refused', async () => {
    await new EmbeddedStateStore(folder).close();
    const newer = new DatabaseSync(join(folder, 'state.db'));
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    expect(() => new EmbeddedStateStore(folder)).toThrow(ReadStoreRefused);
    expect(() => new EmbeddedStateStore(folder)).toThrow('has layout 99');
  });
});
