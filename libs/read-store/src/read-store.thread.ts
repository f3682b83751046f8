import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedReadStore } from './read-store.embedded.js';

/**
 * A worker thread that a test runs beside its own thread: opens the store, and writes, deletes, searches, purges and
 * creates collections until it is done. Posts the number of documents it has put.
 */
const { folder, writer, rounds } = workerData;

const store = new EmbeddedReadStore(folder);
const definition = { version: 1, fields: { round: 'number' }, search: () => 'word' } as const;
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
parentPort?.postMessage(put);
