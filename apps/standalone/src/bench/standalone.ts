import { openSync } from 'node:fs';
import { coresOf } from './cores.js';
import type { Idle, Memory } from './probe.js';
import type { Layout } from './figure.js';
import type { Journeyed, Journeys } from './load/journeys.js';
import { allAnswered, load, type Target } from './loads.js';
import { SKUS } from './orders.js';
import { run, start, type Child } from './processes.js';
import type { Served } from './server.js';
import type { Workplace } from './workplace.js';

const CONFIRMED = ['confirmed', 'processing', 'shipped', 'delivered'];
/** Pieces of each SKU; more than a run can sell. */
const PLENTY = 10_000_000;
const FILLING = { connections: 64, seconds: 60, count: SKUS };
/** The longest to wait until everything has caught up, in milliseconds. */
const CATCH_UP = 300_000;

/** The standalone app in a process of its own, as `npm start` runs it: everything on, one log line per request. */
export class Standalone implements Target {
  private constructor(
    private readonly child: Child,
    private readonly served: Served,
    readonly layout: Layout,
    /** Milliseconds from the start of the process until it listened. */
    readonly startedIn: number,
  ) {}

  static async start(workplace: Workplace, layout: Layout, folder = workplace.folder()): Promise<Standalone> {
    const url = `embedded:${folder}`;
    const stores = { EVENT_STORE_URL: url, READ_STORE_URL: url, STATE_STORE_URL: url, MESSAGE_BUS_URL: url };
    const env = { ...stores, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', LOG: 'on' };
    const output = openSync(`${folder}.log`, 'a');
    const begun = performance.now();
    const { server: cores } = coresOf(layout);
    const child = await start('server.js', { env, output, cores, options: workplace.nodeOptions });
    return new Standalone(child, JSON.parse(child.said), layout, performance.now() - begun);
  }

  get port(): number {
    return Number(new URL(this.served.url).port);
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Plenty of every SKU that the bench's orders ask for. */
  async fillShelves(): Promise<void> {
    const filling = await load(this, { kind: 'receive', quantity: PLENTY }, FILLING);
    allAnswered('receive', filling, 200);
    await this.idle();
  }

  journeys(journeys: Omit<Journeys, 'port' | 'serverPid' | 'probe'>): Promise<Journeyed> {
    const job = { ...journeys, port: this.port, serverPid: this.pid, probe: this.served.probe };
    return run('load/journeys.js', { job, cores: coresOf(this.layout).load });
  }

  /** Waits until everything has caught up; resolves to how long that took, in seconds. Nothing may have been set aside. */
  async idle(): Promise<number> {
    const begun = performance.now();
    const { parked } = await this.ask<Idle>('idle');
    if (parked > 0) throw new Error(`${parked} items are parked.`);
    return (performance.now() - begun) / 1_000;
  }

  memory(): Promise<Memory> {
    return this.ask('memory');
  }

  /** Asks the API. */
  async get<T>(path: string): Promise<T> {
    return ask(`${this.served.url}${path}`);
  }

  /** Tells the API. */
  async post(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await ask(`${this.served.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Looks at everything in a list of the API, page by page, and counts it by its status. */
  async countByStatus(path: string): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {};
    let cursor: string | undefined;
    do {
      const page = await this.get<Page>(
        `${path}?limit=200${cursor === undefined ? '' : `&cursor=${cursor}`}`,
      );
      for (const { status } of page.data) counts[status] = (counts[status] ?? 0) + 1;
      cursor = page.next;
    } while (cursor !== undefined);
    return counts;
  }

  /** Throws unless there are so many orders and all are confirmed, or further. */
  async allConfirmed(expected: number): Promise<void> {
    const counts = await this.countByStatus('/v1/orders');
    const confirmed = CONFIRMED.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (confirmed === expected && all === expected) return;
    throw new Error(`${expected} orders should be confirmed, and there are: ${JSON.stringify(counts)}.`);
  }

  /** Stops it as an operator would; it drains. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.child[Symbol.asyncDispose]();
  }

  private ask<T>(what: string): Promise<T> {
    return ask(`${this.served.probe}/${what}`);
  }
}

interface Page {
  readonly data: readonly { readonly status: string }[];
  readonly next?: string;
}

async function ask<T>(url: string, request: RequestInit = {}): Promise<T> {
  const response = await fetch(url, { ...request, signal: AbortSignal.timeout(CATCH_UP) });
  const text = await response.text();
  if (!response.ok)
    throw new Error(
      `${request.method ?? 'GET'} ${new URL(url).pathname} was answered ${response.status}: ${text}`,
    );
  return JSON.parse(text);
}
