import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import supertest from 'supertest';

import { undocumented } from '../src/docs/undocumented.js';
import { launch, type Launched } from './launch.js';

const planetId = '0193a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b';

let service: Launched;
let http: ReturnType<typeof supertest>;

beforeAll(async () => {
  service = await launch();
  http = supertest(service.url);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

describe('every answer', () => {
  it.each(['/v1/planets', '/nowhere', '/v1/planets/%', '/livez', '/docs', '/v1/planets/1/fail/bug'])(
    'to GET %s has the id of its request and nothing to sniff',
    async (path) => {
      const answer = await http.get(path).set('x-request-id', 'mine-7');
      expect(answer.headers).toMatchObject({ 'x-request-id': 'mine-7', 'x-content-type-options': 'nosniff' });
      expect(answer.headers).not.toHaveProperty('x-powered-by');
    },
  );
});

describe('the log', () => {
  const lineOf = (id: string) => service.lines.find((line) => line['requestId'] === id && line['status']);

  it('has one line for a request, with its actor, route, status and time', async () => {
    const path = `/v1/planets/${planetId}/rename?q=1`;
    const headers = { 'x-request-id': 'line-1' };
    await http.post(path).set(headers).send({ name: 'Kronos' });
    await http.get('/livez');
    expect(lineOf('line-1')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      requestId: 'line-1',
      method: 'POST',
      route: '/v1/planets/:planetId/rename',
      path: `/v1/planets/${planetId}/rename`,
      status: 200,
      ms: expect.any(Number),
      actor: 'local',
      msg: 'request',
    });
  });

  it('never has what stands in a query, nor a token, also when the request fails', async () => {
    const planted = 'ada.lovelace%40example.org';
    const headers = { authorization: 'Bearer planted-token', 'idempotency-key': 'planted-key' };
    for (const path of ['/v1/planets', '/nowhere', '/v1/planets/1/fail/bug', '/v1/planets/%', '/docs']) {
      await http.get(`${path}?text=${planted}`).set(headers);
    }
    await http.get('/livez');
    const log = JSON.stringify(service.lines);
    expect(log).not.toMatch(/ada\.lovelace|planted/);
  });

  it('stays one object per line, whatever the path is', async () => {
    const { port } = new URL(service.url);
    const path = '/"},{"level":"fatal","\\';
    const asked = request({ port, path, headers: { 'x-request-id': 'line-4' } }).end();
    const [answer]: readonly IncomingMessage[] = await once(asked, 'response');
    await once(answer?.resume() ?? asked, 'end');
    await http.get('/livez');
    expect(lineOf('line-4')).toMatchObject({ level: 'info', path, status: 404, code: 'route-unknown' });
    expect(lineOf('line-4')).not.toHaveProperty('route');
  });

  it('names the problem, and logs a status of 500 and above as an error', async () => {
    await http.get('/nowhere').set('x-request-id', 'line-2');
    await http.get('/v1/planets/1/fail/contention').set('x-request-id', 'line-3');
    await http.get('/livez');
    expect(lineOf('line-2')).toMatchObject({ level: 'info', status: 404, code: 'route-unknown' });
    expect(lineOf('line-3')).toMatchObject({ level: 'error', status: 503, code: 'contention' });
  });
});

describe('health', () => {
  it('is alive, and ready while the store is well', async () => {
    await http.get('/livez').expect(200, { status: 'ok' });
    const answer = await http.get('/readyz').expect(200);
    expect(answer.body.details).toEqual({ 'event-store': { status: 'up' } });
  });

  it('is alive but not ready when the store is in trouble', async () => {
    await using troubled = await launch();
    await troubled.store.close();
    await supertest(troubled.url).get('/livez').expect(200);
    const answer = await supertest(troubled.url).get('/readyz').expect(503);
    expect(answer.body).toMatchObject({ code: 'not-ready', checks: { 'event-store': { status: 'down' } } });
    expect(answer.headers['retry-after']).toBe('5');
  });

  it('is not ready while a part of the engine is not, and names each such part with its reason', async () => {
    const building = { name: 'read-model orders', isReady: false, reason: '12 % of the log is read' };
    const engine = { health: () => Promise.resolve([{ name: 'log', isReady: true }, building]) };
    await using starting = await launch({ engine });
    const answer = await supertest(starting.url).get('/readyz').expect(503);
    expect(answer.body).toMatchObject({ code: 'not-ready' });
    expect(answer.body.checks).toEqual({
      'event-store': { status: 'up' },
      log: { status: 'up' },
      'read-model orders': { status: 'down', message: '12 % of the log is read' },
    });
  });

  it('is not ready when a check fails', async () => {
    const engine = { health: () => Promise.reject(new Error('no connection')) };
    await using failing = await launch({ engine });
    const answer = await supertest(failing.url).get('/readyz').expect(503);
    expect(answer.body.checks.engine).toEqual({
      status: 'down',
      message: 'The check failed: Error: no connection',
    });
  });

  it('is not ready while draining', async () => {
    await using leaving = await launch();
    leaving.app.getHttpAdapter().beforeClose?.();
    const answer = await supertest(leaving.url).get('/readyz').expect(503);
    expect(answer.body.code).toBe('draining');
  });
});

describe('the address alone', () => {
  it('leads a browser to the documentation', async () => {
    const answer = await http.get('/').set('accept', 'text/html,application/xhtml+xml').expect(302);
    expect(answer.headers['location']).toBe('/docs');
  });

  it('gives everything else the links', async () => {
    const { body } = await http.get('/').expect(200);
    expect(body).toMatchObject({ docs: '/docs', openapi: '/openapi.json' });
    for (const path of [body.docs, body.openapi, body.health, body.problems])
      await http.get(path).expect(200);
  });
});

describe('the documentation', () => {
  it('is served without the internet', async () => {
    const page = await http.get('/docs').expect(200);
    expect(page.text).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
    await http.get('/docs/swagger-ui-bundle.js').expect(200);
    await http.get('/docs/swagger-ui-init.js').expect(200);
  });

  it('shows what is validated', async () => {
    const { body } = await http.get('/openapi.json').expect(200);
    expect(body.openapi).toBe('3.1.0');
    expect(body.components.schemas.DiscoverPlanet).toEqual({
      title: 'DiscoverPlanet',
      type: 'object',
      required: ['planetId', 'name', 'moons'],
      additionalProperties: false,
      properties: {
        planetId: { type: 'string', format: 'uuid' },
        name: { type: 'string', minLength: 1, maxLength: 40 },
        moons: {
          type: 'array',
          minItems: 1,
          maxItems: 5,
          items: {
            title: 'Moon',
            type: 'object',
            required: ['name', 'radius'],
            additionalProperties: false,
            properties: {
              name: { type: 'string', minLength: 1, maxLength: 40 },
              radius: { type: 'integer', minimum: 1, maximum: 1_000_000 },
            },
          },
        },
        note: { type: 'string', minLength: 0, maxLength: 200 },
      },
    });
  });

  it('leaves out of a body what is in the path', async () => {
    const { body } = await http.get('/openapi.json');
    const { post: rename } = body.paths['/v1/planets/{planetId}/rename'];
    expect(rename.parameters[0]).toEqual({
      name: 'planetId',
      in: 'path',
      required: true,
      schema: { type: 'string', format: 'uuid' },
    });
    expect(rename.requestBody.content['application/json'].schema).toMatchObject({ required: ['name'] });
    expect(Object.keys(rename.requestBody.content['application/json'].schema.properties)).toEqual(['name']);
    expect(body.paths['/v1/planets/{planetId}/abandon'].post).not.toHaveProperty('requestBody');
    const { post: discover, get: list } = body.paths['/v1/planets'];
    expect(discover.requestBody.content['application/json'].schema.required).toEqual(['name', 'moons']);
    expect(Object.keys(discover.responses)).toEqual(['201', 'default']);
    expect(Object.keys(rename.responses)).toEqual(['200', 'default']);
    expect(list.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'kind',
      'moons',
      'limit',
      'cursor',
    ]);
  });

  it('says what a route is for, which roles may use it, and what it answers, with an example', async () => {
    const { body } = await http.get('/openapi.json').expect(200);
    const { get: read } = body.paths['/v1/planets/{planetId}'];
    expect(read).toMatchObject({
      summary: 'A planet.',
      description: 'For the role staff.',
      security: [{ bearer: ['staff'] }],
    });
    expect(read.responses['200'].content['application/json']).toEqual({
      schema: { $ref: '#/components/schemas/planets.Planet' },
      example: { planetId: 'saturn', revision: 7 },
    });
    expect(body.paths['/v1/planets/{planetId}/rename'].post.summary).toBe('Gives a planet another name.');
    expect(body.paths['/v1/planets/{planetId}/owned'].get.description).toBe(
      'For the role staff or customer.',
    );
    expect(body.paths['/livez'].get).not.toHaveProperty('security');
    expect(Object.keys(body.paths['/v1/planets/named'].post.responses)).toEqual(['201', '202', 'default']);
  });

  it('is known to lack what a read does not say', async () => {
    const { body } = await http.get('/openapi.json').expect(200);
    const missing = undocumented(body);
    expect(missing).toEqual(
      expect.arrayContaining([
        'GET /v1/planets has no summary.',
        'GET /v1/planets has no response schema.',
        'GET /v1/planets has no example.',
      ]),
    );
    for (const path of ['/v1/planets/{planetId} ', '/livez', '/readyz', '/problems']) {
      expect(missing.filter((sentence) => sentence.startsWith(`GET ${path}`))).toEqual([]);
    }
    body.paths['/livez'].get.responses['200'].content['application/json'].example = { status: 7 };
    expect(undocumented(body)).toContainEqual(expect.stringContaining('GET /livez has a wrong example'));
  });

  it('shows the health routes', async () => {
    const { body } = await http.get('/openapi.json');
    expect(Object.keys(body.paths['/livez'].get.responses)).toEqual(['200', 'default']);
    expect(Object.keys(body.paths['/readyz'].get.responses)).toEqual(['200', '503', 'default']);
  });

  it('refers to nothing that is not there', async () => {
    const { body, text } = await http.get('/openapi.json');
    const references = [...text.matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
    expect(references.length).toBeGreaterThan(0);
    for (const [, kind = '', name = ''] of references) expect(body.components[kind]).toHaveProperty(name);
    expect(text).not.toContain('x-waybill');
  });
});
