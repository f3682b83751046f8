import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compile, type Compiled } from '@waybill/testing';
import { EmbeddedEventStore } from './event-store.embedded.js';
import { counted, idsOf, newStream, times } from './log-samples.contract.js';

jest.setTimeout(60_000);

describe('a reader of the embedded log in a worker thread', () => {
  let compiled: Compiled;
  const folder = mkdtempSync(join(tmpdir(), 'waybill-thread-'));

  beforeAll(async () => {
    compiled = await compile('libs/kernel', 'libs/failpoints', 'libs/sqlite-files', 'libs/event-store');
  });

  afterAll(() => {
    compiled.remove();
    rmSync(folder, { recursive: true });
  });

  it('reads every event once and in order while the main thread appends', async () => {
    const store = await EmbeddedEventStore.open(folder);
    const worker = new Worker(compiled.path('libs/event-store/src/log-reader.thread-child.ts'), {
      workerData: `embedded:${folder}`,
    });
    await once(worker, 'message');
    const read: string[] = [];
    for (let round = 0; round < 20; round += 1) {
      await Promise.all(times(40, () => store.append(newStream(), counted(5), 'new')));
      const later = times(40, () => store.append(newStream(), counted(5), 'new'));
      worker.postMessage(await store.head());
      const [[ids]] = await Promise.all([once(worker, 'message'), ...later]);
      read.push(...ids);
    }
    worker.postMessage(await store.head());
    const [ids] = await once(worker, 'message');
    read.push(...ids);
    await worker.terminate();
    const written: string[] = [];
    for await (const { events } of store.readAll()) written.push(...idsOf(events));
    expect(written).toHaveLength(8000);
    expect(read).toEqual(written);
    await store.close();
  });
});
