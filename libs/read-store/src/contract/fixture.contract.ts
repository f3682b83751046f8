import { expect } from '@jest/globals';
import type { Collection } from '../collection.js';
import type { CollectionDefinition, Replacement } from '../documents.js';
import type { Query } from '../query.js';
import type { ReadStore } from '../read-store.js';

/** How the suite gets at a store: one medium, empty at first, and any number of clients of it at the same time. */
export interface ReadStoreUnderTest {
  open(): Promise<ReadStore>;
  discard(): Promise<void>;
}

/** `now` is the clock by which deletions are recorded. */
export type Prepare = (now: () => number) => Promise<ReadStoreUnderTest>;

export interface Summary {
  readonly orderId: string;
  readonly revision?: number;
  readonly status?: string;
  readonly total?: number;
  readonly customer?: string;
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
}

export const summaries: CollectionDefinition<Summary> = {
  name: 'orders.order-summary',
  version: 1,
  fields: { status: 'text', total: 'number' },
  search: ({ orderId, customer }) => `${orderId} ${customer ?? ''}`,
};

/** A replacement by a document with this id. */
export function summary(
  orderId: string,
  fence: string,
  replaces?: string,
  rest: Omit<Summary, 'orderId'> = {},
): Replacement<Summary> {
  return { id: orderId, document: { orderId, ...rest }, fence, replaces };
}

export function deletion(id: string, fence: string, replaces?: string): Replacement<Summary> {
  return { id, document: undefined, fence, replaces };
}

/** A store with one collection, and what most tests do with it. */
export class Fixture {
  store: ReadStore;
  orders: Collection<Summary>;
  /** Milliseconds since 1970. */
  time = Date.parse('2026-11-22T10:00:00.000Z');
  private under: ReadStoreUnderTest;
  private clients: ReadStore[] = [];

  constructor(private readonly prepare: Prepare) {}

  async start(): Promise<void> {
    this.under = await this.prepare(() => this.time);
    this.store = await this.another();
    this.orders = await this.store.collection(summaries);
  }

  async end(): Promise<void> {
    for (const client of this.clients.splice(0)) await client.close();
    await this.under.discard();
  }

  async restart(definition = summaries): Promise<void> {
    await this.store.close();
    this.store = await this.another();
    this.orders = await this.store.collection(definition);
  }

  /** One more client of the same medium. */
  async another(): Promise<ReadStore> {
    const client = await this.under.open();
    this.clients.push(client);
    return client;
  }

  async put(...documents: readonly Summary[]): Promise<void> {
    const replacements = documents.map(({ orderId, ...rest }) => summary(orderId, '1', undefined, rest));
    expect(await this.orders.replace(replacements)).toEqual([]);
  }

  async idsOf(query: Partial<Query>): Promise<readonly string[]> {
    const { items } = await this.orders.find({ limit: 100, ...query });
    return items.map(({ orderId }) => orderId);
  }

  /** Ids page by page: what a client sees that follows `next` to the end. */
  async walk(query: Partial<Query>, limit: number): Promise<readonly (readonly string[])[]> {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await this.orders.find({ ...query, limit, cursor });
      pages.push(page.items.map(({ orderId }) => orderId));
      cursor = page.next;
    } while (cursor !== undefined);
    return pages;
  }
}
