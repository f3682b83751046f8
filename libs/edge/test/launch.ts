import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EmbeddedEventStore } from '@waybill/event-store';
import { ManualClock } from '@waybill/testing';

import { ActorsFile, type ActorEntry } from '../src/callers/actors-file.js';
import { hashOfToken } from '../src/callers/tokens.js';
import { logTo } from '../src/logs/log.js';
import { createEdge, type EdgeOptions } from '../src/service/edge.js';
import { planets, type PlanetEngine } from './planets.js';

export type Line = Readonly<Record<string, unknown>>;

/** An actor of the file, with its token instead of the hash. */
export type TestActor = Omit<ActorEntry, 'tokenSha256'> & { readonly token: string };

interface LaunchOptions extends Pick<EdgeOptions, 'drainMs' | 'hosts'> {
  readonly engine?: PlanetEngine;
  /** Who may call; default: everybody, as on a local instance. */
  readonly actors?: readonly TestActor[];
}

/** A running service of planets, with the lines it logs. */
export interface Launched extends AsyncDisposable {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly store: EmbeddedEventStore;
  readonly lines: readonly Line[];
  readonly clock: ManualClock;
  /** Replaces the file of actors. */
  writeActors(actors: readonly TestActor[]): Promise<void>;
}

export async function launch({ engine, actors, ...options }: LaunchOptions = {}): Promise<Launched> {
  const folder = await mkdtemp(join(tmpdir(), 'edge-'));
  const store = await EmbeddedEventStore.open(folder);
  const clock = new ManualClock();
  const lines: Line[] = [];
  const log = logTo('info', { write: (line) => void lines.push(JSON.parse(line)) });
  const path = join(folder, 'actors.json');
  const writeActors = (all: readonly TestActor[]) => writeFile(path, actorsDocument(all));
  if (actors) await writeActors(actors);
  const callers = actors && new ActorsFile(path, ({ message }) => log.error({ reason: message }, 'actors'));
  const app = await createEdge(planets(store, clock, engine), {
    ...options,
    log,
    ...(callers && { callers }),
  });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    store,
    lines,
    url,
    clock,
    writeActors,
    async [Symbol.asyncDispose]() {
      await app.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

function actorsDocument(actors: readonly TestActor[]): string {
  const entries = actors.map(({ token, ...actor }) => ({ ...actor, tokenSha256: hashOfToken(token) }));
  return JSON.stringify({ actors: entries });
}
