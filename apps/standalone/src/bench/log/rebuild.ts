import 'reflect-metadata';
import { Engine, SystemClock } from '@waybill/engine';
import { openEventStore } from '@waybill/event-store';
import { publications, type DomainEvent } from '@waybill/kernel';
import { openKeyStore } from '@waybill/key-store';
import { openMessageBus } from '@waybill/message-bus';
import { openReadStore, openStateStore } from '@waybill/read-store';
import { Order } from '../../../../orders/src/domain/order.js';
import { OrderView } from '../../../../orders/src/projections/order-view.projection.js';
import { jobOf, say } from '../processes.js';
import type { Replayed } from './replay.js';

/** The orders' read model, folded from the whole log into an empty store. */
export interface Rebuild {
  /** Where the log is. */
  readonly folder: string;
  /** Where the read model will be. */
  readonly into: string;
  readonly events: number;
}

const LONGEST = 240_000;

const { folder, into, events } = jobOf<Rebuild>();
const store = await openEventStore(`embedded:${folder}`);
const reads = await openReadStore(`embedded:${into}`);
const state = await openStateStore('embedded:');
const keys = await openKeyStore(`embedded:${folder}`);
const bus = await openMessageBus('embedded:');
const report = (failure: unknown, what: string) => console.error(`${what}: ${String(failure)}`);
const engine = new Engine({
  store,
  reads,
  state,
  bus,
  keys,
  clock: new SystemClock(),
  report,
  sagasStartAtHead: ['all'],
});
const rows = publications<DomainEvent, DomainEvent>()({});
const orders = { name: 'orders', aggregates: [Order], projections: [OrderView] };
engine.host({ ...orders, sagas: [], deadlines: [], publications: rows }, () => {
  throw new Error('A rebuild calls nobody.');
});
const startedAt = performance.now();
await engine.start();
await engine.readModels.list(OrderView, { limit: 1 }, { after: await store.head(), waitMs: LONGEST });
const took = (performance.now() - startedAt) / 1_000;
await engine.stop();
say({ perSecond: events / took } satisfies Replayed);
