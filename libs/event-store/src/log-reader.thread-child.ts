import { parentPort, workerData } from 'node:worker_threads';
import type { LogReader } from './event-store.js';
import { openLogReader } from './open-event-store.js';

/** A thread that a test starts: it reads the log up to each position it is sent, and answers with the events' ids. */
const reader = await openLogReader(String(workerData));
let after: string | undefined;

parentPort?.on('message', (upTo: string) => void answer(upTo));
parentPort?.postMessage('open');

async function answer(upTo: string): Promise<void> {
  parentPort?.postMessage(await idsUpTo(upTo, reader));
  after = upTo;
}

async function idsUpTo(upTo: string, log: LogReader): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { events } of log.readAll({ after, upTo })) ids.push(...events.map(({ id }) => id));
  return ids;
}
