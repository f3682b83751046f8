import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EmbeddedEventStore } from '@waybill/event-store';
import supertest from 'supertest';

import { createEdge } from '../src/service/edge.js';
import { planets } from './planets.js';

let folder: string;
let app: NestFastifyApplication;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edge-'));
  app = await createEdge(planets(await EmbeddedEventStore.open(folder)));
  await app.listen(0, '127.0.0.1');
  http = supertest(await app.getUrl());
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('smoke', () => {
  it('answers', async () => {
    const r = await http.post('/v1/planets').send({ name: 'x', moons: [{ name: 'm', radius: 1 }] });
    console.log(r.status, r.headers, r.text);
    const b = await http
      .post('/v1/planets')
      .set('idempotency-key', 'abc')
      .send({ name: 'x', moons: [{ name: 'm', radius: 'q' }], __foo: 1 });
    console.log(b.status, b.headers, b.text);
    for (const [m, u] of [
      ['get', '/v1/planets/7'],
      ['get', '/v1/planets?limit=999&kind=rock,gas'],
      ['get', '/v1/planets?limit=x&a=1&b=1&b=2'],
      ['get', '/x'],
      ['delete', '/v1/planets'],
      ['get', '/livez'],
      ['get', '/readyz'],
      ['get', '/docs'],
      ['get', '/docs/swagger-ui.css'],
      ['get', '/problems/contention'],
      ['post', '/v1/planets/9bf1dd2c-6c5a-4f63-8f9e-f8a4b6b9a0ce/abandon'],
      ['get', '/v1/planets/1/fail/bug'],
      ['get', '/v1/planets/1/fail/conflict'],
      ['get', '/openapi.json'],
    ] as const) {
      const x = await http[m](u);
      console.log(m, u, x.status, x.headers, x.text.slice(0, u === '/openapi.json' ? 9000 : 500));
    }
    expect(r.status).toBe(201);
  });
});
