import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  paymentsSamples,
  shippingSamples,
  type ClosedWorkItem,
  type OpenedWorkItem,
} from '@waybill/contracts';
import { createEdge } from '@waybill/edge';
import { Clock, context, Engine } from '@waybill/engine';
import { EventStore } from '@waybill/event-store';
import { aggregate, CommandOf, newId, publications, type Context } from '@waybill/kernel';
import { MessageBus } from '@waybill/message-bus';
import { idle, ManualClock, temporaryFolder } from '@waybill/testing';
import supertest from 'supertest';
import { OperationsModule } from './operations.module.js';

type Opened = OpenedWorkItem & { readonly type: 'WorkItemOpened' };
type Closed = ClosedWorkItem & { readonly type: 'WorkItemClosed' };

class RecordWorkItem extends CommandOf<RecordWorkItem> {
  readonly problemId: string;
  readonly event: Opened | Closed;
}

const HOUR = 3_600_000;
const [capture, lost] = [
  paymentsSamples['payments.WorkItemOpened'],
  shippingSamples['shipping.WorkItemOpened'],
];

/** Stands in for a context: it publishes the work items that a test has it record. */
function standIn(name: 'payments' | 'shipping') {
  const problem = aggregate<null, Opened | Closed>()({
    name: `${name}problem`,
    initial: null,
    evolve: { WorkItemOpened: () => null, WorkItemClosed: () => null },
    commands: { RecordWorkItem },
    idOf: ({ problemId }) => problemId,
    decide: { RecordWorkItem: ({ event }) => [event] },
  });
  const page: Context = {
    name,
    aggregates: [problem],
    projections: [],
    sagas: [],
    deadlines: [],
    publications: publications<Opened | Closed, { readonly type: string }>()({
      WorkItemOpened: (event) => ({ ...event, type: `${name}.WorkItemOpened` }),
      WorkItemClosed: (event) => ({ ...event, type: `${name}.WorkItemClosed` }),
    }),
  };
  return { problem, page };
}

const payments = standIn('payments');
const shipping = standIn('shipping');

@Module(context(payments.page))
class PaymentsStandIn {}

@Module(context(shipping.page))
class ShippingStandIn {}

@Module({ imports: [OperationsModule, PaymentsStandIn, ShippingStandIn] })
class Root {}

const folder = temporaryFolder();
for (const store of ['EVENT_STORE_URL', 'READ_STORE_URL', 'STATE_STORE_URL', 'MESSAGE_BUS_URL']) {
  process.env[store] = `embedded:${folder.path}`;
}
const clock = new ManualClock();
let app: NestFastifyApplication;
let http: ReturnType<typeof supertest>;

async function start(): Promise<void> {
  app = await createEdge(Root, {
    make: async (root, adapter, options) => {
      const testing = Test.createTestingModule({ imports: [root] });
      const built = await testing.overrideProvider(Clock).useValue(clock).compile();
      return built.createNestApplication<NestFastifyApplication>(adapter, options);
    },
  });
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
}

