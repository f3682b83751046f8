import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { createEdge } from '@waybill/edge';
import { Clock, Engine } from '@waybill/engine';
import { EventStore, openEventStore } from '@waybill/event-store';
import { KeyStore, openKeyStore } from '@waybill/key-store';
import { MessageBus, openMessageBus } from '@waybill/message-bus';
import { openReadStore, openStateStore, ReadStore, StateStore } from '@waybill/read-store';
import { idle, ManualClock } from '@waybill/testing';
import { StandaloneModule } from '../apps/standalone/src/standalone.module.js';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const shippingAddress = {
  name: 'Ada Lovelace',
  street: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
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

  /** The answer to a read, after everything has settled. */
  async get(path: string) {
    await this.settled();
    const { body } = await request(this.app.getHttpServer()).get(`/v1${path}`).expect(200);
    return body;
  }

  async receive(sku: string, quantity: number, location = 'main'): Promise<void> {
    await this.post(`/stock/${sku}/${location}/receive`, { quantity });
    await this.settled();
  }

  /** Places an order and does not wait for anything to follow; returns its id. */
  async placed(lines: Readonly<Record<string, number>>, more: object = {}): Promise<string> {
    const orderId = randomUUID();
    const { status } = await this.post('/orders', {
      orderId,
      customerId: 'ada',
      currency: 'EUR',
      lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity, unitPrice: 1000 })),
      shippingAddress,
      paymentMethod: 'tok_approve',
      ...more,
    });
    if (status !== 201) throw new Error(`The order was not placed: ${status}.`);
    return orderId;
  }

  /** Places an order and waits for all that follows. */
  async ordered(lines: Readonly<Record<string, number>>, more: object = {}): Promise<string> {
    const orderId = await this.placed(lines, more);
    await this.settled();
    return orderId;
  }

  /** The names of an order's events from every context, in order. */
  async events(orderId: string): Promise<readonly string[]> {
    const { data } = await this.get(`/orders/${orderId}/timeline?limit=200`);
    return data.map(({ event }: { readonly event: string }) => event);
  }

  async status(orderId: string): Promise<string> {
    const { status } = await this.get(`/orders/${orderId}`);
    return status;
  }

  async shipmentOf(orderId: string) {
    const { data } = await this.get(`/shipments?orderId=${orderId}`);
    return data[0];
  }

  /** Takes an order's only shipment through these tasks of the warehouse, and waits for what follows from each. */
  async warehouse(orderId: string, ...tasks: readonly ('pick' | 'pack' | 'dispatch')[]): Promise<void> {
    const { shipmentId } = await this.shipmentOf(orderId);
    for (const task of tasks) {
      const { status, body } = await this.post(`/shipments/${shipmentId}/${task}`);
      if (status !== 200) throw new Error(`${task}: ${JSON.stringify(body)}`);
      await this.settled();
    }
  }

  async scanned(orderId: string, status: string): Promise<void> {
    const { shipmentId } = await this.shipmentOf(orderId);
    const at = new Date(this.clock.now()).toISOString();
    await this.put(`/shipments/${shipmentId}/tracking`, { status, at });
    await this.settled();
  }

  /** How much of a SKU there is, in all and free to sell. */
  async stock(
    sku: string,
  ): Promise<{ readonly onHand: number; readonly available: number; readonly held: number }> {
    return this.get(`/stock/${sku}`);
  }
}
