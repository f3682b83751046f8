import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openEventStore } from '@waybill/event-store';
import { jobOf, say } from '../processes.js';
import type { Replay, Replayed } from './replay.js';

/** The first events of a log as lines of a file, read and parsed: what a replay costs at least. */
const EVENTS = 200_000;

const { folder } = jobOf<Replay>();
const file = join(folder, 'flat.ndjson');
const store = await openEventStore(`embedded:${folder}`);
await pipeline(Readable.from(lines()), createWriteStream(file));
await store.close();

const startedAt = performance.now();
let events = 0;
let rest = '';
for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
  const whole = `${rest}${chunk}`.split('\n');
  rest = whole.pop() ?? '';
  for (const line of whole) {
    const event: unknown = JSON.parse(line);
    if (event) events += 1;
  }
}
const took = (performance.now() - startedAt) / 1_000;
say({ perSecond: events / took } satisfies Replayed);

async function* lines(): AsyncIterable<string> {
  let written = 0;
  for await (const slice of store.readAll()) {
    if (written >= EVENTS) return;
    written += slice.events.length;
    yield slice.events.map((event) => `${JSON.stringify(event)}\n`).join('');
  }
}
