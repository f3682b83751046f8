import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedReadStore } from './read-store.embedded.js';

/** A worker thread that a test runs beside its own thread; it does its task and posts the number of documents put. */
const { folder, writer, rounds, task } = workerData;
const definition = { version: 1, fields: { round: 'number' }, search: () => 'word' } as const;

/** Writes, deletes, purges, and creates collections. */
async function write(): Promise<number> {
  const store = new EmbeddedReadStore(folder);
  const shared = await store.collection<{ round: number }>({ ...definition, name: 'shared' });
  let put = 0;
  for (let round = 0; round < rounds; round += 1) {
    const ids = Array.from({ length: 20 }, (_, n) => `${writer}-${round}-${n}`);
    await shared.replace(
      ids.map((id) => ({ id, document: { round }, fence: '1', replaces: undefined })),
      { position: `${round}`, epoch: 1 },
    );
    put += ids.length;
    if (round % 10 > 0) continue;
    await shared.replace([{ id: ids[0] ?? '', document: undefined, fence: '2', replaces: '1' }]);
    put -= 1;
    await shared.purge(Date.now());
    await (await store.collection({ ...definition, name: `${writer}.${round}` })).drop();
  }
  await store.close();
  return put;
}

/** Opens the store and the shared collection, again and again. */
async function open(): Promise<number> {
  for (let round = 0; round < rounds; round += 1) {
    const store = new EmbeddedReadStore(folder);
    await store.collection({ ...definition, name: 'shared' });
    await store.close();
  }
  return 0;
}

/** Opens the store, then creates and drops a collection, again and again. */
async function create(): Promise<number> {
  for (let round = 0; round < rounds; round += 1) {
    const store = new EmbeddedReadStore(folder);
    await (await store.collection({ ...definition, name: `${writer}.${round}` })).drop();
    await store.close();
  }
  return 0;
}

const tasks: Readonly<Record<string, () => Promise<number>>> = { write, open, create };
parentPort?.postMessage(await tasks[task]?.());
