import { openEventStore, type EventStore } from '@waybill/event-store';
import type { DomainEvent } from '@waybill/kernel';
import { lifeOf } from '../log/life.js';
import { envelopeOf } from '../orders.js';
import { jobOf, say } from '../processes.js';

/** The appends of journeys and nothing else: what the log alone would allow. */
export interface BareJourneys {
  readonly folder: string;
  readonly open: number;
  readonly seconds: number;
}

/** The appends of one journey, each after the one before: how many to which kind of stream. */
const APPENDS = { order: 2, reservation: 4, stock: 3, payment: 2 };

const { folder, open, seconds } = jobOf<BareJourneys>();
const store = await openEventStore(`embedded:${folder}`);
const events = lifeOf(1).slice(0, 1);
const startedAt = performance.now();
const end = startedAt + seconds * 1_000;
let journeys = 0;
await Promise.all(Array.from({ length: open }, (_, index) => journeysOf(index)));
const took = (performance.now() - startedAt) / 1_000;
await store.close();
say({ perSecond: journeys / took });

async function journeysOf(traveller: number): Promise<void> {
  for (let trip = 0; performance.now() < end; trip += 1) {
    for (const [kind, times] of Object.entries(APPENDS)) {
      const stream = `${kind}-${traveller}.${trip}`;
      for (let revision = 0; revision < times; revision += 1) await append(store, stream, revision, events);
    }
    journeys += 1;
  }
}

async function append(
  to: EventStore,
  stream: string,
  at: number,
  data: readonly DomainEvent[],
): Promise<void> {
  const events = data.map((event, index) => {
    const { id, meta } = envelopeOf(stream, at + index, '');
    return { id, type: event.type, version: 1, data: event, meta };
  });
  await to.append(stream, events, at === 0 ? 'new' : at - 1);
}
