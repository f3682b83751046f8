import { openEventStore } from '@waybill/event-store';
import { jobOf, say } from '../processes.js';

/** Everything in a log, handed to one subscriber. */
export interface Replay {
  readonly folder: string;
}

export interface Replayed {
  readonly perSecond: number;
}

const { folder } = jobOf<Replay>();
const store = await openEventStore(`embedded:${folder}`);
const head = await store.head();
const enough = new AbortController();
const startedAt = performance.now();
let events = 0;
for await (const slice of store.subscribe({ signal: enough.signal })) {
  events += slice.events.length;
  if (slice.position >= head) enough.abort();
}
const took = (performance.now() - startedAt) / 1_000;
await store.close();
say({ perSecond: events / took } satisfies Replayed);
