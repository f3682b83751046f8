import 'reflect-metadata';
import { parentPort, workerData } from 'node:worker_threads';
import { openLogReader } from '@waybill/event-store';
import type { Context, Position } from '@waybill/kernel';
import { openKeyStore } from '@waybill/key-store';
import type { Message } from '@waybill/message-bus';
import { openReadStore } from '@waybill/read-store';
import { SystemClock } from '../../clock.js';
import { reasonOf } from '../../errors.js';
import { LogFeed } from '../../log/log-feed.js';
import { Seals } from '../../sealing/seals.js';
import type { ParkedItem } from '../../state/parked-items.js';
import { ContextReadModels } from '../context-read-models.js';
import { Rpc } from './rpc.js';

/** What the thread is started with. */
export interface ReadModelWorkerData {
  readonly eventStoreUrl: string;
  readonly readStoreUrl: string;
  readonly keyStoreUrl: string;
  readonly head: Position;
}

if (!parentPort) throw new Error('This file is the entry of a worker thread.');

const data: ReadModelWorkerData = workerData;
const log = await openLogReader(data.eventStoreUrl);
const reads = await openReadStore(data.readStoreUrl);
const keys = await openKeyStore(data.keyStoreUrl);
const seals = new Seals(keys);
const feed = new LogFeed(log, data.head);
const groups = new Map<number, ContextReadModels>();
const stops = new Map<number, AbortController>();

const rpc = new Rpc(parentPort, {
  advance: (head: Position) => feed.advance(head),
  async open(group: number, file: string, name: string, epoch: number) {
    const models = await ContextReadModels.open(await loadContext(file, name), epoch, {
      reads,
      log,
      feed,
      seals,
      clock: new SystemClock(),
      parkedItems: {
        add: (item) => rpc.call('park', item),
        remove: (item) => rpc.call('unpark', item),
        list: (by) => rpc.call('listParked', by),
      },
      report: (failure, what) => rpc.notify('report', reasonOf(failure), what),
      changed: (status) => rpc.notify('changed', group, status),
    });
    groups.set(group, models);
    stops.set(group, new AbortController());
    for (const status of models.statuses()) rpc.notify('changed', group, status);
  },
  claim: (group: number) => groupOf(group).claim(),
  async run(group: number) {
    const stop = stops.get(group) ?? new AbortController();
    try {
      await groupOf(group).run(stop.signal);
    } finally {
      groups.delete(group);
      stops.delete(group);
    }
  },
  stop: (group: number) => stops.get(group)?.abort(),
  fold(group: number, replica: string, text: string) {
    const messages: readonly Message[] = JSON.parse(text);
    return groupOf(group).fold(replica, messages);
  },
  wait: (group: number, name: string, position: Position, timeoutMs: number) =>
    groups.get(group)?.wait(name, position, timeoutMs) ?? false,
  hurry: (group: number) => groupOf(group).hurry(),
  removeDue: (group: number, name: string, due: { readonly id: string; readonly at: string }) =>
    groupOf(group).removeDue(name, due),
  retry: (group: number, item: ParkedItem) => groupOf(group).retry(item),
  repair: (group: number, item: ParkedItem) => groupOf(group).repair(item),
  repaired: (group: number, item: ParkedItem) => groupOf(group).repaired(item),
  erase: (group: number, subjects: readonly string[]) => groupOf(group).erase(subjects),
  erased: (group: number) => groupOf(group).erased(),
  async close() {
    await reads.close();
    await keys.close();
    await log.close();
    setImmediate(() => process.exit(0));
  },
});
rpc.notify('ready');

function groupOf(group: number): ContextReadModels {
  const models = groups.get(group);
  if (!models) throw new TypeError(`There are no read models ${group}.`);
  return models;
}

async function loadContext(file: string, name: string): Promise<Context> {
  const exported: Record<string, unknown> = await import(file);
  const context = Object.values(exported).find((one) => isContext(one, name));
  if (!isContext(context, name)) throw new TypeError(`${file} exports no context ${name}.`);
  return context;
}

function isContext(value: unknown, name: string): value is Context {
  return typeof value === 'object' && value !== null && 'name' in value && value.name === name;
}
