import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EmbeddedEventStore } from '@waybill/event-store';

import { logTo } from '../src/logs/log.js';
import { createEdge, type EdgeOptions } from '../src/service/edge.js';
import { planets, type PlanetEngine } from './planets.js';

export type Line = Readonly<Record<string, unknown>>;

interface LaunchOptions extends Pick<EdgeOptions, 'drainMs'> {
  readonly engine?: PlanetEngine;
}

/** A running service of planets, with the lines it logs. */
export interface Launched extends AsyncDisposable {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly store: EmbeddedEventStore;
  readonly lines: readonly Line[];
}

export async function launch({ engine, ...options }: LaunchOptions = {}): Promise<Launched> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-'));
  const store = await EmbeddedEventStore.open(folder);
  const lines: Line[] = [];
  const log = logTo('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const app = await createEdge(planets(store, engine), { ...options, log });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    store,
    lines,
    url,
    async [Symbol.asyncDispose]() {
      await app.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
