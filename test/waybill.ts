import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { createEdge } from '@waybill/edge';
import { Clock, Engine } from '@waybill/engine';
import { EventStore, openEventStore, type StoredEvent } from '@waybill/event-store';
import { KeyStore, openKeyStore } from '@waybill/key-store';
import { MessageBus, openMessageBus } from '@waybill/message-bus';
import { openReadStore, openStateStore, ReadStore, StateStore } from '@waybill/read-store';
import { idle, ManualClock } from '@waybill/testing';
import { StandaloneModule } from '../apps/standalone/src/standalone.module.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const shippingAddress = {
  name: 'Ada Lovelace',
  lines: ['12 St James Square'],
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

const warehouse = {
  lines: ['1 Dock Road'],
  city: 'London',
  postalCode: 'E16 2QU',
  country: 'GB',
};

/** The whole of Waybill over HTTP, on embedded stores, with a clock that a test moves. */
export class Waybill {
  private constructor(
    private readonly app: NestFastifyApplication,
    private readonly clock: ManualClock,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Waybill> {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-test-'));
    const clock = new ManualClock();
    const app = await createEdge(StandaloneModule, {
      make: async (root, adapter, options) => {
        const built = await Test.createTestingModule({ imports: [root] })
          .overrideProvider(Clock)
          .useValue(clock)
          .overrideProvider(EventStore)
          .useValue(await openEventStore(`embedded:${folder}`))
          .overrideProvider(ReadStore)
          .useValue(await openReadStore('embedded:'))
          .overrideProvider(StateStore)
          .useValue(await openStateStore('embedded:'))
          .overrideProvider(KeyStore)
          .useValue(await openKeyStore(`embedded:${folder}`))
          .overrideProvider(MessageBus)
          .useValue(await openMessageBus('embedded:'))
          .compile();
        return built.createNestApplication<NestFastifyApplication>(adapter, options);
      },
    });
    return new Waybill(app, clock, folder);
  }

  /** Listens on a free port of this machine; returns the URL. */
  async listen(): Promise<string> {
    await this.app.listen(0, '127.0.0.1');
    return this.app.getUrl();
  }

  get contexts() {
    return this.app.get(Engine).contexts;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await rm(this.folder, { recursive: true });
  }

  /** Waits until everything that follows has happened. */
  settled(): Promise<void> {
    return idle(this.app.get(Engine), this.app.get(EventStore), this.app.get(MessageBus));
  }

  /** Moves the clock, and waits until everything that was due has happened. */
  async skip(milliseconds: number): Promise<void> {
    this.clock.skip(milliseconds);
    await this.app.get(Engine).tick();
    await this.settled();
  }

  async post(path: string, body: object = {}) {
    return request(this.app.getHttpServer()).post(`/v1${path}`).send(body);
  }

  async put(path: string, body: object) {
    return request(this.app.getHttpServer()).put(`/v1${path}`).send(body);
  }

  async read(path: string) {
    await this.settled();
    return request(this.app.getHttpServer()).get(`/v1${path}`);
  }

  /** The answer to a read, after everything has settled. */
  async get(path: string) {
    const { status, body } = await this.read(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Registers a location that can sell. */
  async located(location: string): Promise<void> {
    await this.expect(201, '/locations', { location, type: 'warehouse', name: location, address: warehouse });
  }

  async receive(sku: string, quantity: number, location = 'main'): Promise<void> {
    await this.expect(200, `/stock/${sku}/${location}/receive`, { quantity });
    await this.settled();
  }

  /** Sends a command that must be answered with this status. */
  async expect(wanted: number, path: string, body: object = {}): Promise<void> {
    const { status, body: answer } = await this.post(path, body);
    if (status !== wanted) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
  }

  /**
   * Creates a payment and places an order that it pays for; does not wait for anything to follow. Returns the id of
   * both.
   */
  async placed(
    lines: Readonly<Record<string, number>>,
    {
      method = 'tok_approve',
      ...more
    }: { readonly method?: string } & Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const orderId = randomUUID();
    await this.expect(201, '/payments', { paymentId: orderId, method });
    await this.expect(201, '/orders', {
      orderId,
      customerId: 'ada',
      contact: { email: 'ada@example.com' },
      currency: 'EUR',
      lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity, unitPrice: 1000 })),
      shippingAddress,
      ...more,
    });
    return orderId;
  }

  /** Places an order and waits for all that follows. */
  async ordered(...order: Parameters<Waybill['placed']>): Promise<string> {
    const orderId = await this.placed(...order);
    await this.settled();
    return orderId;
  }

  /** The names of an order's events from every context, in order. */
  async events(orderId: string): Promise<readonly string[]> {
    const { data } = await this.get(`/orders/${orderId}/timeline?limit=200`);
    return data.map(({ event }: { readonly event: string }) => event);
  }

  /** How many appends have been made that contain such events; an append is what one command has written to a stream. */
  async appends(isOfInterest: (event: StoredEvent) => boolean): Promise<number> {
    await this.settled();
    const appends = new Set<string>();
    for await (const { events } of this.app.get(EventStore).readAll()) {
      for (const { stream, meta } of events.filter(isOfInterest)) appends.add(`${stream} ${meta.commandId}`);
    }
    return appends.size;
  }

  async status(orderId: string): Promise<string> {
    const { status } = await this.get(`/orders/${orderId}`);
    return status;
  }

  /** The fulfilment orders of an order, oldest first. */
  async fulfilmentsOf(orderId: string) {
    const { data } = await this.get(`/fulfilment-orders?orderId=${orderId}`);
    return data;
  }

  /** The parcels of an order, oldest first. */
  async shipmentsOf(orderId: string) {
    const { data } = await this.get(`/shipments?orderId=${orderId}`);
    return data;
  }

  async shipmentOf(orderId: string) {
    const [first] = await this.shipmentsOf(orderId);
    return first;
  }

  /** Takes an order's only fulfilment order through these tasks of the warehouse, and waits for what follows from each. */
  async warehouse(orderId: string, ...tasks: readonly ('pick' | 'pack' | 'dispatch')[]): Promise<void> {
    for (const task of tasks) {
      if (task === 'dispatch') {
        const { shipmentId } = await this.shipmentOf(orderId);
        await this.expect(200, `/shipments/${shipmentId}/dispatch`);
      } else {
        const [{ fulfilmentOrderId }] = await this.fulfilmentsOf(orderId);
        await this.expect(task === 'pack' ? 201 : 200, `/fulfilment-orders/${fulfilmentOrderId}/${task}`);
      }
      await this.settled();
    }
  }

  async scanned(orderId: string, status: string): Promise<void> {
    const { shipmentId } = await this.shipmentOf(orderId);
    const at = new Date(this.clock.now()).toISOString();
    await this.put(`/shipments/${shipmentId}/tracking`, { status, at });
    await this.settled();
  }

  /** What waits for a person about an order. */
  async workItems(orderId: string): Promise<readonly string[]> {
    const { data } = await this.get(`/work-items?orderId=${orderId}`);
    return data.map(({ kind }: { readonly kind: string }) => kind);
  }

  /** How much of a SKU there is, in all and free to sell. */
  async stock(
    sku: string,
  ): Promise<{ readonly onHand: number; readonly available: number; readonly held: number }> {
    return this.get(`/stock/${sku}`);
  }
}
