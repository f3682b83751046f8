import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createEdge } from '@waybill/edge';
import { Engine, ReadModels } from '@waybill/engine';
import { EventStore, type StoredEvent } from '@waybill/event-store';
import type { Context, DomainEvent, Projection } from '@waybill/kernel';
import { MessageBus } from '@waybill/message-bus';
import { compile, idle, spawnChild, temporaryFolder, type Compiled } from '@waybill/testing';
import type { ReservationEvent } from '../apps/inventory/src/domain/reservation.events.js';
import type { OrderEvent } from '../apps/orders/src/domain/order.events.js';
import type { PaymentEvent } from '../apps/payments/src/domain/payment.events.js';
import type { FulfilmentOrderEvent } from '../apps/shipping/src/domain/fulfilment-order.events.js';
import { Timeline } from '../apps/orders/src/projections/timeline.projection.js';
import { StandaloneModule } from '../apps/standalone/src/standalone.module.js';

/** Where the process is killed, and at which passage. */
const FAILPOINTS = [
  'engine.before-append:40',
  'engine.before-answer:60',
  'projector.before-write:4',
  'projector.after-write:16',
  'read.before-commit:20',
  'checkpoint.before-save:100',
  'publisher.after-publish:8',
  'bus.after-delivery:40',
  'state.before-commit:20',
  'state.after-commit:20',
];
const CLIENTS = 6;
const address = {
  name: 'Ada Lovelace',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

/** Events of an order's way that happen once per stream; typed so that each one exists. */
type OnceInALife = (OrderEvent | ReservationEvent | PaymentEvent | FulfilmentOrderEvent)['type'];

describe('Waybill, killed again and again while orders come in', () => {
  let compiled: Compiled;
  let app: NestFastifyApplication;
  const folder = temporaryFolder();
  const stores = {
    EVENT_STORE_URL: `embedded:${folder.path}`,
    READ_STORE_URL: `embedded:${folder.path}`,
    STATE_STORE_URL: `embedded:${folder.path}`,
    MESSAGE_BUS_URL: `embedded:${folder.path}`,
  };
  const sent = new Set<string>();
  const acknowledged = new Set<string>();
  let log: readonly StoredEvent[];

  beforeAll(async () => {
    compiled = await compile('libs', 'apps', 'test');
    const clients = Array.from({ length: CLIENTS }, () => new Client(sent, acknowledged));
    for (const failpoint of FAILPOINTS) {
      const child = spawnChild(compiled.path('test/crash-child.ts'), [], {
        ...stores,
        PROJECTIONS_IN: 'worker',
        WAYBILL_FAILPOINT: failpoint,
      });
      // It may be killed before it listens, while it catches up.
      const url = await child.line(() => true).catch(() => undefined);
      await Promise.all(url ? clients.map((client) => client.shop(url)) : []);
      expect(await child.ended).toBe('SIGKILL');
    }
    Object.assign(process.env, stores);
    app = await createEdge(StandaloneModule);
    await idle(app.get(Engine), app.get(EventStore), app.get(MessageBus));
    log = await app.get(Engine).open(await readAll(app.get(EventStore)));
  }, 120_000);

  afterAll(async () => {
    compiled.remove();
    await app.close();
    folder.remove();
  });

  it('has every order that it acknowledged, each placed once', () => {
    expect(acknowledged.size).toBeGreaterThan(100);
    const placed = log
      .filter(({ type }) => type === 'OrderPlaced')
      .map(({ stream }) => stream.slice('order-'.length));
    expect(new Set(placed).size).toBe(placed.length);
    expect([...acknowledged].filter((orderId) => !placed.includes(orderId))).toEqual([]);
    expect(placed.filter((orderId) => !sent.has(orderId))).toEqual([]);
  });

  it('has a log without holes or doubles', () => {
    expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
    for (const [, events] of Map.groupBy(log, ({ stream }) => stream)) {
      expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index));
    }
  });

  it('has followed up every order, and nothing twice', () => {
    const once: ReadonlySet<string> = new Set<OnceInALife>([
      'OrderPlaced',
      'OrderConfirmed',
      'ReservationRequested',
      'ReservationHeld',
      'ReservationCommitted',
      'PaymentCreated',
      'AuthorisationRequested',
      'PaymentAuthorised',
      'FulfilmentOrderCreated',
    ]);
    const counted = Map.groupBy(
      log.filter(({ type }) => once.has(type)),
      ({ stream, type }) => `${type} of ${stream}`,
    );
    expect([...counted].filter(([, events]) => events.length > 1).map(([what]) => what)).toEqual([]);
    const count = (wanted: string) => log.filter(({ type }) => type === wanted).length;
    expect(count('OrderConfirmed')).toBe(count('OrderPlaced'));
  });

  it('has parked nothing', async () => {
    expect(await app.get(Engine).parked()).toEqual([]);
  });

  it('shows in every read model what a plain fold of the log comes to', async () => {
    for (const context of app.get(Engine).contexts) {
      for (const projection of context.projections.filter(({ isReplica }) => !isReplica)) {
        expect(await shown(projection)).toEqual(plainFold(projection, context, log));
      }
    }
  });

  it('has each published event about an order in its timeline once', async () => {
    const expected = app.get(Engine).contexts.flatMap((context) =>
      ownEvents(context, log).flatMap(({ stored, event }) => {
        const published = context.publications.publish(event, stored);
        if (!published || !('orderId' in published) || published.orderId === undefined) return [];
        return [`${JSON.stringify(published.orderId)}/${stored.position}/${published.type}`];
      }),
    );
    const { items } = await app.get(ReadModels).list(Timeline, { limit: 1_000_000 });
    const entered = items.flatMap(({ orderId, entries }) =>
      entries.map(({ position, event }) => `${JSON.stringify(orderId)}/${position}/${event}`),
    );
    expect(entered.toSorted()).toEqual(expected.toSorted());
  });

  async function shown(projection: Projection): Promise<readonly string[]> {
    const { items } = await app.get(ReadModels).list(projection, { limit: 1_000_000 });
    return items.map((document) => canonical(document)).toSorted();
  }
});

