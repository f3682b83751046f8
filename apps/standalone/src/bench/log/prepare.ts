import { openEventStore } from '@waybill/event-store';
import { openStateStore } from '@waybill/read-store';
import type { DomainEvent } from '@waybill/kernel';
import { envelopeOf, orderIdOf } from '../orders.js';
import { jobOf, say } from '../processes.js';
import { lifeOf } from './life.js';

/** A log of orders that have come to their end. */
export interface Prepare {
  readonly folder: string;
  readonly events: number;
}

export interface Prepared {
  readonly events: number;
  readonly orders: number;
  readonly perSecond: number;
}

/** Events of one life. */
const LIFE = 5;
/** Orders that are placed together, and how many lots later they are delivered: in between, readers forget them. */
const LOT = 500;
const DELIVERED_AFTER = 40;
/** The contexts that count as having published it already, so that nothing is reserved and paid again when a server starts on it. */
const CONTEXTS = ['orders', 'inventory', 'payments', 'shipping', 'operations'];

const { folder, events } = jobOf<Prepare>();
const store = await openEventStore(`embedded:${folder}`);
const lots = Math.ceil(events / LIFE / LOT);
const open = new Map<number, readonly (readonly DomainEvent[])[]>();
const startedAt = performance.now();
for (let lot = 0; lot < lots + DELIVERED_AFTER; lot += 1) {
  if (lot < lots) {
    await write(lot, 0, 1);
    await write(lot, 1, 2);
  }
  const old = lot - DELIVERED_AFTER;
  if (old >= 0 && old < lots) await write(old, 2, LIFE);
}
const took = (performance.now() - startedAt) / 1_000;
const written = lots * LOT * LIFE;

const head = await store.head();
const state = await openStateStore(`embedded:${folder}`);
await state.bind(await store.id());
const checkpoints = await state.collection({ name: 'engine.checkpoints', version: 1, fields: {} });
for (const context of CONTEXTS) {
  const document = { epoch: 0, value: head };
  const written = { id: `${context}.publisher`, document, fence: 'prepared', replaces: undefined };
  await checkpoints.replace([written]);
}
await state.close();
await store.close();
say({ events: written, orders: lots * LOT, perSecond: written / took } satisfies Prepared);

/** The domainEvents of a lot's orders from one revision to another. */
async function write(lot: number, from: number, to: number): Promise<void> {
  const lives = open.get(lot) ?? Array.from({ length: LOT }, (_, index) => lifeOf(lot * LOT + index));
  open.set(lot, lives);
  if (to === LIFE) open.delete(lot);
  await Promise.all(
    lives.map((domainEvents, index) => append(lot * LOT + index, domainEvents.slice(from, to), from)),
  );
}

function append(order: number, domainEvents: readonly DomainEvent[], from: number): Promise<unknown> {
  const stream = `order-${orderIdOf(order)}`;
  const events = domainEvents.map((event, index) => {
    const { id, meta } = envelopeOf(stream, from + index, '');
    return { id, type: event.type, version: 1, data: event, meta };
  });
  return store.append(stream, events, from === 0 ? 'new' : from - 1);
}