beforeAll(async () => {
  await start();
  await record(payments, 'bank-1', { ...capture, amount: eur(3070), orderId: 'order-1' });
  clock.skip(2 * HOUR);
  await record(payments, 'bank-2', { ...capture, workItemId: 'capture/2', amount: eur(500) });
  clock.skip(HOUR);
  await record(payments, 'bank-3', {
    ...capture,
    workItemId: 'capture/3',
    amount: { ...eur(900), currency: 'JPY' },
  });
  await record(shipping, 'parcel-1', lost);
  clock.skip(HOUR);
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

const eur = (amount: number) => ({ amount, currency: 'EUR' });

type Fields<E> = Omit<E, 'type'> & { readonly type?: string };

/** Has a context record that a work item was opened or closed, and waits until everything has followed from that. */
async function record(
  { problem }: typeof payments,
  problemId: string,
  fields: Fields<Opened> | Fields<Closed>,
): Promise<void> {
  const event: Opened | Closed =
    'kind' in fields ? { ...fields, type: 'WorkItemOpened' } : { ...fields, type: 'WorkItemClosed' };
  const commandId = newId();
  const actor = { kind: 'user', id: 'somebody' } as const;
  const meta = { commandId, correlationId: commandId, causationId: commandId, actor };
  await app.get(Engine).execute(problem, new RecordWorkItem({ problemId, event }), meta);
  await settled();
}

const settled = () => idle(app.get(Engine), app.get(EventStore), app.get(MessageBus));

const get = async (query: string, status = 200) =>
  (await http.get(`/v1/work-items${query}`).expect(status)).body;
const idsIn = async (query: string): Promise<readonly string[]> =>
  (await get(query)).data.map(({ workItemId }: OpenedWorkItem) => workItemId);

const [first, second, third, parcel] = [
  'payments:capture:4a1f0f52',
  'payments:capture:2',
  'payments:capture:3',
  'shipping:lost:4a1f0f52',
];

describe('The list of work items', () => {
  it('has the open ones of all contexts, the oldest first', async () => {
    const { data } = await get('');
    expect(
      data.map(({ workItemId, ageSeconds }: { workItemId: string; ageSeconds: number }) => [
        workItemId,
        ageSeconds,
      ]),
    ).toEqual([
      [first, 4 * 3600],
      [second, 2 * 3600],
      [third, 3600],
      [parcel, 3600],
    ]);
  });

  it.each([
    ['kind=shipment_presumed_lost,hold_overdue', [parcel]],
    ['context=payments', [first, second, third]],
    ['orderId=order-1', [first]],
    ['olderThan=PT90M', [first, second]],
    ['olderThan=2026-11-22T11:00:00Z', [first]],
    ['minAmount=600&currency=EUR', [first]],
    ['currency=EUR&sort=-amount', [first, second]],
    ['sort=-openedAt&context=payments', [third, second, first]],
    ['text=parcel%2021%20days', [parcel]],
    ['text=%25', []],
    ['status=closed', []],
  ])('is narrowed and sorted: %s', async (query, expected) => {
    expect(await idsIn(`?${query}`)).toEqual(expected);
  });

  it('has pages that miss and repeat nothing, although time passes and items come and go', async () => {
    const { data, next } = await get('?olderThan=PT90M&limit=1');
    expect(data).toHaveLength(1);
    clock.skip(HOUR);
    await record(payments, 'bank-4', { ...capture, workItemId: 'capture/4' });
    expect(await idsIn(`?olderThan=PT90M&limit=5&cursor=${next}`)).toEqual([second]);
    await record(payments, 'bank-4', { workItemId: 'capture/4', resolution: 'It was a mistake.' });
  });

  it.each([
    'cursor=here',
    'cursor=123.here',
    'olderThan=P1M',
    'minAmount=5',
    'kind=late',
    'context=operations',
    'sort=kind',
  ])('refuses %s', async (query) => {
    expect(await get(`?${query}`, 400)).toMatchObject({
      code: expect.stringMatching(/^(invalid-request|cursor-invalid)$/),
    });
  });
});

describe('The summary of work items', () => {
  it('has the count, the amount and the greatest age of each kind and currency', async () => {
    const { data } = await get('/summary');
    const meaning = expect.stringMatching(/\.$/);
    expect(data).toEqual([
      {
        kind: 'capture_failed',
        meaning,
        count: 2,
        amount: eur(3570),
        oldestOpenedAt: '2026-11-22T10:00:00.000Z',
        oldestAgeSeconds: 5 * 3600,
      },
      expect.objectContaining({ kind: 'capture_failed', count: 1, amount: { amount: 900, currency: 'JPY' } }),
      {
        kind: 'shipment_presumed_lost',
        meaning,
        count: 1,
        oldestOpenedAt: '2026-11-22T13:00:00.000Z',
        oldestAgeSeconds: 2 * 3600,
      },
    ]);
  });
});

describe('A work item', () => {
  it('says why it is there and which requests resolve it, until it is closed', async () => {
    const { reason, resolutions, about, orderId } = lost;
    expect(await get(`/${parcel}`)).toEqual({
      workItemId: parcel,
      context: 'shipping',
      status: 'open',
      kind: 'shipment_presumed_lost',
      about,
      orderId,
      reason,
      resolutions,
      openedAt: '2026-11-22T13:00:00.000Z',
      ageSeconds: 2 * 3600,
      revision: 0,
    });
    const { workItemId, resolution } = shippingSamples['shipping.WorkItemClosed'];
    await record(shipping, 'parcel-1', { workItemId, resolution });
    clock.skip(HOUR);
    expect(await get(`/${parcel}`)).toMatchObject({ status: 'closed', resolution, ageSeconds: 2 * 3600 });
    expect(await idsIn('?context=shipping')).toEqual([]);
    expect(await idsIn('?context=shipping&status=closed')).toEqual([parcel]);
  });

  it('is open again when its problem is back, and as old as that', async () => {
    await record(shipping, 'parcel-1', lost);
    clock.skip(HOUR);
    const { body, headers } = await http.get(`/v1/work-items/${parcel}`).expect(200);
    expect(body).toMatchObject({ status: 'open', ageSeconds: 3600, revision: 2 });
    expect(body).not.toHaveProperty('resolution');
    expect(headers['etag']).toBe('"2"');
  });

  it('is unknown when no context has opened it', async () => {
    expect(await get('/payments:capture:9', 404)).toMatchObject({ code: 'work-item-unknown' });
  });

  it('is there again when the read models were deleted', async () => {
    const open = await get('');
    const closed = await get('?status=closed');
    expect(open.data.length * closed.data.length).toBeGreaterThan(0);
    await app.close();
    for (const file of ['read.db', 'read.db-wal', 'read.db-shm'])
      rmSync(join(folder.path, file), { force: true });
    await start();
    await settled();
    expect([await get(''), await get('?status=closed')]).toEqual([open, closed]);
  });
});