/** Orders one thing after the other; what was not acknowledged is sent again to the next process. */
class Client {
  private orderId: string | undefined;

  constructor(
    private readonly sent: Set<string>,
    private readonly acknowledged: Set<string>,
  ) {}

  /** Until the process at that URL is gone. */
  async shop(url: string): Promise<void> {
    await post(`${url}/v1/stock/TEA/main/receive`, { quantity: 200 }).catch(() => undefined);
    for (;;) {
      this.orderId ??= randomUUID();
      this.sent.add(this.orderId);
      const order = {
        orderId: this.orderId,
        customerId: 'ada',
        currency: 'EUR',
        lines: [{ sku: 'TEA', quantity: 1, unitPrice: 1250 }],
        shippingAddress: address,
      };
      const payment = { paymentId: this.orderId, method: 'tok_approve' };
      const paid = await post(`${url}/v1/payments`, payment).catch(() => undefined);
      const status = paid && (await post(`${url}/v1/orders`, order).catch(() => undefined));
      if (status === undefined) return;
      expect([paid, status]).toEqual([201, 201]);
      this.acknowledged.add(this.orderId);
      this.orderId = undefined;
    }
  }
}

async function post(url: string, body: object): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

async function readAll(store: EventStore): Promise<readonly StoredEvent[]> {
  const log: StoredEvent[] = [];
  for await (const { events } of store.readAll()) log.push(...events);
  return log;
}

/** A context's own events in today's shape. */
function ownEvents({ aggregates }: Context, log: readonly StoredEvent[]) {
  return log.flatMap((stored): { readonly stored: StoredEvent; readonly event: DomainEvent }[] => {
    const owner = aggregates.find(({ name }) => stored.stream.startsWith(`${name}-`));
    return owner ? [{ stored, event: owner.upcast(stored.type, stored.version, stored.data) }] : [];
  });
}

function plainFold(projection: Projection, context: Context, log: readonly StoredEvent[]): readonly string[] {
  const documents = new Map<string, object>();
  for (const { stored, event } of ownEvents(context, log)) {
    if (!projection.events.includes(event.type)) continue;
    for (const key of projection.keys(event, stored)) {
      const document = projection.apply(documents.get(key), event, stored, key);
      if (document === undefined) documents.delete(key);
      else documents.set(key, document);
    }
  }
  return [...documents.values()].map((document) => canonical(document)).toSorted();
}

/** JSON whose keys are in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
