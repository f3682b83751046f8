import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { compile, type Compiled } from '@waybill/testing';
import { EmbeddedReadStore } from './read-store.embedded.js';

describe('A read store that several threads use', () => {
  let compiled: Compiled;
  let folder: string;

  beforeAll(async () => {
    compiled = await compile('libs/kernel', 'libs/failpoints', 'libs/sqlite-files', 'libs/read-store');
  });

  afterAll(() => compiled.remove());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'threads-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  /** Resolves with the number of documents that the thread has put, after it has closed its store. */
  async function run(task: 'write' | 'open' | 'create', writer: string, rounds: number): Promise<number> {
    const script = compiled.path('libs/read-store/src/read-store.thread.ts');
    const worker = new Worker(script, { workerData: { folder, writer, rounds, task } });
    const [[put]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    return put;
  }

  it('never keeps a reader from reading while another one writes', async () => {
    const store = new EmbeddedReadStore(folder);
    const name = 'shared';
    const search = () => 'word';
    const shared = await store.collection({ name, version: 1, fields: { round: 'number' }, search });
    let isWriting = true;
    const writing = run('write', 'writer', 300).finally(() => (isWriting = false));
    let reads = 0;
    while (isWriting) {
      await shared.find({ text: 'wo', sort: { field: 'round', descending: true }, limit: 20 });
      await shared.load(['writer-0-0', 'writer-1-1', 'writer-2-2']);
      await shared.getText('writer-1-1');
      await shared.progress();
      await store.collections();
      reads += 1;
      await turn();
    }
    expect(reads).toBeGreaterThan(0);
    expect(await shared.count()).toBe(await writing);
    await store.close();
  });

  it('is opened by all of them at the same time, when it is new and later', async () => {
    for (const round of [1, 2]) {
      const threads = Array.from({ length: 4 }, (_, n) => run('write', `thread-${round}-${n}`, 11));
      const put = await Promise.all(threads);
      expect(put).toEqual([218, 218, 218, 218]);
    }
    const store = new EmbeddedReadStore(folder);
    const shared = await store.collection({ name: 'shared', version: 1, fields: { round: 'number' } });
    expect(await shared.count()).toBe(8 * 218);
    await store.close();
  });

  it('opens a collection with a word index while other threads create and drop theirs', async () => {
    const creators = ['one', 'two'].map((writer) => run('create', writer, 300));
    const openers = ['three', 'four'].map((writer) => run('open', writer, 300));
    await Promise.all([...creators, ...openers]);
  });
});
